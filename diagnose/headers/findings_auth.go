package headers

import (
	"fmt"
	"iter"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// authFindings are about what systems state of the authentication.
func (a *analysis) authFindings() {
	from := a.fromDomain()
	if s := a.deciding(); s != nil {
		for _, r := range s.Results {
			if text := a.failure(s, r); text != "" {
				severity := check.Warn
				if r.Method == "dmarc" {
					severity = check.Fail
				}
				a.note(severity, AuthFailed, "%s", text)
			}
		}
	}
	a.disagreements()
	if from == "" || a.rep.Kind != "none" && a.isNullSender() {
		return
	}
	envelope := ""
	aligned := false
	for _, id := range a.rep.Identities {
		switch id.Role {
		case "Return-Path":
			envelope = id.Domain
		case "dkim":
		default:
			continue
		}
		aligned = aligned || id.Alignment == AlignmentStrict || id.Alignment == AlignmentRelaxed
	}
	if aligned || envelope == "" && len(a.rep.DKIM) == 0 {
		return
	}
	var have []string
	if envelope != "" {
		have = append(have, "the envelope sender is of "+envelope)
	}
	for i, s := range a.rep.DKIM {
		if i < 5 && s.Domain != "" {
			have = append(have, "a signature is of "+s.Domain)
		}
	}
	a.note(check.Warn, NotAligned, "nothing is in alignment with the author domain %s, so that DMARC can't pass: %s", from, strings.Join(have, ", "))
}

// isNullSender reports whether the message was sent with the null reverse-path.
func (a *analysis) isNullSender() bool {
	for _, id := range a.rep.Identities {
		if id.Role == "Return-Path" {
			return id.Address == "<>"
		}
	}
	return false
}

// deciding gives the statement that counts: the newest of an own server, and
// where none is known as own, the newest. One of another's ARC set never is.
func (a *analysis) deciding() *Statement {
	var newest *Statement
	for i := range a.rep.Authentication {
		s := &a.rep.Authentication[i]
		if s.Field != "Authentication-Results" || len(s.Results) == 0 {
			continue
		}
		if s.Own {
			return s
		}
		if newest == nil {
			newest = s
		}
	}
	if len(a.opts.Own) > 0 {
		return nil
	}
	return newest
}

// failure tells of a result that is none of those that are in order, "" else. One
// signature that fails beside another that does not is no failure.
func (a *analysis) failure(s *Statement, r AuthResult) string {
	by := s.AuthservID
	if by == "" {
		by = "the receiver"
	}
	var what string
	switch r.Result {
	case "fail", "hardfail", "softfail", "permerror", "temperror", "policy":
		what = r.Result
	default:
		return ""
	}
	switch r.Method {
	case "spf":
		return join(fmt.Sprintf("SPF of %s: %s says %s", orWord(r.Get("smtp.mailfrom", "smtp.mail", "smtp.helo", "envelope-from"), "the sender"), by, what), r)
	case "dkim":
		for _, other := range s.Results {
			if other.Method == "dkim" && other.Result == "pass" {
				return ""
			}
		}
		return join(fmt.Sprintf("the signature of %s: %s says %s", orWord(r.Get("header.d", "header.i"), "the message"), by, what), r)
	case "dmarc":
		return join(fmt.Sprintf("DMARC of %s: %s says %s", orWord(r.Get("header.from"), "the author domain"), by, what), r)
	case "arc":
		return join(fmt.Sprintf("the ARC chain: %s says %s", by, what), r)
	case "compauth":
		text := fmt.Sprintf("composite authentication: %s says %s", by, what)
		if means := CompauthReason(r.Reason); means != "" {
			return text + ", reason " + r.Reason + ": " + means
		}
		return join(text, r)
	case "iprev":
		return join(fmt.Sprintf("the name of the client in reverse DNS: %s says %s", by, what), r)
	}
	return ""
}

// join adds the reason that a result gives.
func join(text string, r AuthResult) string {
	why := r.Reason
	if why == "" {
		why = r.Comment
	}
	if why != "" {
		text += " (" + clip(why) + ")"
	}
	return text
}

func orWord(s, word string) string {
	if s == "" {
		return word
	}
	return s
}

// disagreements are results of one method that changed on the way, from pass to
// something worse.
func (a *analysis) disagreements() {
	list := a.rep.Authentication
	passed := map[string]string{} // what passed, and who said so
	noted := map[string]bool{}
	for i := len(list) - 1; i >= 0; i-- { // oldest first
		by := orWord(list[i].AuthservID, "a receiver")
		for subject, result := range list[i].subjects() {
			before, ok := passed[subject]
			switch {
			case result == "pass":
				if !ok {
					passed[subject] = by
				}
			case ok && !noted[subject] && (result == "fail" || result == "permerror" || result == "softfail"):
				noted[subject] = true
				a.note(check.Warn, AuthDisagree, "%s: %s said pass, and %s later %s: the message was changed or forwarded in between", subject, before, by, result)
			}
		}
	}
}

// subjects gives what a statement is about, in its order, with the best result
// of each.
func (s *Statement) subjects() iter.Seq2[string, string] {
	best := map[string]string{}
	var order []string
	for _, r := range s.Results {
		subject := r.subject()
		if subject == "" {
			continue
		}
		result, ok := best[subject]
		if !ok {
			order = append(order, subject)
		}
		if !ok || result != "pass" {
			best[subject] = r.Result
		}
	}
	return func(yield func(string, string) bool) {
		for _, subject := range order {
			if !yield(subject, best[subject]) {
				return
			}
		}
	}
}

// subject names what a result is about, so that those of two systems can be
// compared: SPF of a sender, DKIM of a domain, DMARC of a domain. It is "" for
// the others.
func (r AuthResult) subject() string {
	switch r.Method {
	case "dkim":
		if d := r.dkimDomain(); d != "" {
			return "DKIM of " + d
		}
	case "dmarc":
		if d := cleanDomain(r.Get("header.from")); d != "" {
			return "DMARC of " + d
		}
	}
	return ""
}

// dkimDomain gives the d= that a result is about.
func (r AuthResult) dkimDomain() string {
	if d := r.Get("header.d"); d != "" {
		return asciiDomain(cleanDomain(d))
	}
	i := r.Get("header.i")
	return asciiDomain(cleanDomain(i[strings.LastIndexByte(i, '@')+1:]))
}

// signatureFindings are about what the signatures themselves say.
func (a *analysis) signatureFindings() {
	if len(a.rep.DKIM) == 0 {
		a.note(check.Info, DKIMNone, "there is no DKIM signature")
		return
	}
	for _, s := range a.rep.DKIM {
		var odd []string
		if !s.signs("From") {
			odd = append(odd, "it does not cover From, which makes it invalid (RFC 6376 section 5.4)")
		}
		if s.BodyLength != "" {
			odd = append(odd, "it covers the first "+clip(s.BodyLength)+" octets of the body alone (l=): text can be added without breaking it")
		}
		if strings.HasSuffix(s.Algorithm, "-sha1") {
			odd = append(odd, "it is made with SHA-1, which verifiers must not accept (RFC 8301 section 3.1)")
		}
		if arrived := a.arrival(); !s.Expires.IsZero() && !arrived.IsZero() && s.Expires.Before(arrived.Time) {
			odd = append(odd, "it had expired when the message arrived (x=)")
		}
		for _, name := range []string{"Subject", "Date", "To", "Reply-To"} {
			if _, there := a.first(name); there && !s.signs(name) && name != "Reply-To" {
				odd = append(odd, name+" is not covered, and can be changed")
			}
		}
		for _, text := range odd {
			a.note(check.Info, DKIMOdd, "the signature of %s: %s", orWord(s.Domain, "no domain"), text)
		}
	}
}

// arrival gives the date of the newest hop that has one.
func (a *analysis) arrival() Time {
	for i := len(a.rep.Hops) - 1; i >= 0; i-- {
		if d := a.rep.Hops[i].Date; !d.IsZero() {
			return d
		}
	}
	return a.rep.Date
}

// arcFindings are about the form of the ARC chain, RFC 8617 section 5.2.
func (a *analysis) arcFindings() {
	for i, set := range a.rep.ARC {
		switch {
		case set.Instance != i+1:
			a.note(check.Warn, ARCBroken, "the ARC set %d is missing: the chain is broken, and receivers take it for failed", i+1)
			return
		case !set.Complete:
			a.note(check.Warn, ARCBroken, "the ARC set %d does not have each of its three fields once: the chain is broken", set.Instance)
			return
		case set.Instance == 1 && set.Chain != "none", set.Instance > 1 && set.Chain != "pass" && set.Chain != "fail":
			a.note(check.Warn, ARCBroken, "the seal of ARC set %d says cv=%s, which is not possible there", set.Instance, clip(set.Chain))
			return
		case set.Chain == "fail":
			a.note(check.Warn, ARCFailed, "%s found the ARC chain broken when it sealed it (set %d)", set.Domain, set.Instance)
			return
		}
	}
}
