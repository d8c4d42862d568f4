package store

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// hashMark begins the local part of an address that was replaced, hashBytes of the
// hash follow in hexadecimal digits.
const (
	hashMark  = "h-"
	hashBytes = 10
)

// IsHashed reports whether an address was replaced already: h-smith@example.net
// is one that was not.
func IsHashed(a string) bool {
	local, _, _ := strings.Cut(a, "@")
	digits, ok := strings.CutPrefix(local, hashMark)
	return ok && len(digits) == 2*hashBytes && strings.Trim(digits, "0123456789abcdef") == ""
}

// A hasher replaces addresses by a keyed hash, HMAC-SHA-256 (RFC 2104) of the
// address in lower case: one address always gives the same, and nobody without
// the key can tell whose it is. The domain stays.
type hasher struct{ key []byte }

// address gives an address with its local part replaced.
func (h *hasher) address(a string) string {
	a = strings.ToLower(a)
	if a == "" || IsHashed(a) {
		return a
	}
	mac := hmac.New(sha256.New, h.key)
	mac.Write([]byte(a))
	local := hashMark + hex.EncodeToString(mac.Sum(nil)[:hashBytes])
	if at := strings.LastIndexByte(a, '@'); at >= 0 {
		return local + a[at:]
	}
	return local
}

// document replaces what text does in the strings of a JSON document, as they
// are behind their escapes.
func (h *hasher) document(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for {
		start := bytes.IndexByte(b, '"')
		if start < 0 {
			return append(out, b...)
		}
		end := stringEnd(b, start)
		quoted := b[start:end]
		out = append(out, b[:start]...)
		b = b[end:]
		var s string
		if bytes.IndexByte(quoted, '@') < 0 || json.Unmarshal(quoted, &s) != nil {
			out = append(out, quoted...)
			continue
		}
		out = appendString(out, string(h.text([]byte(s))))
	}
}

// stringEnd gives the index behind the JSON string that begins at start.
func stringEnd(b []byte, start int) int {
	for i := start + 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// appendString appends a JSON string, with <, > and & as they are.
func appendString(b []byte, s string) []byte {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return append(b, `""`...) // a string can always be encoded
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}

// text replaces all that looks like an address, message IDs too.
func (h *hasher) text(b []byte) []byte { return replaceAddresses(b, h.address) }

// replaceAddresses gives a text with f of each address in it.
func replaceAddresses(b []byte, f func(string) string) []byte {
	out := make([]byte, 0, len(b))
	for {
		at := bytes.IndexByte(b, '@')
		if at < 0 {
			return append(out, b...)
		}
		start, end := localStart(b, at), at+1
		for end < len(b) && isDomain(b[end]) {
			end++
		}
		out = append(out, b[:start]...)
		if start < at {
			out = append(out, f(string(b[start:end]))...)
		} else {
			out = append(out, b[start:end]...)
		}
		b = b[end:]
	}
}

// maxQuoted bounds a local part in quotation marks, which may be 64 bytes long
// (RFC 5321 section 4.5.3.1.1) and is longer in some mails.
const maxQuoted = 320

// localStart gives where the local part before an "@" begins, in quotation marks
// (RFC 5322 section 3.2.4) or not, and at itself where there is none.
func localStart(b []byte, at int) int {
	if at > 1 && b[at-1] == '"' {
		for i := at - 2; i >= max(at-maxQuoted, 0); i-- {
			if b[i] == '"' && (i == 0 || b[i-1] != '\\') {
				return i
			}
		}
		return at
	}
	start := at
	for start > 0 && isLocal(b[start-1]) {
		start--
	}
	return start
}

// isLocal reports whether a byte may stand in a local part, RFC 5322 section
// 3.2.3 and RFC 6532, outside quotes.
func isLocal(c byte) bool {
	return c >= 0x80 || isAlnum(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", c) >= 0
}

func isDomain(c byte) bool { return c >= 0x80 || isAlnum(c) || c == '-' || c == '.' }

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// Anonymize makes the store replace the addresses of all messages that are saved
// from now on, and keep none of them as it came. It is called before any use.
func (s *Store) Anonymize(key []byte) { s.hash = &hasher{key} }

// Hashed gives what an address is replaced by.
func Hashed(key []byte, address string) string { return (&hasher{key}).address(address) }

// anonymize replaces the addresses of a message.
func (h *hasher) anonymize(m *Message) {
	m.hashed, m.Raw = true, nil
	m.Document = h.document(m.Document)
	for i := range m.Events {
		e := &m.Events[i]
		e.Recipient, e.Original = h.address(e.Recipient), h.address(e.Original)
	}
	m.Undecodable = string(h.text([]byte(m.Undecodable)))
}
