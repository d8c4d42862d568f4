package source

import (
	"bytes"
	"strings"
)

// isField reports whether b begins with a header field (RFC 5322 section 2.2).
func isField(b []byte) bool { return fieldName(b) != "" }

// fieldName gives the name of the header field that b begins with, or "".
func fieldName(b []byte) string {
	for i, c := range b {
		switch {
		case c == ':':
			return string(bytes.TrimRight(b[:i], " \t"))
		case c <= ' ' && c != ' ' && c != '\t', c >= 0x7f, i > 76:
			return ""
		case c == ' ' || c == '\t':
			// Obsolete syntax has white space before the colon, and nothing
			// else there.
			if rest := bytes.TrimLeft(b[i:], " \t"); len(rest) == 0 || rest[0] != ':' {
				return ""
			}
		}
	}
	return ""
}

// looksLikeMail reports whether head, the beginning of a file, begins like a
// message: with header fields, and among them one that only mail has.
func looksLikeMail(head []byte) bool {
	if startsMbox(head) {
		return true
	}
	for n := 0; len(head) > 0 && n < 200; n++ {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		folded := n > 0 && len(line) > 0 && (line[0] == ' ' || line[0] == '\t')
		name := fieldName(line)
		switch {
		case name == "" && !folded:
			return false
		case mailOnly(name):
			return true
		}
		head = rest
	}
	return false
}

func mailOnly(name string) bool {
	switch strings.ToLower(name) {
	case "received", "return-path", "delivered-to", "message-id", "mime-version",
		"from", "to", "subject", "date", "sender", "reply-to", "x-original-to", "envelope-to":
		return true
	}
	return false
}
