package dsn

import "strings"

// A Rewrite is a rewritten address that the message has, and what was before
// the rewriting.
type Rewrite struct {
	// Field says where the address stands: a header field of the message such
	// as "To" or "Delivered-To", "Original-Mail-From" of a complaint, or
	// "envelope_from" for the envelope sender of the returned message.
	Field   string `json:"field,omitzero"`
	Address string `json:"address,omitzero"`
	Unwrapped
}

// rewriteFields are the header fields of a bounce that say to whom it went: the
// envelope sender of what it is about.
var rewriteFields = [...]struct {
	id   fieldID
	name string
}{
	{fieldTo, "To"}, {fieldDeliveredTo, "Delivered-To"}, {fieldXOriginalTo, "X-Original-To"}, {fieldEnvelopeTo, "Envelope-To"},
	{fieldXEnvelopeTo, "X-Envelope-To"}, {fieldXDeliveredTo, "X-Delivered-To"},
}

// wrapped reports whether an address has one of the signs that every rewritten one
// has.
func wrapped(address string) bool {
	return strings.IndexByte(address, '=') >= 0 || strings.IndexByte(address, '*') >= 0
}

// maxRewrites bounds the rewritings that are listed, and maxWrapped how many of
// them one address may have.
const (
	maxRewrites = 20
	maxWrapped  = 4
)

// readRewrites undoes VERP, SRS and BATV in the addresses that the bounce went
// to and in the envelope sender of the returned message. Where that says who the
// one recipient was whom the fields or the text do not name by an address, or
// name by another one behind a forwarding, it is the original recipient.
func readRewrites(m *message, rep *Report) {
	if rep.Kind == "" && len(rep.Recipients) == 0 && !m.bounceShape() {
		return
	}
	for _, f := range &rewriteFields {
		for v := range m.header.Values(f.id) {
			if !wrapped(v) {
				continue
			}
			for _, a := range appendAddresses(nil, v) {
				rep.unwrap(f.name, a)
			}
		}
	}
	rep.unwrap("envelope_from", rep.Original.EnvelopeFrom)
	if rep.Feedback != nil {
		rep.unwrap("Original-Mail-From", rep.Feedback.OriginalMailFrom)
	}
	if len(rep.Recipients) != 1 {
		return
	}
	r := &rep.Recipients[0]
	if who := rep.rewrittenRecipient(); r.Original.Value == "" && who != "" && !strings.EqualFold(who, r.Final.Value) {
		r.Original = Address{Value: who}
	}
}

// unwrap lists what Unwrap undoes in the address, again and again.
func (rep *Report) unwrap(field, address string) {
	for range maxWrapped {
		if !wrapped(address) {
			return
		}
		u, ok := Unwrap(address)
		if !ok {
			u, ok = unwrapKnown(address, rep.knownRecipients())
		}
		if !ok || len(rep.Rewrites) >= maxRewrites {
			return
		}
		rw := Rewrite{Field: field, Address: clean(address), Unwrapped: u}
		for _, have := range rep.Rewrites {
			if have.Address == rw.Address {
				return
			}
		}
		rep.Rewrites = append(rep.Rewrites, rw)
		address = u.Sender
	}
}

// rewrittenRecipient gives the recipient that all rewritings agree on, or "".
// Where a user's forwarding is what was undone, that recipient is behind it and
// not the one who was written to.
func (rep *Report) rewrittenRecipient() string {
	who := ""
	for _, rw := range rep.Rewrites {
		if rw.Recipient == "" || rw.Scheme == SchemeForward {
			continue
		}
		if who != "" && !strings.EqualFold(who, rw.Recipient) {
			return ""
		}
		who = rw.Recipient
	}
	return who
}

// knownRecipients are the addresses that the report names as recipients.
func (rep *Report) knownRecipients() []string {
	var known []string
	for i := range rep.Recipients {
		if i >= 100 {
			break
		}
		known = append(known, rep.Recipients[i].Final.Value, rep.Recipients[i].Original.Value)
	}
	known = append(known, rep.Original.To...)
	return known[:min(len(known), 300)]
}

// unwrapKnown undoes VERP that Unwrap finds ambiguous, where the recipient in it
// is one of those that the message names.
func unwrapKnown(address string, known []string) (Unwrapped, bool) {
	at := strings.LastIndexByte(address, '@')
	if at <= 0 || len(address) > maxAddressLength || strings.IndexByte(address[:at], '=') < 0 {
		return Unwrapped{}, false
	}
	local := lowerASCII(address[:at])
	for _, k := range known {
		user, host, ok := strings.Cut(lowerASCII(k), "@")
		if !ok || user == "" {
			continue
		}
		if prefix, found := strings.CutSuffix(local, user+"="+host); found && len(prefix) > 1 && strings.IndexByte("+-=._", prefix[len(prefix)-1]) >= 0 {
			return Unwrapped{Scheme: SchemeVERP, Recipient: k, Sender: address[:len(prefix)-1] + address[at:]}, true
		}
	}
	return Unwrapped{}, false
}

// noteTNEF notes parts in Microsoft's own encoding, which are not looked into.
func noteTNEF(m *message, rep *Report) {
	for i := range m.tree.Parts {
		p := &m.tree.Parts[i]
		if p.Type == "application/ms-tnef" || p.Type == "application/vnd.ms-tnef" ||
			strings.HasPrefix(p.Type, "application/") && strings.EqualFold(p.FileName(), "winmail.dat") {
			rep.problem(ProblemTNEF, "a part in Microsoft's TNEF (winmail.dat) is not read")
			return
		}
	}
}
