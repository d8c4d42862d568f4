package dsn

import "strings"

// untagged drops the tags that gateways and filters put before the subject of
// mail that comes in: "[EXTERNAL] Undeliverable: Offer", "***SPAM*** failure
// notice". Other words in brackets are a list's or a ticket's name and stay.
func untagged(subject string) string {
	for range 3 {
		rest := trimIndent(subject)
		if rest == "" || strings.IndexByte("[({*<", rest[0]) < 0 && !hasPrefixFold(rest, "ext") {
			return subject
		}
		bare := strings.TrimLeft(rest, "[({*< ")
		end := strings.IndexAny(bare, "])}*>:")
		if end <= 0 || end > 24 || !subjectTags[strings.TrimRight(lowerASCII(bare[:end]), "! ?")] {
			return subject
		}
		subject = strings.TrimLeft(bare[end:], "])}*>: \t-")
	}
	return subject
}

// subjectTags are what such tags say, in lower case.
var subjectTags = setOf(
	"ext", "extern", "external", "externe", "externo", "esterno", "external email", "external e-mail", "external mail", "external sender", "externe mail", "externe e-mail", "externer absender", "caution", "caution external", "warning external", "внешнее", "外部", "社外",
	"spam", "spam?", "junk", "bulk", "suspected spam", "possible spam", "probable spam", "likely spam", "maybe spam", "suspect", "spamverdacht", "spam suspect", "spam detected", "posible spam", "untrusted", "unverified", "unsigned", "encrypted", "virus checked", "scanned", "secure", "marketing",
)
