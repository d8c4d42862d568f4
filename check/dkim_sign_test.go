package check_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The keys that test mails are signed with, made anew in each run.
var (
	rsaKey   = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	otherKey = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	shortKey = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(1024) })
	edKey    = sync.OnceValue(func() ed25519.PrivateKey {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			panic(err)
		}
		return key
	})
)

func newRSA(bits int) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return key
}

// keyText gives the p= of a key.
func keyText(key crypto.Signer) string {
	if pub, ok := key.Public().(ed25519.PublicKey); ok {
		return base64.StdEncoding.EncodeToString(pub)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

// A signer signs test mails in the plainest way that RFC 6376 can be read, apart
// from the code under test. In Tags, {bh} and {b} are what it computes.
type signer struct {
	Key    crypto.Signer
	Tags   string
	Fields string // the header, with LF
	Body   string // with LF
	// Field is the name of the signature's field, "DKIM-Signature" if empty.
	Field string
}

const (
	relaxedTags = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=from:to:subject:date; bh={bh}; b={b}"
	simpleTags  = "v=1; a=rsa-sha256; c=simple/simple; d=example.com; s=s1; h=from:to:subject:date; bh={bh}; b={b}"
	plainFields = "From: Joe <joe@example.com>\nTo: jane@example.net\nSubject: Minutes of the meeting\nDate: Mon, 2 Nov 2026 09:14:01 +0000\nMessage-ID: <1@example.com>\n"
	plainBody   = "Hello Jane,\n\nthe minutes  are below.\n-- \nJoe\n"
)

var (
	testTag   = func(name string) *regexp.Regexp { return regexp.MustCompile(`(?s)(?:^|;)\s*` + name + `\s*=([^;]*)`) }
	testB     = regexp.MustCompile(`\s*\{b\}\s*`)
	testSpace = regexp.MustCompile(`[ \t\r\n]+`)
)

// mail gives the signed message, with CRLF.
func (s signer) mail() string {
	name := or(s.Field, "DKIM-Signature")
	tag := func(name string) string {
		if m := testTag(name).FindStringSubmatch(s.Tags); m != nil {
			return testSpace.ReplaceAllString(m[1], "")
		}
		return ""
	}
	headerForm, bodyForm, _ := strings.Cut(or(tag("c"), "simple/simple"), "/")
	bodyForm = or(bodyForm, "simple")
	crlf := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	body := canonBody(bodyForm, crlf(s.Body))
	if l, err := strconv.Atoi(tag("l")); err == nil && l >= 0 && l < len(body) {
		body = body[:l]
	}
	sum := sha256.Sum256([]byte(body))
	field := name + ": " + strings.ReplaceAll(s.Tags, "{bh}", base64.StdEncoding.EncodeToString(sum[:]))
	fields := testFields(crlf(s.Fields))
	var text strings.Builder
	for _, want := range strings.Split(strings.ToLower(tag("h")), ":") {
		for i := len(fields) - 1; i >= 0; i-- {
			if strings.ToLower(strings.TrimSpace(strings.SplitN(fields[i], ":", 2)[0])) == want {
				text.WriteString(canonField(headerForm, fields[i]) + "\r\n")
				fields = slices.Delete(slices.Clone(fields), i, i+1)
				break
			}
		}
	}
	text.WriteString(canonField(headerForm, crlf(testB.ReplaceAllString(field, ""))))
	digest := sha256.Sum256([]byte(text.String()))
	opts := crypto.SignerOpts(crypto.SHA256)
	if _, ed := s.Key.(ed25519.PrivateKey); ed {
		opts = crypto.Hash(0)
	}
	sig, err := s.Key.Sign(rand.Reader, digest[:], opts)
	if err != nil {
		panic(err)
	}
	field = strings.ReplaceAll(field, "{b}", base64.StdEncoding.EncodeToString(sig))
	return crlf(field + "\n" + s.Fields + "\n" + s.Body)
}

func testFields(header string) []string {
	var fields []string
	for _, line := range strings.Split(strings.TrimSuffix(header, "\r\n"), "\r\n") {
		if line != "" && (line[0] == ' ' || line[0] == '\t') {
			fields[len(fields)-1] += "\r\n" + line
		} else {
			fields = append(fields, line)
		}
	}
	return fields
}

func canonField(form, field string) string {
	if form == "simple" {
		return field
	}
	name, value, _ := strings.Cut(field, ":")
	return strings.ToLower(strings.TrimSpace(name)) + ":" + strings.TrimSpace(testSpace.ReplaceAllString(value, " "))
}

func canonBody(form, body string) string {
	lines := strings.Split(body, "\r\n")
	if form == "relaxed" {
		for i, line := range lines {
			lines[i] = strings.TrimRight(regexp.MustCompile(`[ \t]+`).ReplaceAllString(line, " "), " ")
		}
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 && form == "relaxed" {
		return ""
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// keyZone publishes the key of a signer as the selector s1 of example.com.
func keyZone(key crypto.Signer) string {
	k := "rsa"
	if _, ed := key.(ed25519.PrivateKey); ed {
		k = "ed25519"
	}
	return txt("s1._domainkey.example.com.", "v=DKIM1; k="+k+"; p="+keyText(key))
}

// TestSigner holds the signer of the tests to the canonical forms that RFC 6376
// section 3.4.6 shows.
func TestSigner(t *testing.T) {
	header := "A: X\r\nB : Y\t\r\n\tZ  \r\n"
	var relaxed, simple []string
	for _, f := range testFields(header) {
		relaxed, simple = append(relaxed, canonField("relaxed", f)), append(simple, canonField("simple", f))
	}
	if !slices.Equal(relaxed, []string{"a:X", "b:Y Z"}) || !slices.Equal(simple, []string{"A: X", "B : Y\t\r\n\tZ  "}) {
		t.Errorf("header forms are %q and %q", relaxed, simple)
	}
	body := " C \r\nD \t E\r\n\r\n\r\n"
	if got := canonBody("relaxed", body); got != " C\r\nD E\r\n" {
		t.Errorf("relaxed body = %q", got)
	}
	if got := canonBody("simple", body); got != " C \r\nD \t E\r\n" {
		t.Errorf("simple body = %q", got)
	}
}
