package check

import (
	_ "embed"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// genericDomains are the domains under which providers name the addresses of
// customers who have not named them, one a line.
//
//go:embed data/genericptr.txt
var genericDomains string

var genericDomainList = sync.OnceValue(func() []string { return dataLines(genericDomains) })

// Words of names in reverse DNS: dynamicWords alone tell that nobody chose the
// name, poolWords only beside a part of the address.
var (
	dynamicWords = map[string]bool{
		"dyn": true, "dynamic": true, "dynip": true, "dhcp": true, "dialup": true, "dialin": true, "ppp": true, "pppoe": true,
		"dsl": true, "adsl": true, "sdsl": true, "vdsl": true, "xdsl": true, "docsis": true, "catv": true, "ftth": true,
		"unassigned": true, "unused": true, "unconfigured": true,
	}
	poolWords = map[string]bool{
		"pool": true, "pools": true, "cable": true, "cpe": true, "cust": true, "customer": true, "customers": true, "client": true,
		"clients": true, "host": true, "static": true, "ip": true, "user": true, "home": true, "res": true, "broadband": true,
		"mobile": true, "wireless": true, "fiber": true, "fibre": true, "vps": true, "rev": true, "reverse": true, "ptr": true,
		"subscriber": true, "access": true, "net": true, "node": true, "dip": true,
	}
)

// genericName says by what the name of an address in reverse DNS is one that a
// provider gives to any address, and "" where it is not.
func genericName(name string, ip netip.Addr) string {
	for _, d := range genericDomainList() {
		if isBelow(name, d) && name != d {
			return "all addresses of that provider have names in " + d
		}
	}
	own, ok := strings.CutSuffix(name, registrable(name))
	if !ok || own == "" {
		return ""
	}
	words := strings.FieldsFunc(own, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, w := range words {
		if dynamicWords[w] {
			return `it has "` + w + `" in it`
		}
	}
	if ip.Is6() {
		return spells6(own, ip)
	}
	octets := ip.As4()
	return spells4(own, octets, words)
}

// spells4 reports whether a name is made from an IPv4 address: all its octets in
// either order, in decimal or hexadecimal, or two of them beside a word for it.
func spells4(own string, octets [4]byte, words []string) string {
	const spelt = "it spells the address"
	if strings.Contains(own, hex.EncodeToString(octets[:])) {
		return spelt
	}
	want := make([]string, 4)
	padded, reversed := "", ""
	for i, o := range octets {
		want[i] = strconv.Itoa(int(o))
		digits := strconv.Itoa(1000 + int(o))[1:]
		padded, reversed = padded+digits, digits+reversed
	}
	if strings.Contains(own, padded) || strings.Contains(own, reversed) {
		return spelt
	}
	var got []string
	for _, n := range strings.FieldsFunc(own, func(r rune) bool { return r < '0' || r > '9' }) {
		got = append(got, strings.TrimLeft(n[:len(n)-1], "0")+n[len(n)-1:])
	}
	back := []string{want[3], want[2], want[1], want[0]}
	if hasRun(got, want) || hasRun(got, back) {
		return spelt
	}
	for _, w := range words {
		if poolWords[w] && (hasRun(got, want[2:]) || hasRun(got, back[:2])) {
			return "it spells a part of the address"
		}
	}
	return ""
}

// spells6 reports whether a name is made from an IPv6 address: all of it, or
// its interface identifier.
func spells6(own string, ip netip.Addr) string {
	bare := strings.NewReplacer(".", "", "-", "").Replace(own)
	nibbles := strings.ReplaceAll(ip.StringExpanded(), ":", "")
	back := []byte(nibbles)
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	groups := strings.ReplaceAll(ip.String(), ":", "-")
	switch {
	case strings.Contains(bare, nibbles), strings.Contains(bare, string(back)), strings.Contains(own, groups):
		return "it spells the address"
	case strings.Trim(nibbles[16:28], "0") != "" && strings.Contains(bare, nibbles[16:]):
		return "it spells a part of the address"
	}
	return ""
}

// hasRun reports whether want stands in got, in one piece.
func hasRun(got, want []string) bool {
	for i := 0; i+len(want) <= len(got); i++ {
		n := 0
		for n < len(want) && got[i+n] == want[n] {
			n++
		}
		if n == len(want) {
			return true
		}
	}
	return false
}
