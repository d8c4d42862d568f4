package headers

import (
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// singletons are the fields that may be there once at the most: RFC 5322 section
// 3.6, RFC 2045, RFC 2369, RFC 2919, RFC 3834.
var singletons = [...]string{
	"From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date", "Message-ID", "In-Reply-To", "References", "Subject",
	"MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-ID", "Content-Description",
	"List-Id", "List-Unsubscribe", "List-Post", "List-Help", "List-Owner", "List-Subscribe", "List-Archive", "Auto-Submitted",
}

// originFindings are about the fields that say from whom the message is, and
// when.
func (a *analysis) originFindings() {
	for _, name := range singletons {
		n := len(a.all(name))
		switch {
		case n < 2:
		case name == "From":
			a.note(check.Fail, Duplicate, "there are %d From fields: receivers refuse that, as one reader shows this author and another that (RFC 5322 section 3.6)", n)
		case name == "Date" || name == "Subject" || name == "To" || name == "Message-ID" || name == "Sender" || name == "Reply-To":
			a.note(check.Warn, Duplicate, "there are %d %s fields, and there may be one (RFC 5322 section 3.6): some receivers refuse that", n, name)
		default:
			a.note(check.Warn, Duplicate, "there are %d %s fields, and there may be one", n, name)
		}
	}
	a.fromFindings()
	a.dateFindings()
	a.messageIDFindings()
	if _, to := a.first("To"); !to {
		if _, cc := a.first("Cc"); !cc {
			a.note(check.Info, NoRecipient, "neither To nor Cc: the recipients were all given in the envelope alone")
		}
	}
	if _, typed := a.first("Content-Type"); typed {
		if _, ok := a.first("MIME-Version"); !ok {
			a.note(check.Info, NoMIMEVersion, "Content-Type without MIME-Version: a reader that goes by RFC 2045 takes the text as it is")
		}
	}
}

func (a *analysis) fromFindings() {
	fields := a.all("From")
	if len(fields) == 0 {
		a.note(check.Fail, FromMissing, "there is no From field, which every message must have (RFC 5322 section 3.6): receivers refuse it")
		return
	}
	var addresses []string
	for _, m := range parseMailboxes(fields[0].raw) {
		if m.address != "" {
			addresses = append(addresses, m.address)
		}
	}
	_, sender := a.first("Sender")
	invalid := check.Fail
	if a.rep.Kind != dsn.KindNone {
		invalid = check.Warn // reports are often from "MAILER-DAEMON" alone
	}
	switch {
	case len(addresses) == 0:
		a.note(invalid, FromInvalid, "there is no address with a domain in From: %s", clip(fields[0].value()))
	case len(addresses) > 1 && !sender:
		a.note(check.Warn, FromMany, "From has %d addresses, which takes a Sender field (RFC 5322 section 3.6.2); for DMARC, receivers refuse more than one", len(addresses))
	case len(addresses) > 1:
		a.note(check.Warn, FromMany, "From has %d addresses: for DMARC, receivers refuse more than one", len(addresses))
	case !strings.Contains(addresses[0], "@") || domainOf(addresses[0]) == "":
		a.note(invalid, FromInvalid, "the address in From has no domain: %s", clip(addresses[0]))
	}
}

func (a *analysis) dateFindings() {
	f, ok := a.first("Date")
	switch {
	case !ok:
		a.note(check.Fail, DateMissing, "there is no Date field, which every message must have (RFC 5322 section 3.6)")
		return
	case a.rep.Date.IsZero():
		a.note(check.Warn, DateInvalid, "the date can't be read: %s", clip(f.value()))
		return
	}
	for i := range a.rep.Hops {
		first := a.rep.Hops[i].Date
		if first.IsZero() {
			continue
		}
		switch gap := int64(first.Sub(a.rep.Date.Time) / time.Second); {
		case gap < -slowHop:
			a.note(check.Warn, DateFuture, "the date is %s later than the first hop: the author's clock or time zone is wrong", Duration(-gap))
		case gap > 24*3600:
			a.note(check.Info, DateOld, "the date is %s before the first hop: it was written long before it was sent, or the author's clock is wrong", Duration(gap))
		}
		return
	}
	if !a.opts.Now.IsZero() && a.rep.Date.After(a.opts.Now.Add(slowHop*time.Second)) {
		a.note(check.Warn, DateFuture, "the date is still to come: %s", a.rep.Date.UTC().Format(time.RFC3339))
	}
}

func (a *analysis) messageIDFindings() {
	f, ok := a.first("Message-ID")
	id := a.rep.MessageID
	if !ok {
		a.note(check.Warn, MessageIDNone, "there is no Message-ID: it should be there (RFC 5322 section 3.6.4), and large receivers refuse mail without one")
		return
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(id, "<"), ">")
	left, right, at := strings.Cut(inner, "@")
	switch domain := cleanDomain(right); {
	case strings.TrimSpace(f.value()) == "":
		a.note(check.Warn, MessageIDForm, "the Message-ID is empty")
	case len(inner) != len(id)-2 || !at || left == "" || right == "" || strings.ContainsAny(inner, " \t<>\"(),;") || strings.Contains(right, "@"):
		a.note(check.Warn, MessageIDForm, "the Message-ID is not of the form <left@right> (RFC 5322 section 3.6.4): %s", clip(id))
	case domain == "localhost" || !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".local") || strings.HasSuffix(domain, ".localdomain") || strings.HasSuffix(domain, ".lan") || strings.HasSuffix(domain, ".internal"):
		a.note(check.Info, MessageIDLocal, "the Message-ID ends in %s, which is no name on the internet: a computer that does not know its own name made it", clip(right))
	}
}

