package catalog

import (
	"encoding/binary"
	"math"
)

// A snapshotReader reads the numbers of a snapshot. It gives zeros after an error.
type snapshotReader struct {
	b   []byte
	at  int
	bad bool
}

// number reads a number of up to 31 bits, seven a byte.
func (r *snapshotReader) number() int {
	if r.at < len(r.b) && r.b[r.at] < 1<<7 {
		r.at++
		return int(r.b[r.at-1])
	}
	return r.long()
}

// long reads a number of more than one byte.
func (r *snapshotReader) long() int {
	v, n := binary.Uvarint(r.b[r.at:])
	if n <= 0 || v > math.MaxInt32 {
		r.fail()
		return 0
	}
	r.at += n
	return int(v)
}

// fail notes an error; there is nothing more to read then.
func (r *snapshotReader) fail() { r.bad, r.at = true, len(r.b) }

// signed reads a number that may be below zero: the sign is the lowest bit.
func (r *snapshotReader) signed() int {
	v := r.number()
	return v>>1 ^ -(v & 1)
}

// below reads a number that has to be below n.
func (r *snapshotReader) below(n int) int {
	v := r.number()
	if v >= n {
		r.fail()
		return 0
	}
	return v
}

// count reads how many things of size bytes or more follow.
func (r *snapshotReader) count(size int) int {
	n := r.number()
	if n > (len(r.b)-r.at)/size {
		r.fail()
		return 0
	}
	return n
}

// uint16s reads how many numbers of two bytes follow, and those.
func (r *snapshotReader) uint16s() []uint16 {
	list := make([]uint16, r.count(2))
	b := r.bytes(2 * len(list))
	for i := range list {
		list[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return list
}

// bytes reads n bytes, which stay in the snapshot.
func (r *snapshotReader) bytes(n int) []byte {
	b := r.b[r.at : r.at+n : r.at+n]
	r.at += n
	return b
}
