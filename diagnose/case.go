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

// A Case is a report together with what the catalogue says of each of its
// recipients; Matches has one element for each of Report.Recipients.
type Case struct {
	Report  *dsn.Report
	Matches []catalog.Match
	facts   []Facts
	// verified are the outcomes of the returned message's own signatures, one for
	// each of Original.DKIM, where they could be tried.
	verified []check.DKIMSignature
}

// Facts are the subjects that follow-up checks look at for one recipient, all
// taken from the bounce. A fact that it does not state is empty.
type Facts struct {
	// RecipientDomain is that of the final recipient.
	RecipientDomain string
	// FromDomain is that of the returned message's From field.
	FromDomain string
	// EnvelopeSender is the reverse-path, EnvelopeDomain its domain.
	EnvelopeSender string
	EnvelopeDomain string
	// SendingIP is the address that the refusing system saw, HELO the name
	// that it was given. IPSource says in words where the address is from.
	// IPSure is false where it may be another one: then nothing that hangs on
	// it is confirmed.
	SendingIP netip.Addr
	IPSource  string
	IPSure    bool
	// otherIP is the host's address of the other family, where it is not known
	// which of the two the refusing system saw.
	otherIP netip.Addr
	HELO    string
	// Signatures are the DKIM signatures of the returned message, Returned
	// says that its header came back, so that none means not signed.
	Signatures []dsn.Signature
	Returned   bool
}

// Facts gives the facts on recipient i of the report.
func (c *Case) Facts(i int) *Facts { return &c.facts[i] }

func newCase(rep *dsn.Report, cat *catalog.Catalog) *Case {
	c := &Case{Report: rep, Matches: make([]catalog.Match, len(rep.Recipients)), facts: make([]Facts, len(rep.Recipients))}
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		c.Matches[i] = classify(cat, query(rep, r), r)
		if !ofDelivery(rep.Kind) {
			settleNothing(&c.Matches[i])
		}
		c.facts[i] = newFacts(rep, r, &c.Matches[i])
	}
	return c
}

func newFacts(rep *dsn.Report, r *dsn.Recipient, m *catalog.Match) Facts {
	o := &rep.Original
	f := Facts{
		RecipientDomain: domainOf(r.Final.Value),
		FromDomain:      domainOf(o.From),
		EnvelopeSender:  o.EnvelopeFrom,
		HELO:            o.HELO,
		Signatures:      o.DKIM,
		Returned:        o.MessageID != "" || o.From != "" || len(o.Received) > 0,
	}
	if f.RecipientDomain == "" {
		f.RecipientDomain = domainOf(r.Original.Value)
	}
	// A bounce is sent to the envelope sender, RFC 5321 section 6.1.
	if f.EnvelopeSender == "" && len(rep.To) == 1 {
		f.EnvelopeSender = rep.To[0]
	}
	f.EnvelopeDomain = domainOf(f.EnvelopeSender)
	if f.FromDomain == "" {
		f.FromDomain = f.EnvelopeDomain
	}
	f.setIP(rep, r, m)
	if m.Category == catalog.PTRMissing {
		if name := quotedHELO(r.Diagnostic.Text); name != "" {
			f.HELO = name
		}
	}
	return f
}

// quotedHELO gives the name in angle brackets that a refusal of it quotes:
// "<localhost.localdomain>: Helo command rejected".
func quotedHELO(text string) string {
	text = strings.ToLower(text) // whose letters may be longer or shorter
	at := strings.Index(text, "helo")
	if at < 0 {
		at = strings.Index(text, "ehlo")
	}
	if at < 0 {
		return ""
	}
	end := strings.LastIndexByte(text[:at], '>')
	start := strings.LastIndexByte(text[:max(end, 0)], '<')
	if start < 0 || end-start < 2 || at-end > 20 {
		return ""
	}
	if name := text[start+1 : end]; !strings.ContainsAny(name, "@ ") {
		return name
	}
	return ""
}

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
	switch ip := rep.ReceivedFromMTA.Address; {
	case reporter && submitted(&rep.Original):
		// What the reporter recorded is one of its users, whom nobody else saw.
	case public(ip) && !reporter:
		f.SendingIP, f.IPSource, f.IPSure = ip, "in the Received-From-MTA field", true
	case public(rep.Original.SendingIP):
		f.SendingIP, f.IPSource, f.IPSure = rep.Original.SendingIP, "in the topmost Received field", true
	}
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
			f.SendingIP, f.IPSource, f.IPSure = ip, "the address of the reporting system "+name, true
		case !outcome.Known():
			f.IPSure = false
		}
	}
}