// clip shortens what a message says, for a sentence.
func clip(s string) string {
	const most = 120
	s = squeeze(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}

// nameFindings are about names and addresses that mislead.
func (a *analysis) nameFindings() {
	from := a.fromDomain()
	for i := range a.rep.Identities {
		id := &a.rep.Identities[i]
		if other := addressIn(id.Name); other != "" && id.Address != "" && !sameAddress(other, id.Address) && id.Role != "dkim" {
			severity := check.Info
			if organizational(domainOf(other)) != organizational(id.Domain) {
				severity = check.Warn
			}
			a.note(severity, NameAddress, "the name in %s shows another address, %s, than the one behind it, %s", id.Role, clip(other), clip(id.Address))
		}
		if id.Role == "Reply-To" && from != "" && id.Alignment == AlignmentOther {
			if similar(organizational(from), id.OrganizationalDomain) {
				a.note(check.Warn, ReplyLookalike, "answers go to %s, a name that looks like %s and is another", id.Domain, from)
			} else {
				a.note(check.Info, ReplyToOther, "answers go to another domain than the author's: %s, not %s", id.Domain, from)
			}
		}
	}
	for _, name := range []string{"From", "Sender", "Reply-To", "To", "Subject", "Return-Path"} {
		for _, f := range a.all(name) {
			if kinds := hidden(f.value()); kinds != "" {
				a.note(check.Warn, HiddenText, "%s has characters in it that do not show: %s", f.name, kinds)
				break
			}
		}
	}
}

// sameAddress reports whether two addresses are one, or the second a rewriting of
// the first such as SRS.
func sameAddress(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	u, ok := dsn.Unwrap(b)
	local, _, _ := strings.Cut(b, "@")
	return ok && (strings.EqualFold(u.Sender, a) || strings.EqualFold(u.Recipient, a)) || strings.EqualFold(strings.Replace(a, "@", "=", 1), local)
}

// addressIn gives an address that a name holds, "" for none.
func addressIn(name string) string {
	for word := range strings.FieldsSeq(name) {
		word = strings.Trim(word, "<>()[]'\",;:")
		local, domain, ok := strings.Cut(word, "@")
		if ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(domain, "@/") && !strings.HasSuffix(domain, ".") {
			return word
		}
	}
	return ""
}

// kindFindings say what else there is to look at.
func (a *analysis) kindFindings() {
	if a.rep.Kind != "none" && a.rep.Kind != "" {
		a.note(check.Info, AutoBounce, "the message is a report of kind %q: ndr analyze says what happened to which recipient", a.rep.Kind)
	}
	if a.rep.Returned {
		a.note(check.Info, ReturnedInside, "it returns another message: --returned analyses the header of that one")
	}
}
