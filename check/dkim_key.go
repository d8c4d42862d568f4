package check

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// The sizes of RSA keys, RFC 8301 section 3.2: verifiers refuse a key of fewer
// bits than the least, signers should have more than the weak, and verifiers
// need not take more than the most.
const (
	dkimLeastBits = 1024
	dkimGoodBits  = 2048
	dkimMostBits  = 4096
)

// A dkimKey is a key record with what there is to say about it.
type dkimKey struct {
	record   string
	keyType  string
	bits     int
	flags    []string
	hashes   []string
	services []string
	repaired string
	notes    string
	findings []Finding
	pub      crypto.PublicKey // nil where it can't be read
}

func (k *dkimKey) fill(data *DKIMData) {
	data.Record, data.KeyType, data.Bits, data.Repaired = k.record, k.keyType, k.bits, k.repaired
	data.Notes = k.notes
	data.Flags = append(data.Flags, k.flags...)
	data.Hashes = append(data.Hashes, k.hashes...)
	data.Services = append(data.Services, k.services...)
}

func (k *dkimKey) note(severity Status, id string, pos int, format string, args ...any) {
	k.findings = append(k.findings, Finding{Severity: severity, ID: id, Text: fmt.Sprintf(format, args...), Record: k.record, Position: pos})
}

// parseDKIMKey judges a key record, RFC 6376 section 3.6.1.
func parseDKIMKey(record string) *dkimKey {
	k := &dkimKey{record: record, keyType: "rsa"}
	k.judge()
	if worst(k.findings) == Fail {
		k.repaired = repairDKIM(record)
	}
	return k
}

func (k *dkimKey) judge() {
	tags, errs := ParseTags(k.record)
	for _, err := range errs {
		k.note(Fail, "dkim-key-invalid", err.Pos, "%s%s", err.Text, dkimDamage(k.record))
	}
	if t, ok := doubleTag(tags); ok {
		k.note(Fail, "dkim-key-invalid", t.Pos, "the tag %q is there twice, which makes the whole record invalid (RFC 6376 section 3.2)", t.Name)
	}
	if t, ok := findTag(tags, "v"); ok && t.Value != "DKIM1" {
		k.note(Fail, "dkim-key-invalid", t.ValuePos, `the version is %q, and must be "DKIM1"%s`, printable(t.Value, 40), dkimDamage(t.Value))
	} else if ok && t.Pos != tags[0].Pos {
		k.note(Warn, "dkim-version-not-first", t.Pos, `"v=DKIM1" must be the first tag`)
	}
	if t, ok := findTag(tags, "k"); ok {
		k.keyType = t.Value
		if t.Value != "rsa" && t.Value != "ed25519" {
			k.note(Fail, "dkim-key-invalid", t.ValuePos, `the key type is %q, and verifiers know "rsa" and "ed25519" only%s`, printable(t.Value, 40), dkimDamage(t.Value))
		}
	}
	k.limits(tags)
	k.public(tags)
	k.notes = printable(unquoteDKIM(tagValue(tags, "n")), 500)
	if t, ok := findTag(tags, "g"); ok {
		k.note(Info, "dkim-obsolete-tag", t.Pos, `"g" is obsolete (RFC 6376 appendix C), and old verifiers take an empty one for "no address"`)
	}
}

// limits judges the tags h, s and t, which say what the key is for.
func (k *dkimKey) limits(tags []Tag) {
	if t, ok := findTag(tags, "h"); ok {
		k.hashes = colonList(t.Value)
		if !slices.Contains(k.hashes, "sha256") {
			k.note(Fail, "dkim-key-invalid", t.ValuePos, `the key is limited to the hash %q: without "sha256" no signature is valid (RFC 8301 section 3.1)`, printable(t.Value, 40))
		}
	}
	if t, ok := findTag(tags, "s"); ok {
		k.services = colonList(t.Value)
		if !slices.Contains(k.services, "*") && !slices.Contains(k.services, "email") {
			k.note(Fail, "dkim-key-invalid", t.ValuePos, `the key is limited to the service %q, which is not "email"`, printable(t.Value, 40))
		}
	}
	if t, ok := findTag(tags, "t"); ok {
		k.flags = colonList(t.Value)
		if slices.Contains(k.flags, "y") {
			k.note(Warn, "dkim-testing", t.ValuePos, `"t=y" says that the domain is only testing DKIM: verifiers may treat its mail as if it were not signed`)
		}
		if slices.Contains(k.flags, "s") {
			k.note(Info, "dkim-strict", t.ValuePos, `"t=s": the i= of a signature must have the very domain of its d=`)
		}
	}
}

