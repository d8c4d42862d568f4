package diagnose

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// Authenticity says whether a bounce is about mail that we sent: anybody can
// write a bounce, and spam with a forged sender has its bounces sent to whom it
// forged.
type Authenticity struct {
	Status  AuthenticityStatus
	Reasons []Reason
}

// An AuthenticityStatus is the outcome.
type AuthenticityStatus string

// The outcomes.
const (
	Verified   AuthenticityStatus = "verified"   // a signature or token of ours checks out
	Unverified AuthenticityStatus = "unverified" // there is nothing to tell by
	Suspect    AuthenticityStatus = "suspect"    // what came back contradicts that we sent it
)

// A Reason is what an Authenticity rests on.
type Reason struct {
	ID   ReasonID
	Text string
}

// A ReasonID names a sort of reason. IDs are stable.
type ReasonID string

// The reasons for a bounce to be verified.
const (
	OriginalDKIMValid  ReasonID = "original-dkim-valid"        // the returned message's signature
	OriginalDKIMHeader ReasonID = "original-dkim-header-valid" // that of its header; the body is changed, or not there
	BATVValid          ReasonID = "batv-valid"                 // the tag in the address that it went to
	SRSValid           ReasonID = "srs-valid"
	VERPValid          ReasonID = "verp-valid"     // the token of ours
	VERPRecipient      ReasonID = "verp-recipient" // the address names the recipient that failed
	MessageIDKnown     ReasonID = "message-id-known"
)

// The reasons for a bounce to be suspect.
const (
	OriginalDKIMInvalid ReasonID = "original-dkim-invalid" // the key exists, and the signed header fails
	SPFNotAllowed       ReasonID = "spf-fail"              // the sending address is not one of the sender's
	NoTrace             ReasonID = "no-trace"              // nothing in the returned header is ours
	BATVInvalid         ReasonID = "batv-invalid"
	SRSInvalid          ReasonID = "srs-invalid"
	MessageIDUnknown    ReasonID = "message-id-unknown"
)

// What else is to be said of a bounce that is not verified.
const (
	TokenExpired       ReasonID = "token-expired"
	OriginalDKIMOther  ReasonID = "original-dkim-other-domain" // the signature is another's
	AuthenticityLookup ReasonID = "dns-failure"                // it hangs on a lookup that failed
)

// An Own is what the user of a Diagnoser knows of their own mail, for telling
// whether a bounce is about it. The zero Own is to know nothing: then the
// domains of the message itself stand in for Domains.
type Own struct {
	// Domains are the domains that mail of ours is sent from, or returns to; those
	// below them count too.
	Domains []string
	// Secrets are the keys of tokens in our own return paths, the one in use
	// first: BATV, SRS, and VERP with a token (see [Token]).
	Secrets []string
	// Sent reports whether we have sent a message with the ID, which is as in the
	// message, with angle brackets; known is false where that can't be told. Nil
	// where there is no such list. It is called at most once for a bounce.
	Sent func(ctx context.Context, messageID string) (sent, known bool)
}

// A provenance is the judging of where the returned message is from.
type provenance struct {
	own Own
	rep *dsn.Report
	sig []check.DKIMSignature // one for each of Original.DKIM
	// target is the address that the bounce was sent to, domain its domain.
	target string
	domain string

	good, weak, bad, other []Reason
	// unlinked are signatures that verify, of which it is open whether they speak
	// for who got the bounce; allowed says that SPF of the envelope sender passes.
	unlinked []Reason
	allowed  bool
}

// authenticity judges a report. r is nil where nothing may be looked up.
func authenticity(ctx context.Context, r check.Resolver, own Own, c *Case, sig []check.DKIMSignature) Authenticity {
	p := newProvenance(own, c.Report, sig)
	if c.Report.Kind == dsn.KindNone {
		return Authenticity{Status: Unverified}
	}
	p.tokens()
	p.messageID(ctx)
	p.signatures()
	if r != nil && len(p.good) == 0 && len(p.weak) == 0 {
		p.sender(ctx, r)
	}
	p.trace()
	return p.sum()
}

func newProvenance(own Own, rep *dsn.Report, sig []check.DKIMSignature) *provenance {
	p := &provenance{own: own, rep: rep, sig: sig}
	if len(rep.To) == 1 {
		p.target = rep.To[0]
	}
	if p.target == "" {
		p.target = rep.Original.EnvelopeFrom
	}
	p.domain = domainOf(p.target)
	return p
}

