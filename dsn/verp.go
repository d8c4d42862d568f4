package dsn

import "strings"

// unwrapVERP undoes the variable envelope return paths of list servers and
// providers: a prefix, a separator, and the recipient with "=" for its "@".
func unwrapVERP(local, domain string) (Unwrapped, bool) {
	left, ok := cutEqualsDomain(local)
	if !ok {
		return Unwrapped{}, false
	}
	host := local[len(left)+1:]
	prefix, user, ok := splitVERP(left)
	if !ok {
		return Unwrapped{}, false
	}
	return Unwrapped{Scheme: SchemeVERP, Recipient: user + "@" + host, Sender: prefix + "@" + domain}, true
}

// cutEqualsDomain gives what stands before "=domain" at the end of a local part.
func cutEqualsDomain(local string) (left string, ok bool) {
	i := strings.LastIndexByte(local, '=')
	if i <= 0 || !isDomain(local[i+1:]) {
		return "", false
	}
	return local[:i], true
}

// splitVERP splits what stands before "=domain" into prefix and user. It is
// not ok where there is more than one way.
func splitVERP(left string) (prefix, user string, ok bool) {
	// QUIRK(debian): bounce-list=jane=example.org
	if list, user, two := strings.Cut(left, "="); two {
		return list, user, hasPrefixFold(list, "bounce-") && user != "" && strings.IndexByte(user, '=') < 0
	}
	if prefix, rest, plus := strings.Cut(left, "+"); plus {
		// Some other address with a tag may have an equals sign in it too, so
		// that the prefix must be one of return paths.
		if !returnPrefix(prefix) {
			return "", "", false
		}
		user = cutTokens(rest)
		return prefix, user, user != ""
	}
	prefix, rest, dash := strings.Cut(left, "-")
	if !dash || prefix == "" {
		return "", "", false
	}
	if user = cutTokens(rest); user != rest && knownPrefix(prefix) && unsplit(user) {
		return prefix, user, true
	}
	return prefix, rest, rest != "" && unsplit(rest)
}

// unsplit reports whether the user has no hyphen at which the prefix could end
// as well.
func unsplit(user string) bool { return user != "" && strings.IndexByte(user, '-') < 0 }

// prefixWords are words of return paths.
var prefixWords = [...]string{
	"bounce", "bounces", "bounced", "bouncer", "return", "returns", "returned", "verp", "errors", "error", "owner", "envelope", "mailer",
	"delivery", "dsn", "ndr", "rp", "returnpath", "sentto", "b", "bnc", "msg", "fbl", "mailbounce", "bouncehandler", "bouncemail", "emailbounces",
}

// returnPrefix reports whether one of the words of the prefix is one of return
// paths: "bounces", "list-bounces", "list-owner".
func returnPrefix(prefix string) bool {
	for word := range strings.FieldsFuncSeq(prefix, func(r rune) bool { return r == '-' || r == '.' || r == '_' }) {
		if knownPrefix(word) {
			return true
		}
	}
	return false
}

func knownPrefix(word string) bool {
	for _, w := range prefixWords {
		if strings.EqualFold(word, w) {
			return true
		}
	}
	return false
}

// cutTokens cuts the numbers and tokens off that providers put between prefix
// and recipient:
//
//	bounces+1234567-ab12-jane            SendGrid
//	bounce+a1b2c3.d4e5f6-jane            Mailgun
//	bounce-mc.us1_12345.67890-jane       Mailchimp
//	sentto-1234-567-1234567890-jane      Yahoo Groups
func cutTokens(s string) string {
	for {
		token, rest, ok := strings.Cut(s, "-")
		if !ok || rest == "" || !isToken(token) {
			return s
		}
		s = rest
	}
}

// isToken reports whether s is a number, a piece of hexadecimal with a digit, or
// several of them with dots and underscores; Mailchimp's begin with "mc.us".
func isToken(s string) bool {
	s = hasPrefixCut(s, "mc.us")
	digits := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c && c <= 'f', (c == '.' || c == '_') && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return digits > 0
}
