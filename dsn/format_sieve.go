package dsn

import (
	"strings"
)

// formatSieve reads the messages by which a Sieve "reject" refuses a mail (RFC
// 5429 section 2.2), and those of Dovecot's delivery agent, which have the same
// form: an MDN, with the reason in the text. A reject is a failure, whatever
// the disposition field calls it.
var formatSieve = format{
	name:  "sieve",
	title: "Sieve reject (Dovecot, Cyrus, GNU Mailutils)",
	marks: sieveMarks,
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		mdn := m.dispositionFields()
		addr := sieveRecipient(text)
		if addr == "" {
			addr = parseAddress(get(mdn, "Final-Recipient")).Value
		}
		r := rep.recipient(addr)
		if r == nil {
			// QUIRK(cyrus): the address stands in the fields alone, and they were lost.
			rep.Kind, rep.Format = KindFailure, "sieve"
			return
		}
		r.setAction(ActionFailed)
		if original := parseAddress(get(mdn, "Original-Recipient")).Value; original != "" && !strings.EqualFold(original, r.Final.Value) {
			r.Original.Value = original
		}
		if ua, _, _ := strings.Cut(get(mdn, "Reporting-UA"), ";"); ua != "" {
			rep.setReporting(ua)
		}
		r.setDiagnostic("", sieveReason(text))
	},
}

// sieveMarks are the sentences of Dovecot, Cyrus, GNU Mailutils and others.
// QUIRK(mailutils): the fields of the MDN are in a message/delivery-status part
// with "Action: deleted".
var sieveMarks = []string{
	"was automatically rejected", "has been automatically rejected by", "was rejected by the recipient's mail filter",
	"was refused by the recipient's mail filtering program", "was refused by recipient's mail filtering program",
}

// sieveRejects reports whether the message is a reject in the form of an MDN, or
// says so in its header: other MDNs, of a mail that was read or deleted, are none.
func (m *message) sieveRejects() bool {
	if len(m.dispositionFields()) == 0 && !strings.EqualFold(m.header.Get(fieldXSieveAction), "reject") {
		return false
	}
	return containsAny(m.Text(), sieveMarks...)
}

// dispositionFields gives the fields of the MDN, RFC 8098 section 3.1, or
// nothing.
func (m *message) dispositionFields() []Field {
	for i := range m.tree.Parts {
		if p := &m.tree.Parts[i]; p.Type == "message/disposition-notification" {
			var fields []Field
			for _, block := range m.parseBlocks(p.Text()) {
				fields = append(fields, block...)
			}
			return fields
		}
	}
	return nil
}

// sieveRecipient gives the address in "Your message to <jane@example.net> was
// automatically rejected:".
func sieveRecipient(text string) string {
	before, _, _ := cutAt(text, sieveMarks...)
	if i := strings.LastIndex(before, "essage to "); i >= 0 {
		if list := addressesIn(before[i:]); len(list) > 0 {
			return list[0]
		}
	}
	return ""
}

// sieveReason gives what stands behind the sentence that announces it.
func sieveReason(text string) string {
	_, after, _ := cutAt(text, sieveMarks...)
	if _, reason, ok := strings.Cut(after, "reason was given:"); ok {
		return reason
	}
	_, reason, _ := strings.Cut(after, ":")
	return reason
}
