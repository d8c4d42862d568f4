package diagnose

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// setIP chooses the address that the refusing system saw: the one that its
// text blames, or the one that the reporting system recorded.
func (f *Facts) setIP(rep *dsn.Report, r *dsn.Recipient, m *catalog.Match) {
	reporter := sentByReporter(rep, r)
	if reporter {
		f.HELO = rep.ReportingMTA.Name
	}
	for _, ip := range append(slices.Clip(m.Clues.IPs), linkedIPs(r.Diagnostic.Text)...) {
		if public(ip) && ip != r.RemoteMTA.Address && !standsBehind(r.Diagnostic.Text, r.RemoteMTA.Name, ip) {
			f.SendingIP, f.IPSource, f.IPSure = ip, "named in the refusal", true
			if !reporter && ip != rep.Original.SendingIP {
				f.HELO = ""
			}
			return
		}
	}
	f.inside = slices.ContainsFunc(m.Clues.IPs, func(ip netip.Addr) bool { return ip.IsPrivate() && ip != r.RemoteMTA.Address })
	switch ip := rep.ReceivedFromMTA.Address; {
	case reporter && submitted(&rep.Original):
		// What the reporter recorded is one of its users, whom nobody else saw.
	case public(ip) && !reporter:
		f.SendingIP, f.IPSource, f.IPSure = ip, "in the Received-From-MTA field", true
	case public(rep.Original.SendingIP):
		f.SendingIP, f.IPSource, f.IPSure = rep.Original.SendingIP, "in the topmost Received field", true
	}
	f.IPSure = f.IPSure && !f.inside
}

// standsBehind reports whether a text has an address as that of a host, and of no
// other: "mx.example.net[192.0.2.5]".
func standsBehind(text, host string, ip netip.Addr) bool {
	at := strings.Index(text, ip.String())
	if host == "" || at < 0 {
		return false
	}
	before := strings.ToLower(strings.TrimRight(text[:at], "[( "))
	return strings.HasSuffix(before, strings.ToLower(strings.TrimSuffix(host, ".")))
}

// linkedIPs gives the addresses in the links of a refusal, which lead to a page
// about the client: "?id=joe%40example.com&ip=192.0.2.10", "/query/ip/192.0.2.10".
func linkedIPs(text string) []netip.Addr {
	var ips []netip.Addr
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "://")
		if !ok {
			return ips
		}
		rest = after
		link := after
		if end := strings.IndexFunc(link, unicode.IsSpace); end >= 0 {
			link = link[:end]
		}
		for _, key := range []string{"?ip=", "&ip=", ";ip=", "/ip/"} {
			_, value, found := strings.Cut(link, key)
			if !found {
				continue
			}
			if end := strings.IndexAny(value, "&;#?/)>\"',"); end >= 0 {
				value = value[:end]
			}
			ip, err := netip.ParseAddr(strings.TrimRight(strings.NewReplacer("%3A", ":", "%3a", ":").Replace(value), "."))
			if err == nil && len(ips) < 4 && !slices.Contains(ips, ip) {
				ips = append(ips, ip)
			}
		}
	}
}

// submitted reports whether the newest hop is a user's submission: its protocol
// says that the client logged in (RFC 3848), or the client is no host.
func submitted(o *dsn.Original) bool {
	for _, hop := range o.Received {
		if hop.IP.IsValid() && !hop.IP.IsLoopback() {
			return strings.HasSuffix(strings.ToUpper(hop.With), "SMTPA") || strings.HasSuffix(strings.ToUpper(hop.With), "SMTPSA")
		}
	}
	return false
}

// sentByReporter reports whether the system that wrote the report is the one
// that was refused, so that the addresses in the returned message are those of
// its own clients: another system refused, which is not one behind it on the
// recipient's side.
func sentByReporter(rep *dsn.Report, r *dsn.Recipient) bool {
	remote, reporter := r.RemoteMTA.Name, strings.ToLower(rep.ReportingMTA.Name)
	switch {
	case remote == "" || reporter == "" || strings.EqualFold(remote, reporter):
		return false
	case strings.EqualFold(remote, "localhost") || isInternal(remote) || r.RemoteMTA.Address.IsValid() && !public(r.RemoteMTA.Address):
		return false
	}
	to, from := domainOf(r.Final.Value), domainOf(rep.Original.From)
	return to == "" || to == from || !below(reporter, to)
}

func isInternal(host string) bool {
	host = strings.Trim(host, "[]")
	if strings.Trim(host, "0123456789abcdefABCDEF.:") != "" {
		return false // a name: the parser's error costs more than this look
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && !public(ip)
}

// below reports whether a name is a domain or stands below it.
func below(name, domain string) bool {
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// resolveSenders finds the address of the reporting system where it is the one
// that was refused and no address was named. Where it has none of that name,
// what it recorded of its client is taken.
func resolveSenders(ctx context.Context, r check.Resolver, c *Case) {
	name := c.Report.ReportingMTA.Name
	if !strings.Contains(name, ".") {
		return
	}
	// Once for all recipients: lookups are counted.
	ipv4 := sync.OnceValues(func() (netip.Addr, check.Outcome) { return addressOf(ctx, r, name, dns.TypeA) })
	ipv6 := sync.OnceValues(func() (netip.Addr, check.Outcome) { return addressOf(ctx, r, name, dns.TypeAAAA) })
	for i := range c.facts {
		f := &c.facts[i]
		if f.IPSource == "named in the refusal" || !aboutSender(c.Matches[i].Category) || !sentByReporter(c.Report, &c.Report.Recipients[i]) {
			continue
		}
		remote := c.Report.Recipients[i].RemoteMTA.Address
		address := ipv4
		if remote.Is6() {
			address = ipv6
		}
		if !remote.IsValid() {
			var both sync.WaitGroup
			both.Go(func() { ipv6() })
			both.Go(func() { ipv4() })
			both.Wait()
		}
		ip, outcome := address()
		if !ip.IsValid() && outcome.Known() && remote.Is6() { // by another name
			ip, outcome = ipv4()
		}
		if !remote.IsValid() && ip.IsValid() {
			f.otherIP, _ = ipv6()
		}
		switch {
		case ip.IsValid():
			f.SendingIP, f.IPSource, f.IPSure = ip, "the address of the reporting system "+name, !f.inside
		case !outcome.Known():
			f.IPSure = false
		}
	}
}

func addressOf(ctx context.Context, r check.Resolver, name string, family uint16) (netip.Addr, check.Outcome) {
	a := r.Lookup(ctx, name, family)
	for _, rr := range a.Records {
		if ip := recordIP(rr); public(ip) {
			return ip, check.Answered
		}
	}
	return netip.Addr{}, a.Outcome
}

// recordIP gives the address of an A or AAAA record, the zero one of any other.
func recordIP(rr dns.RR) netip.Addr {
	var raw net.IP
	switch rr := rr.(type) {
	case *dns.A:
		raw = rr.A
	case *dns.AAAA:
		raw = rr.AAAA
	}
	ip, _ := netip.AddrFromSlice(raw)
	return ip.Unmap()
}