// sum weighs the reasons: a signature or a token that only we can have made
// counts more than all that speaks against it.
func (p *provenance) sum() Authenticity {
	if p.allowed {
		p.good = append(p.good, p.unlinked...)
	}
	switch {
	case len(p.good) > 0:
		return Authenticity{Verified, append(p.good, p.weak...)}
	case len(p.bad) > 0:
		return Authenticity{Suspect, append(p.bad, p.other...)}
	case len(p.weak) > 0:
		return Authenticity{Verified, p.weak}
	}
	return Authenticity{Unverified, p.other}
}

func reason(id ReasonID, format string, args ...any) Reason {
	return Reason{ID: id, Text: fmt.Sprintf(format, args...)}
}

// ours reports whether a domain is one of ours: one of those that the user
// names, or else one that the bounce was sent to or the message says it is from.
func (p *provenance) ours(domain string) bool {
	if domain == "" {
		return false
	}
	if len(p.own.Domains) > 0 {
		return slices.ContainsFunc(p.own.Domains, func(own string) bool {
			return below(strings.ToLower(domain), strings.ToLower(strings.Trim(own, ". ")))
		})
	}
	return sameOwner(domain, p.domain) || sameOwner(domain, domainOf(p.rep.Original.From)) || sameOwner(domain, domainOf(p.rep.Original.EnvelopeFrom))
}

// sameOwner reports whether two domains are below the same registered one.
func sameOwner(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return strings.EqualFold(a, b) || check.RegistrableDomain(a) == check.RegistrableDomain(b)
}

// signatures judges what became of the returned message's own signatures.
func (p *provenance) signatures() {
	for i, s := range p.sig {
		if s.Result == "" {
			continue
		}
		domain := p.rep.Original.DKIM[i].Domain
		name := s.Selector + "._domainkey." + s.Domain
		switch {
		case !p.ours(domain):
			if s.Header == check.DKIMMatches {
				p.other = append(p.other, reason(OriginalDKIMOther, "the signature of the returned message verifies, but it is that of %s, which is none of ours", s.Domain))
			}
		case s.Header == check.DKIMMatches && !p.linked(domain):
			p.unlinked = append(p.unlinked, reason(OriginalDKIMValid, "the returned message has a signature of %s that verifies under the key at %s, and came from where SPF of its return path allows", s.Domain, name))
			p.other = append(p.other, reason(OriginalDKIMOther, "the signature of %s verifies, but nothing connects the message with %s, to which the bounce was sent", s.Domain, p.domain))
		case s.Header == check.DKIMMatches && s.Body == check.DKIMMatches:
			p.good = append(p.good, reason(OriginalDKIMValid, "the returned message has a signature of %s that verifies under the key at %s", s.Domain, name))
		case s.Header == check.DKIMMatches:
			p.good = append(p.good, reason(OriginalDKIMHeader, "the header of the returned message verifies under the key at %s; %s", name, bodyState(&s)))
		case s.Header == check.DKIMDiffers && undone(s.Change):
			p.good = append(p.good, reason(OriginalDKIMHeader, "the header of the returned message verifies under the key at %s, but for one change: %s", name, s.Reason))
		case s.Header == check.DKIMDiffers && !p.inexact():
			p.bad = append(p.bad, reason(OriginalDKIMInvalid, "the returned message has a signature of %s that fails: the key at %s exists, and %s", s.Domain, name, s.Reason))
		case s.Result == check.DKIMTemperror:
			p.other = append(p.other, reason(AuthenticityLookup, "the key of the returned message's signature could not be looked up: %s", s.Reason))
		}
	}
}

// bodyState says why the body of a message whose header verifies does not.
func bodyState(s *check.DKIMSignature) string {
	switch s.Body {
	case check.DKIMMissing:
		return "its body did not come back"
	case check.DKIMCut:
		return "its body is cut off"
	}
	return s.Reason
}

// undone reports whether a change was found by undoing it, so that the header
// is known to be one that was signed.
func undone(change check.DKIMChange) bool {
	switch change {
	case check.DKIMSubjectTag, check.DKIMFieldAdded, check.DKIMFieldRewrote, check.DKIMFieldRefolded, check.DKIMReencoded:
		return true
	}
	return false
}

// inexact reports whether the header may have been changed by how it was quoted:
// old formats have no part for it, and it is cut out of a text.
func (p *provenance) inexact() bool { return len(p.rep.Original.Raw) == 0 && p.rep.Original.Complete }

// messageID asks the user's list whether the message was sent.
func (p *provenance) messageID(ctx context.Context) {
	id := p.rep.Original.MessageID
	if p.own.Sent == nil || id == "" {
		return
	}
	switch sent, known := p.own.Sent(ctx, id); {
	case known && sent:
		p.good = append(p.good, reason(MessageIDKnown, "a message with the ID %s was sent", id))
	case known:
		p.bad = append(p.bad, reason(MessageIDUnknown, "no message with the ID %s was sent", id))
	}
}
