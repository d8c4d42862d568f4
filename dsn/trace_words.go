package dsn

import "strings"

// readWords looks for the version of TLS, the cipher and the envelope sender,
// which stand in comments and out of them.
func (r *Received) readWords(v string) {
	before := ""
	for word := range wordsOf(v, &traceSeparators) {
		key, value, hasValue := strings.Cut(word, "=")
		value = strings.TrimPrefix(value, "3D") // quoted-printable that nobody undid
		version := tlsVersion(word)
		if version == "" && hasValue && strings.EqualFold(key, "version") {
			version = tlsVersion(value)
		}
		switch {
		case version != "" && r.TLSVersion == "":
			r.TLS, r.TLSVersion = true, version
			if _, rest, ok := strings.Cut(word, ":"); ok && r.Cipher == "" {
				r.Cipher, _, _ = strings.Cut(rest, ":") // QUIRK(exim, opensmtpd): version, cipher and bits in one
			}
		case r.Cipher != "":
		case hasValue && strings.EqualFold(key, "cipher") && value != "":
			r.TLS, r.Cipher = true, value
		case strings.EqualFold(before, "cipher") && !hasValue, strings.EqualFold(before, "tls") && strings.HasPrefix(word, "TLS_"):
			r.TLS, r.Cipher = true, word
		}
		if r.EnvelopeFrom == "" && (hasPrefixFold(before, "envelope-from") || hasPrefixFold(before, "envelope-sender")) {
			r.EnvelopeFrom = bareAddress(word)
		} else if r.EnvelopeFrom == "" && hasValue && strings.EqualFold(key, "envelope-from") {
			r.EnvelopeFrom = bareAddress(value)
		}
		before = word
	}
}

// traceSeparators stand between the words of a Received field.
var traceSeparators = bytesOf(" \t(),\"")

// tlsVersion gives "1.3" of a word that begins as one of
//
//	TLSv1.3  TLS1_3  TLS1.3  TLS-1.3  TLSv1  TLSv1/SSLv3  TLSv1.3:CIPHER:256
//
// "SSLv3" of that protocol, and "" of any other word.
func tlsVersion(word string) string {
	if hasPrefixFold(word, "SSLv") && len(word) > 4 {
		return word[:5]
	}
	if !hasPrefixFold(word, "TLS") {
		return ""
	}
	s := word[3:]
	if s != "" && strings.IndexByte("vV-", s[0]) >= 0 {
		s = s[1:]
	}
	if s == "" || s[0] != '1' {
		return ""
	}
	switch rest := s[1:]; {
	case rest == "" || strings.IndexByte("/:;", rest[0]) >= 0:
		return "1.0"
	case len(rest) >= 2 && strings.IndexByte("._", rest[0]) >= 0 && '0' <= rest[1] && rest[1] <= '9':
		return "1." + rest[1:2]
	}
	return ""
}

// commentsOf gives the outermost comments of s, without their parentheses.
func commentsOf(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		depth, start := 0, 0
		for i := 0; i < len(s); i++ {
			switch s[i] {
			case '(':
				if depth++; depth == 1 {
					start = i + 1
				}
			case ')':
				if depth == 1 && !yield(s[start:i]) {
					return
				}
				depth = max(0, depth-1)
			}
		}
	}
}
