package check

import (
	"cmp"
	"net/netip"
	"slices"
)

// An spfSet is a set of addresses, kept as ranges that are in order, apart from
// each other, and each within one family.
type spfSet []spfRange

// An spfRange is all addresses from lo to hi.
type spfRange struct{ lo, hi netip.Addr }

// spfEverybody is the set of all addresses.
func spfEverybody() spfSet {
	return spfSet{prefixRange(netip.PrefixFrom(netip.IPv4Unspecified(), 0)), prefixRange(netip.PrefixFrom(netip.IPv6Unspecified(), 0))}
}

// prefixRange gives the first and the last address of a network.
func prefixRange(p netip.Prefix) spfRange {
	p = p.Masked()
	bytes := p.Addr().AsSlice()
	for i := range bytes {
		switch free := (i+1)*8 - p.Bits(); {
		case free >= 8:
			bytes[i] = 0xff
		case free > 0:
			bytes[i] |= 1<<free - 1
		}
	}
	hi, _ := netip.AddrFromSlice(bytes)
	return spfRange{p.Addr(), hi}
}

// union gives the addresses that are in a or in b.
func (a spfSet) union(b spfSet) spfSet {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(x, y spfRange) int { return cmp.Or(x.lo.Compare(y.lo), x.hi.Compare(y.hi)) })
	var out spfSet
	for _, r := range all {
		if n := len(out); n > 0 && out[n-1].touches(r) {
			if r.hi.Compare(out[n-1].hi) > 0 {
				out[n-1].hi = r.hi
			}
			continue
		}
		out = append(out, r)
	}
	return out
}

// touches reports whether b, which does not begin before a, overlaps a or
// begins right after it.
func (a spfRange) touches(b spfRange) bool {
	if a.lo.Is4() != b.lo.Is4() {
		return false
	}
	return b.lo.Compare(a.hi) <= 0 || a.hi.Next() == b.lo
}

// minus gives the addresses that are in a and not in b.
func (a spfSet) minus(b spfSet) spfSet {
	var out spfSet
	i := 0
	for _, r := range a {
		for i < len(b) && b[i].hi.Compare(r.lo) < 0 {
			i++
		}
		for j := i; ; j++ {
			if j == len(b) || b[j].lo.Compare(r.hi) > 0 {
				out = append(out, r)
				break
			}
			if b[j].lo.Compare(r.lo) > 0 {
				out = append(out, spfRange{r.lo, b[j].lo.Prev()})
			}
			if b[j].hi.Compare(r.hi) >= 0 {
				break
			}
			r.lo = b[j].hi.Next()
		}
	}
	return out
}

// intersect gives the addresses that are in a and in b.
func (a spfSet) intersect(b spfSet) spfSet { return a.minus(a.minus(b)) }

// prefixes gives the fewest networks that make up the set.
func (a spfSet) prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, r := range a {
		for lo := r.lo; ; {
			p := widest(lo, r.hi)
			out = append(out, p)
			hi := prefixRange(p).hi
			if hi.Compare(r.hi) >= 0 {
				break
			}
			lo = hi.Next()
		}
	}
	return out
}

// widest gives the widest network that begins at lo and does not go beyond hi.
func widest(lo, hi netip.Addr) netip.Prefix {
	best := netip.PrefixFrom(lo, lo.BitLen())
	for bits := lo.BitLen() - 1; bits >= 0; bits-- {
		p := netip.PrefixFrom(lo, bits)
		if p.Masked().Addr() != lo || prefixRange(p).hi.Compare(hi) > 0 {
			break
		}
		best = p
	}
	return best
}

// networkOf makes a set of one network.
func networkOf(p netip.Prefix) spfSet { return spfSet{prefixRange(p)} }