func addressOf(ctx context.Context, r check.Resolver, name string, family uint16) (netip.Addr, check.Outcome) {
	a := r.Lookup(ctx, name, family)
	for _, rr := range a.Records {
		var raw net.IP
		switch rr := rr.(type) {
		case *dns.A:
			raw = rr.A
		case *dns.AAAA:
			raw = rr.AAAA
		}
		if ip, ok := netip.AddrFromSlice(raw); ok && public(ip.Unmap()) {
			return ip.Unmap(), check.Answered
		}
	}
	return netip.Addr{}, a.Outcome
}

// Returned gives the message that a report returns, as far as it does, for its
// signatures to be verified as of the report's date. It is empty where the report
// returns nothing, or was parsed without dsn.Parser.KeepReturned.
func Returned(rep *dsn.Report) check.SignedMessage {
	o := &rep.Original
	m := check.SignedMessage{Text: o.Raw, At: rep.Date}
	if len(o.Raw) == 0 {
		m.Text, m.Extent = o.Partial, check.HeaderOnly
		if o.Complete {
			m.Extent = check.CutMessage
		}
	}
	if m.At.IsZero() && len(o.Received) > 0 {
		m.At = o.Received[0].Date
	}
	if m.At.IsZero() {
		m.At = o.Date
	}
	return m
}

// verifySignatures tries the signatures of the returned message, of its header
// alone where no more came back: of those of domains for which ours holds, and of
// all where a refusal may be about them. There is one outcome for each of
// Original.DKIM.
func verifySignatures(ctx context.Context, r check.Resolver, c *Case, ours func(string) bool) []check.DKIMSignature {
	o := &c.Report.Original
	m := Returned(c.Report)
	m.Only = ours
	for i := range c.Matches {
		if wanted(c, i, "dkim") {
			m.Only = nil
		}
	}
	if len(m.Text) == 0 || len(o.DKIM) == 0 {
		return nil
	}
	found := check.VerifySigned(ctx, r, m)
	out := make([]check.DKIMSignature, len(o.DKIM))
	for i, s := range o.DKIM {
		j := slices.IndexFunc(found, func(f check.DKIMSignature) bool { return f.Domain == s.Domain && f.Selector == s.Selector })
		if j >= 0 {
			out[i] = found[j]
			found = slices.Delete(found, j, j+1)
		}
	}
	return out
}

// aboutSender reports whether a refusal of the category is about the sending
// system or its domain.
func aboutSender(cat catalog.Category) bool {
	switch cat {
	case catalog.AuthFailure, catalog.PTRMissing, catalog.IPBlocked, catalog.DomainBlocked, catalog.SenderRejected,
		catalog.Spam, catalog.Policy, catalog.RateLimited, catalog.Greylisted:
		return true
	}
	return false
}

// public reports whether an address can be one on the Internet.
func public(ip netip.Addr) bool {
	return ip.IsValid() && ip.IsGlobalUnicast() && !ip.IsPrivate()
}

// domainOf gives the domain of an address in lower case, or "".
func domainOf(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return ""
	}
	d := strings.ToLower(strings.Trim(address[i+1:], "<>. \t"))
	if d == "" || strings.ContainsAny(d, " []/\\\"") {
		return ""
	}
	return d
}
