package diagnose

import (
	"context"
	"net/netip"
	"slices"
	"strings"

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
	// inside says that the refusal names a private address: the system that
	// refused saw the message come from its own network.
	inside bool
	HELO   string
	// Signatures are the DKIM signatures of the returned message, Returned
	// says that its header came back, so that none means not signed.
	Signatures []dsn.Signature
	Returned   bool
}

// Facts gives the facts on recipient i of the report.
func (c *Case) Facts(i int) *Facts { return &c.facts[i] }

func newCase(rep *dsn.Report, cat *catalog.Catalog) Case {
	c := Case{Report: rep, Matches: make([]catalog.Match, len(rep.Recipients)), facts: make([]Facts, len(rep.Recipients))}
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
	if usualDomain(address[i+1:]) {
		return address[i+1:]
	}
	d := strings.ToLower(strings.Trim(address[i+1:], "<>. \t"))
	if d == "" || strings.ContainsAny(d, " []/\\\"") {
		return ""
	}
	return d
}

// usualDomain reports whether a domain is written as most are: in small letters,
// digits, hyphens and dots between them.
func usualDomain(d string) bool {
	for i := range len(d) {
		if c := d[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return d != "" && d[0] != '.' && d[len(d)-1] != '.'
}
