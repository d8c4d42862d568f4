package mime

import "math/bits"

// Long texts are looked at eight bytes at a time, as the bytes of a uint64 of
// which the first is the lowest.

const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
)

// Eight gives the first eight bytes of s.
func Eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// Within reports whether all bytes of b are from low to high, which is less
// than 0x7f.
func Within(b uint64, low, high byte) bool {
	return (b|(b+eachByte*uint64(0x7f-high))|(b-eachByte*uint64(low)))&highBits == 0
}

// ASCII reports whether all bytes of b are ASCII.
func ASCII(b uint64) bool { return b&highBits == 0 }

// Between gives the high bit of each byte of b that is from low to high, of which
// both are ASCII.
func Between(b uint64, low, high byte) uint64 {
	seven := b &^ highBits
	return (seven + eachByte*uint64(0x80-low)) &^ (seven + eachByte*uint64(0x7f-high)) &^ b & highBits
}

// Lower gives b with its capitals in lower case.
func Lower(b uint64) uint64 { return b | Between(b, 'A', 'Z')>>2 }

// Marks gives the high bit of each byte of b that is c; all are ASCII.
func Marks(b uint64, c byte) uint64 { return (highBits - (b ^ eachByte*uint64(c))) & highBits }

// First gives the place of the first byte of b that is c, or 8.
func First(b uint64, c byte) int {
	b ^= eachByte * uint64(c)
	return bits.TrailingZeros64((b-eachByte)&^b&highBits) / 8
}

// Digits gives the values of the digits among the first eight bytes of s, and
// reports whether digits stand where form has a "0", and the bytes of form
// elsewhere.
func Digits(s, form string) (values uint64, ok bool) {
	f := Eight(form)
	values = Eight(s) ^ f // up to 9 for a digit, 0 for another byte of form
	most := 0x7f*eachByte - Marks(f, '0')>>7*9
	return values, (values|(values+most))&highBits == 0
}

// undisguised reports whether s is printable ASCII without an equals sign, which
// encoded words begin with.
func undisguised(s string) bool {
	n := len(s)
	if n < 8 {
		for i := range n {
			if s[i] < ' ' || s[i] > '~' || s[i] == '=' {
				return false
			}
		}
		return true
	}
	last := Eight(s[n-8:]) // most of which is looked at twice
	for ; len(s) >= 8; s = s[8:] {
		if b := Eight(s); !Within(b, ' ', '~') || Marks(b, '=') != 0 {
			return false
		}
	}
	return Within(last, ' ', '~') && Marks(last, '=') == 0
}
