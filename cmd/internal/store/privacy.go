package store

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// hashMark begins the local part of an address that was replaced.
const hashMark = "h-"

// A hasher replaces addresses by a keyed hash, HMAC-SHA-256 (RFC 2104) of the
// address in lower case: one address always gives the same, and nobody without
// the key can tell whose it is. The domain stays.
type hasher struct{ key []byte }

// address gives an address with its local part replaced.
func (h *hasher) address(a string) string {
	a = strings.ToLower(a)
	if a == "" || strings.HasPrefix(a, hashMark) {
		return a
	}
	mac := hmac.New(sha256.New, h.key)
	mac.Write([]byte(a))
	local := hashMark + hex.EncodeToString(mac.Sum(nil)[:10])
	if at := strings.LastIndexByte(a, '@'); at >= 0 {
		return local + a[at:]
	}
	return local
}

// text replaces all that looks like an address, message IDs too.
func (h *hasher) text(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for {
		at := bytes.IndexByte(b, '@')
		if at < 0 {
			return append(out, b...)
		}
		start, end := at, at+1
		for start > 0 && isLocal(b[start-1]) {
			start--
		}
		for end < len(b) && isDomain(b[end]) {
			end++
		}
		out = append(out, b[:start]...)
		if start < at {
			out = append(out, h.address(string(b[start:end]))...)
		} else {
			out = append(out, b[start:end]...)
		}
		b = b[end:]
	}
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
	m.Document = h.text(m.Document)
	for i := range m.Events {
		e := &m.Events[i]
		e.Recipient, e.Original = h.address(e.Recipient), h.address(e.Original)
		if e.Fix != nil {
			e.Fix = &Fix{e.Fix.Who, string(h.text([]byte(e.Fix.Text))), e.Fix.Record}
		}
	}
	m.Undecodable = string(h.text([]byte(m.Undecodable)))
}
