package main

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// domainArg gives the domain that args name, by itself or as part of an address
// or a URL, or "" without args.
func domainArg(args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	domain := domainOf(args[0])
	if addr, err := netip.ParseAddr(domain); err == nil {
		return "", &usageError{text: fmt.Sprintf("%q is an IP address, where a domain is wanted", args[0]), hint: fmt.Sprintf("to look at an address: ndr check ptr %s", addr)}
	}
	literal := strings.HasPrefix(domain, "[") && strings.HasSuffix(domain, "]")
	if domain == "" || strings.Contains(args[0], ",") || !literal && strings.ContainsAny(domain, " /:@<>=;\"'()[]") {
		return "", usagef("%q is not a domain", args[0])
	}
	return domain, nil
}

// domainOf gives the domain of an address or a URL, or s itself where it is
// none.
func domainOf(s string) string {
	s = addressOf(s)
	if scheme, rest, ok := strings.Cut(s, "://"); ok && !strings.ContainsAny(scheme, "/.@ ") {
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			rest = rest[:end]
		}
		s = rest[strings.LastIndexByte(rest, '@')+1:]
		if host, _, err := net.SplitHostPort(s); err == nil {
			s = host
		}
	}
	return strings.TrimSuffix(s[strings.LastIndexByte(s, '@')+1:], ".")
}

// addressOf gives the address in what people write for one: "Jane
// <jane@example.net>", "mailto:jane@example.net".
func addressOf(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		s = strings.TrimSpace(s[i+1 : len(s)-1])
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s, _, _ = strings.Cut(s[7:], "?")
	}
	return s
}

// ipFlag is an address as the value of a flag.
type ipFlag struct{ netip.Addr }

func (f *ipFlag) String() string {
	if !f.IsValid() {
		return ""
	}
	return f.Addr.String()
}

// Type is the name that help shows for the value.
func (f *ipFlag) Type() string { return "IP" }

func (f *ipFlag) Set(s string) error {
	addr, err := parseIP(s)
	f.Addr = addr
	return err
}

// parseIP reads an address, also in brackets, as mail has it in place of a
// domain, or as its name in reverse DNS.
func parseIP(s string) (netip.Addr, error) {
	s = strings.TrimSpace(s)
	addr, err := netip.ParseAddr(strings.TrimPrefix(strings.TrimPrefix(strings.Trim(s, "[]"), "IPv6:"), "ipv6:"))
	if err == nil && addr.Zone() == "" {
		return addr.Unmap(), nil
	}
	if addr, ok := reverseIP(s); ok {
		return addr, nil
	}
	if p, err := netip.ParsePrefix(s); err == nil && !p.IsSingleIP() {
		return netip.Addr{}, fmt.Errorf("must be one IP address, not a network")
	} else if err == nil {
		return p.Addr().Unmap(), nil
	}
	return netip.Addr{}, fmt.Errorf("must be an IP address")
}

// reverseIP gives the address whose name in reverse DNS a name is.
func reverseIP(name string) (netip.Addr, bool) {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if rest, ok := strings.CutSuffix(name, ".in-addr.arpa"); ok {
		addr, rest, ok := reversed(rest)
		return addr, ok && addr.Is4() && rest == ""
	}
	if rest, ok := strings.CutSuffix(name, ".ip6.arpa"); ok {
		addr, rest, ok := reversed(rest)
		return addr, ok && addr.Is6() && rest == ""
	}
	return netip.Addr{}, false
}

// reversed reads the octets or nibbles of an address in reverse order at the
// start of a name, and gives what is behind them.
func reversed(name string) (addr netip.Addr, rest string, ok bool) {
	const nibbles = 32
	labels := strings.Split(name, ".")
	var b [16]byte
	n := 0
	for ; n < len(labels) && n < nibbles; n++ {
		v, err := strconv.ParseUint(labels[n], 16, 8)
		if err != nil || len(labels[n]) != 1 {
			break
		}
		b[15-n/2] |= byte(v) << (4 * (n % 2))
	}
	if n == nibbles {
		return netip.AddrFrom16(b), strings.Join(labels[n:], "."), true
	}
	if len(labels) < 4 {
		return addr, "", false
	}
	addr, err := netip.ParseAddr(labels[3] + "." + labels[2] + "." + labels[1] + "." + labels[0])
	return addr, strings.Join(labels[4:], "."), err == nil
}

// listedIP takes apart a name as it is asked of a blocklist, which logs have:
// "10.2.0.192.zen.spamhaus.org".
func listedIP(name string) (addr netip.Addr, zone string, ok bool) {
	addr, zone, ok = reversed(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), "."))
	if ok {
		_, ok = check.BlocklistFor(zone)
	}
	return addr, zone, ok
}