// public judges the tag p, the key itself.
func (k *dkimKey) public(tags []Tag) {
	t, ok := findTag(tags, "p")
	if !ok {
		k.note(Fail, "dkim-key-invalid", -1, `there is no tag "p", which holds the key%s`, dkimDamage(k.record))
		return
	}
	text := strings.Map(func(c rune) rune {
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			return -1
		}
		return c
	}, t.Value)
	if text == "" {
		k.note(Fail, "dkim-key-revoked", t.Pos, `the key is revoked: "p" is empty`)
		return
	}
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		pos := t.ValuePos
		if i := strings.IndexFunc(t.Value, notBase64); i >= 0 {
			pos += i
		}
		k.note(Fail, "dkim-key-invalid", pos, "the key is damaged: it is no valid base64%s", dkimDamage(t.Value))
		return
	}
	switch k.keyType {
	case "rsa":
		k.rsa(der, t.ValuePos)
	case "ed25519":
		k.ed25519(der, t.ValuePos)
	}
}

func notBase64(c rune) bool {
	return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune("+/= \t\r\n", c))
}

// rsa judges an RSA key. RFC 6376 asks for an RSAPublicKey (PKCS #1), but what
// all publish is the SubjectPublicKeyInfo of its own examples.
func (k *dkimKey) rsa(der []byte, pos int) {
	var pub *rsa.PublicKey
	if parsed, err := x509.ParsePKIXPublicKey(der); err == nil {
		var ok bool
		if pub, ok = parsed.(*rsa.PublicKey); !ok {
			k.note(Fail, "dkim-key-invalid", pos, "the record says that the key is RSA, but it is %s", keyKind(parsed))
			return
		}
	} else if pub, err = x509.ParsePKCS1PublicKey(der); err != nil {
		k.note(Fail, "dkim-key-invalid", pos, "the key can't be read: it is no RSA public key, or a part of it is missing (%d bytes)", len(der))
		return
	} else {
		k.note(Info, "dkim-key-pkcs1", pos, "the key is in the PKCS #1 form, which some verifiers can't read")
	}
	k.pub, k.bits = pub, pub.N.BitLen()
	switch {
	case k.bits < dkimLeastBits:
		k.note(Fail, "dkim-key-weak", pos, "the key has %d bits: verifiers must not accept fewer than %d (RFC 8301 section 3.2)", k.bits, dkimLeastBits)
	case k.bits < dkimGoodBits:
		k.note(Warn, "dkim-key-weak", pos, "the key has %d bits, and should have %d (RFC 8301 section 3.2)", k.bits, dkimGoodBits)
	case k.bits > dkimMostBits:
		k.note(Warn, "dkim-key-long", pos, "the key has %d bits: verifiers need not accept more than %d (RFC 8301 section 3.2)", k.bits, dkimMostBits)
	}
}

// ed25519 judges an Ed25519 key, RFC 8463 section 4.2: its 32 bytes as they are.
func (k *dkimKey) ed25519(der []byte, pos int) {
	if len(der) == ed25519.PublicKeySize {
		k.pub, k.bits = ed25519.PublicKey(der), 256
		k.note(Info, "dkim-ed25519", pos, "not all receivers can verify Ed25519: mail should also be signed with an RSA key")
		return
	}
	if parsed, err := x509.ParsePKIXPublicKey(der); err == nil {
		k.note(Fail, "dkim-key-invalid", pos, "the key is wrapped as %s: of an Ed25519 key, the 32 bytes alone are published (RFC 8463 section 4.2)", keyKind(parsed))
		return
	}
	k.note(Fail, "dkim-key-invalid", pos, "the key has %d bytes, and an Ed25519 key has %d", len(der), ed25519.PublicKeySize)
}

// keyKind names the kind of a public key.
func keyKind(pub any) string {
	switch pub.(type) {
	case *rsa.PublicKey:
		return "an RSA key"
	case *ecdsa.PublicKey:
		return "an ECDSA key"
	case ed25519.PublicKey:
		return "an Ed25519 key in X.509 form"
	}
	return "another kind of key"
}
