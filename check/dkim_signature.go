package check

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A dkimSig is a DKIM-Signature field, RFC 6376 section 3.5. Its names are
// canonical, with A-labels (RFC 8616).
type dkimSig struct {
	field    signedField
	tags     []Tag
	domain   string
	selector string
	identity string // i= as written, decoded; "@" and the domain where there is none
	algo     string // "rsa-sha256"
	header   canonicalization
	body     canonicalization
	names    []string // h=, in lower case
	bodyHash []byte
	sig      []byte
	length   int64 // l=, -1 for all of the body
	created  time.Time
	expires  time.Time
	copied   string // z=
	skip     bool   // it is not to be verified
	// err says why the field can't be a valid signature, whatever the key.
	err error
}

// maxSignedNames bounds the names of h=.
const maxSignedNames = 500

// parseDKIMSig reads a DKIM-Signature field.
func parseDKIMSig(f signedField) *dkimSig {
	s := &dkimSig{field: f, header: canonSimple, body: canonSimple, length: -1}
	tags, errs := ParseTags(f.value())
	s.tags = tags
	s.read()
	for _, e := range errs {
		if strings.Contains(e.Text, "is no tag") {
			s.refuse("it is malformed: %s", e.Text)
		}
	}
	if t, ok := doubleTag(tags); ok {
		s.refuse("the tag %q is there twice", t.Name)
	}
	return s
}

// refuse notes why the signature can't be valid; the first reason stays.
func (s *dkimSig) refuse(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf(format, args...)
	}
}

// tag gives the value of a tag without the white space that folding puts in.
func (s *dkimSig) tag(name string) (string, bool) {
	t, ok := findTag(s.tags, name)
	return bare(t.Value), ok
}

// bare gives s without white space.
func bare(s string) string {
	if !strings.ContainsAny(s, " \t\r\n") {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }), "")
}

func (s *dkimSig) read() {
	d, _ := s.tag("d")
	sel, _ := s.tag("s")
	s.domain, s.selector = lowerASCII(strings.TrimSuffix(d, ".")), lowerASCII(strings.TrimSuffix(sel, "."))
	for _, name := range []string{"v", "a", "b", "bh", "d", "h", "s"} {
		if v, ok := s.tag(name); !ok || v == "" {
			s.refuse("the tag %q is missing", name)
		}
	}
	if v, ok := s.tag("v"); ok && v != "1" {
		s.refuse("the version is %q, and must be 1", printable(v, 20))
	}
	s.names = strings.Split(lowerASCII(bare(tagValue(s.tags, "h"))), ":")
	s.names = s.names[:min(len(s.names), maxSignedNames)]
	if !slices.Contains(s.names, "from") {
		s.refuse("the From field is not signed")
	}
	s.readAlgorithm()
	s.readHashes()
	s.readLimits()
	s.readIdentity()
	if q, ok := s.tag("q"); ok && !slices.Contains(strings.Split(q, ":"), "dns/txt") {
		s.refuse("the key is to be asked for by %q, and verifiers know dns/txt only", printable(q, 40))
	}
}

func tagValue(tags []Tag, name string) string {
	t, _ := findTag(tags, name)
	return t.Value
}

// readAlgorithm reads a= and c=.
func (s *dkimSig) readAlgorithm() {
	s.algo, _ = s.tag("a")
	switch s.algo {
	case "rsa-sha256", "ed25519-sha256", "":
	case "rsa-sha1":
		s.refuse("it is made with rsa-sha1, which verifiers must not accept (RFC 8301 section 3.1)")
	default:
		s.refuse("the algorithm %q is unknown", printable(s.algo, 40))
	}
	c, ok := s.tag("c")
	if !ok {
		return
	}
	header, body, both := strings.Cut(c, "/")
	s.header = canonicalization(header)
	if both {
		s.body = canonicalization(body)
	}
	for _, c := range []canonicalization{s.header, s.body} {
		if c != canonSimple && c != canonRelaxed {
			s.refuse("the canonicalization %q is unknown", printable(string(c), 40))
		}
	}
}

