package dsn

import (
	"slices"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// A fieldUse tells by bits where a header field is at home.
type fieldUse uint8

const (
	ofReport    fieldUse = 1 << iota // about the message, RFC 3464 section 2.2
	ofRecipient                      // about one recipient, section 2.3
	ofReceipt                        // of a disposition notification, RFC 8098
	ofReturned                       // a returned message is known by it
)

// is reports whether the field has one of the uses.
func (u fieldUse) is(uses fieldUse) bool { return u&uses != 0 }

// A fieldName is the name of a known field in lower case.
type fieldName struct {
	name string
	use  fieldUse
}

// knownField gives the name in lower case of a field that is known, with its
// uses, and "" for any other.
func knownField(name string) (string, fieldUse) {
	if name == "" {
		return "", 0
	}
	for _, f := range fieldNames[mime.HashName(name)] {
		if len(f.name) == len(name) && isLower(f.name, name) {
			return f.name, f.use
		}
	}
	return "", 0
}

// isLower reports whether lower is name in lower case; lower is of letters, digits and
// hyphens, and both have one length. Both ends are compared, which mostly is all.
func isLower(lower, name string) bool {
	n := len(lower)
	name = name[:n]
	switch {
	case n > 16:
		return isLower(lower[:16], name[:16]) && isLower(lower[16:], name[16:])
	case n >= 8:
		return mime.Eight(lower) == mime.Eight(name)|foldCase && mime.Eight(lower[n-8:]) == mime.Eight(name[n-8:])|foldCase
	case n >= 4:
		return load4(lower) == load4(name)|foldCase>>32 && load4(lower[n-4:]) == load4(name[n-4:])|foldCase>>32
	}
	for i := range n {
		if name[i]|0x20 != lower[i] {
			return false
		}
	}
	return true
}

// fieldNames are the known fields by their hash.
var fieldNames = func() (table [256][]fieldName) {
	for _, l := range [...]struct {
		use   fieldUse
		names []string
	}{
		{ofReport, reportFields}, {ofRecipient, recipientFieldNames}, {ofReceipt, receiptFields}, {ofReturned, returnedFields},
	} {
		for _, name := range l.names {
			row := &table[mime.HashName(name)]
			i := slices.IndexFunc(*row, func(f fieldName) bool { return f.name == name })
			if i < 0 {
				i = len(*row)
				*row = append(*row, fieldName{name: name})
			}
			(*row)[i].use |= l.use
		}
	}
	return table
}()

var (
	reportFields = []string{
		"original-envelope-id", "reporting-mta", "dsn-gateway", "received-from-mta", "arrival-date",
	}
	recipientFieldNames = []string{
		"original-recipient", "final-recipient", "action", "status", "remote-mta", "diagnostic-code", "last-attempt-date",
		"final-log-id", "will-retry-until", "x-actual-recipient",
	}
	receiptFields = []string{
		"reporting-ua", "mdn-gateway", "original-message-id", "disposition", "failure", "error", "warning",
	}
	returnedFields = []string{
		"received", "return-path", "from", "to", "cc", "subject", "date", "message-id", "mime-version", "content-type",
		"content-transfer-encoding", "reply-to", "sender", "delivered-to", "dkim-signature", "x-mailer", "user-agent",
		"references", "in-reply-to", "list-id", "list-unsubscribe", "precedence", "x-received", "x-originating-ip",
		"importance", "x-priority", "authentication-results", "arc-seal", "x-google-dkim-signature", "domainkey-signature",
	}
)
