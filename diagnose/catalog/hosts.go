package catalog

import (
	"math/bits"
	"strings"
)

// A hostTable tells whose systems the hosts below a name are. The names are hashed
// from their ends, so that one pass over a host meets all names that it is below.
type hostTable []hostSlot // of a number that is a power of two

// A hostSlot is one of the Hosts of a provider, or free.
type hostSlot struct {
	name     string
	provider int
}

// newHostTable gives a table of the Hosts of providers.
func newHostTable(providers []provider) hostTable {
	n := 0
	for i := range providers {
		n += len(providers[i].Hosts)
	}
	t := make(hostTable, 1<<bits.Len(uint(2*n)))
	for i := range providers {
		for _, name := range providers[i].Hosts {
			hash := uint32(0)
			for k := len(name) - 1; k >= 0; k-- {
				hash = hashBefore(name[k], hash)
			}
			*t.slot(hash, name) = hostSlot{name, i}
		}
	}
	return t
}

// hashBefore gives the hash of a byte and what follows it, whose hash is given.
func hashBefore(b byte, hash uint32) uint32 { return (hash ^ uint32(lowerTable[b])) * 0x01000193 }

// slot gives the slot of a name, or the free one that it may take.
func (t hostTable) slot(hash uint32, name string) *hostSlot {
	for i := int(hash >> 8); ; i++ {
		s := &t[i&(len(t)-1)]
		if s.name == "" || len(s.name) == len(name) && strings.EqualFold(s.name, name) {
			return s
		}
	}
}

// maxHost is how long a host name can be, in bytes.
const maxHost = 255

// provider gives the provider of a host name: that of the longest of its Hosts that
// the name is, or is below.
func (t hostTable) provider(host string) (p int, ok bool) {
	host = strings.TrimSuffix(host, ".")
	if len(host) > maxHost {
		return 0, false
	}
	hash := uint32(0)
	for i := len(host) - 1; i >= 0; i-- {
		if host[i] == '.' {
			if s := t.slot(hash, host[i+1:]); s.name != "" {
				p, ok = s.provider, true
			}
		}
		hash = hashBefore(host[i], hash)
	}
	if s := t.slot(hash, host); s.name != "" {
		return s.provider, true
	}
	return p, ok
}
