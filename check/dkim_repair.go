package check

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"
)

// dkimDamage says what a key record probably suffered on its way into DNS, as
// the end of a sentence, and "" where nothing shows.
func dkimDamage(text string) string {
	switch {
	case strings.Contains(text, "-----BEGIN"):
		return "; it holds the lines around a PEM file"
	case strings.Contains(text, `\`):
		return "; it holds backslashes: escapes of a zone file were published as they were typed"
	case strings.ContainsAny(text, `"'`), strings.Contains(text, "\u201c"), strings.Contains(text, "\u201d"):
		return "; it holds quotes: those around the strings of a zone file were published too"
	case strings.ContainsAny(text, "()"):
		return "; it holds parentheses of a zone file"
	case !isASCII(text):
		return "; it holds characters beyond ASCII"
	}
	return ""
}

// repairDKIM gives a record with the key that a damaged record was meant to
// publish, and "" where that can't be told, or is revoked or too weak anyway.
func repairDKIM(record string) string {
	text := record
	for _, line := range []string{"-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----", "-----END RSA PUBLIC KEY-----"} {
		text = strings.ReplaceAll(text, line, "")
	}
	text = strings.Map(func(c rune) rune {
		switch c {
		case '"', '\'', '\\', '(', ')', '\u201c', '\u201d', '\u2018', '\u2019', '\u200b', '\ufeff', '\u00a0':
			return -1
		}
		return c
	}, text)
	if i := strings.Index(text, "v=DKIM1"); i > 0 { // "sel._domainkey IN TXT v=DKIM1..."
		text = text[i:]
	}
	var words []string
	seen := map[string]bool{}
	for _, t := range repairedTags(text) {
		if seen[t.Name] {
			return ""
		}
		seen[t.Name] = true
		switch t.Name {
		case "v":
		case "k":
			words = append(words, "k="+strings.ToLower(t.Value))
		case "s", "h":
			// A list that keeps the key from use is left out, as it then holds for all.
			if items := colonList(strings.ToLower(t.Value)); slices.Contains(items, "email") || slices.Contains(items, "*") || slices.Contains(items, "sha256") {
				words = append(words, t.Name+"="+t.Value)
			}
		case "p":
			words = append(words, "p="+repairBase64(t.Value))
		default:
			words = append(words, t.Name+"="+t.Value)
		}
	}
	repaired := strings.Join(append([]string{"v=DKIM1"}, words...), "; ")
	k := &dkimKey{record: repaired, keyType: "rsa"}
	if k.judge(); worst(k.findings) == Fail {
		return ""
	}
	return repaired
}

// repairedTags reads the tags of a list whose separators may have been lost:
// every known "x=" after white space begins a tag.
func repairedTags(text string) []Tag {
	for _, name := range []string{"k", "p", "t", "h", "s", "n"} {
		text = strings.ReplaceAll(text, " "+name+"=", ";"+name+"=")
	}
	var tags []Tag
	for spec := range strings.SplitSeq(text, ";") {
		if name, value, ok := strings.Cut(spec, "="); ok {
			tags = append(tags, Tag{Name: strings.ToLower(strings.TrimSpace(name)), Value: strings.TrimSpace(value)})
		}
	}
	return tags
}

// repairBase64 leaves out what is no base64, completes the padding, and
// unwraps an Ed25519 key.
func repairBase64(value string) string {
	text := strings.TrimRight(strings.Map(func(c rune) rune {
		if notBase64(c) || c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			return -1
		}
		return c
	}, value), "=")
	der, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return value
	}
	if parsed, err := x509.ParsePKIXPublicKey(der); err == nil {
		if key, ok := parsed.(ed25519.PublicKey); ok {
			der = key
		}
	}
	return base64.StdEncoding.EncodeToString(der)
}