// readHashes reads b= and bh=.
func (s *dkimSig) readHashes() {
	var err error
	if s.sig, err = decode64(tagValue(s.tags, "b")); err != nil {
		s.refuse(`"b" is no valid base64`)
	}
	if s.bodyHash, err = decode64(tagValue(s.tags, "bh")); err != nil {
		s.refuse(`"bh" is no valid base64`)
	}
}

func decode64(text string) ([]byte, error) { return base64.StdEncoding.DecodeString(bare(text)) }

// readLimits reads t=, x= and l=.
func (s *dkimSig) readLimits() {
	s.created, s.expires = s.time("t"), s.time("x")
	if !s.created.IsZero() && !s.expires.IsZero() && !s.expires.After(s.created) {
		s.refuse("it expires (x=) not later than it was made (t=)")
	}
	if l, ok := s.tag("l"); ok {
		n, err := strconv.ParseUint(l, 10, 63)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			s.refuse(`"l" is no number`)
			return
		}
		s.length = int64(min(n, 1<<62))
	}
	s.copied = bare(tagValue(s.tags, "z"))
}

// time reads a tag with seconds since 1970.
func (s *dkimSig) time(name string) time.Time {
	v, ok := s.tag(name)
	if !ok {
		return time.Time{}
	}
	n, err := strconv.ParseUint(v, 10, 63)
	switch {
	case errors.Is(err, strconv.ErrRange) || err == nil && n > 1<<38:
		// RFC 6376 section 3.5: as good as without end.
		return time.Time{}
	case err != nil:
		s.refuse("%q is no time", name)
		return time.Time{}
	}
	return time.Unix(int64(n), 0).UTC()
}

// readIdentity reads i=, which must be of the domain d= or one below it.
func (s *dkimSig) readIdentity() {
	s.identity = "@" + s.domain
	v, ok := s.tag("i")
	if !ok {
		return
	}
	s.identity = unquoteDKIM(v)
	domain, err := asciiName(s.identityDomain())
	own, ownErr := asciiName(s.domain)
	if err != nil || !strings.Contains(s.identity, "@") || ownErr == nil && !isBelow(domain, own) {
		s.refuse("the identity i=%s does not belong to the domain d=%s", printable(s.identity, 80), printable(s.domain, 80))
	}
}

func (s *dkimSig) identityDomain() string {
	return s.identity[strings.LastIndexByte(s.identity, '@')+1:]
}

// strictly reports whether the identity has the very domain of the signature, as
// a key with the flag "s" demands (RFC 6376 section 3.6.1).
func (s *dkimSig) strictly() bool {
	of, err := asciiName(s.identityDomain())
	own, ownErr := asciiName(s.domain)
	return err == nil && ownErr == nil && of == own
}

// keyName gives the name of the signature's key.
func (s *dkimSig) keyName() (string, error) { return dkimKeyName(s.selector, s.domain) }

// dkimKeyName gives the name of a key, with A-labels.
func dkimKeyName(selector, domain string) (string, error) {
	domain, err := asciiName(domain)
	if err != nil {
		return "", err
	}
	if !isASCII(selector) {
		if selector, err = asciiName(selector); err != nil {
			return "", err
		}
	}
	name := lowerASCII(strings.TrimSuffix(selector, ".")) + "._domainkey." + domain
	if !validName(name) {
		return "", fmt.Errorf("%w: %q", errName, printable(name, 80))
	}
	return name, nil
}

// unquoteDKIM undoes dkim-quoted-printable, RFC 6376 section 2.11: "=" and two
// hexadecimal digits. Others stay.
func unquoteDKIM(s string) string {
	if !strings.Contains(s, "=") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '=' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(v))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// appendUnsigned appends the field itself as it is hashed: in its canonical form
// without the value of b= (RFC 6376 section 3.7).
func (s *dkimSig) appendUnsigned(b []byte) []byte {
	raw := s.field.raw
	if t, ok := findTag(s.tags, "b"); ok {
		start := len(raw) - len(s.field.value()) + t.ValuePos
		end := len(raw)
		if i := strings.IndexByte(raw[start:], ';'); i >= 0 {
			end = start + i
		}
		// What stands between "=" and the value goes with it.
		for start > 0 && strings.IndexByte(" \t\r\n", raw[start-1]) >= 0 {
			start--
		}
		raw = raw[:start] + raw[end:]
	}
	return s.header.appendField(b, raw)
}
