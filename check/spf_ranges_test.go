package check

import (
	"math/rand/v2"
	"net/netip"
	"testing"
)

// TestSPFSet compares sets with lists of the addresses that are in them, at the
// end of the IPv4 addresses, where IPv6 begins.
func TestSPFSet(t *testing.T) {
	var universe []netip.Addr
	for i := range 64 {
		universe = append(universe, netip.AddrFrom4([4]byte{255, 255, 255, byte(192 + i)}))
	}
	for i := range 64 {
		universe = append(universe, netip.AddrFrom16([16]byte{15: byte(i)}))
	}
	r := rand.New(rand.NewPCG(1, 2))
	random := func() (spfSet, []bool) {
		var set spfSet
		in := make([]bool, len(universe))
		for range r.IntN(6) {
			lo := r.IntN(len(universe))
			p := netip.PrefixFrom(universe[lo], universe[lo].BitLen()-r.IntN(6))
			set = set.union(networkOf(p))
			for i, ip := range universe {
				in[i] = in[i] || p.Masked().Contains(ip)
			}
		}
		return set, in
	}
	same := func(op string, set spfSet, want func(i int) bool) {
		t.Helper()
		prefixes := set.prefixes()
		for i, ip := range universe {
			got := false
			for _, r := range set {
				got = got || r.lo.Compare(ip) <= 0 && ip.Compare(r.hi) <= 0
			}
			if got != want(i) {
				t.Errorf("%s: %s is in: %v, want %v; set %v", op, ip, got, want(i), set)
			}
			by := 0
			for _, p := range prefixes {
				if p.Contains(ip) {
					by++
				}
			}
			if (by == 1) != want(i) || by > 1 {
				t.Errorf("%s: %s is in %d of %v, want in one: %v", op, ip, by, prefixes, want(i))
			}
		}
		for i := 1; i < len(set); i++ {
			if set[i-1].touches(set[i]) {
				t.Errorf("%s: %v and %v should be one", op, set[i-1], set[i])
			}
		}
	}
	for range 200 {
		a, inA := random()
		b, inB := random()
		same("union", a.union(b), func(i int) bool { return inA[i] || inB[i] })
		same("minus", a.minus(b), func(i int) bool { return inA[i] && !inB[i] })
		same("intersect", a.intersect(b), func(i int) bool { return inA[i] && inB[i] })
		same("complement", spfEverybody().minus(a), func(i int) bool { return !inA[i] })
	}
}

func TestSPFSetPrefixes(t *testing.T) {
	tests := []struct{ lo, hi, want string }{
		{"0.0.0.0", "255.255.255.255", "0.0.0.0/0"},
		{"::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"},
		{"192.0.2.1", "192.0.2.6", "192.0.2.1/32 192.0.2.2/31 192.0.2.4/31 192.0.2.6/32"},
		{"192.0.2.0", "192.0.2.255", "192.0.2.0/24"},
	}
	for _, tt := range tests {
		got := ""
		for _, p := range (spfSet{{netip.MustParseAddr(tt.lo), netip.MustParseAddr(tt.hi)}}).prefixes() {
			got += " " + p.String()
		}
		if got != " "+tt.want {
			t.Errorf("prefixes of %s to %s =%s, want %s", tt.lo, tt.hi, got, tt.want)
		}
	}
}
