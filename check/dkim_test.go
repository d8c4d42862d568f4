package check_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

// dkimKeys gives public keys by the names that test records have for them in
// braces. Nobody has the private ones.
func dkimKeys(t *testing.T) map[string]string {
	t.Helper()
	encode := func(der []byte, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(der)
	}
	pub := func(bits uint) *rsa.PublicKey {
		n := new(big.Int).Lsh(big.NewInt(1), bits-1)
		return &rsa.PublicKey{N: n.Add(n, big.NewInt(12345)), E: 65537}
	}
	point, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), p256Point())
	if err != nil {
		t.Fatal(err)
	}
	raw := make(ed25519.PublicKey, ed25519.PublicKeySize)
	for i := range raw {
		raw[i] = byte(i)
	}
	return map[string]string{
		"{512}":   encode(x509.MarshalPKIXPublicKey(pub(512))),
		"{768}":   encode(x509.MarshalPKIXPublicKey(pub(768))),
		"{1024}":  encode(x509.MarshalPKIXPublicKey(pub(1024))),
		"{2048}":  encode(x509.MarshalPKIXPublicKey(pub(2048))),
		"{8192}":  encode(x509.MarshalPKIXPublicKey(pub(8192))),
		"{pkcs1}": encode(x509.MarshalPKCS1PublicKey(pub(2048)), nil),
		"{ec}":    encode(x509.MarshalPKIXPublicKey(point)),
		"{ed}":    encode(raw, nil),
		"{edx}":   encode(x509.MarshalPKIXPublicKey(raw)),
		"{short}": encode(raw[:31], nil),
	}
}

// p256Point is the base point of P-256, a public key like any other.
func p256Point() []byte {
	p := elliptic.P256().Params()
	return append(append([]byte{4}, p.Gx.FillBytes(make([]byte, 32))...), p.Gy.FillBytes(make([]byte, 32))...)
}

// txt writes a TXT record in strings of at most 200 bytes.
func txt(name, text string) string {
	var b strings.Builder
	b.WriteString(name + " TXT")
	for chunk := range slices.Chunk([]byte(text), 200) {
		b.WriteString(` "`)
		for _, c := range chunk {
			if c == '"' || c == '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		}
		b.WriteByte('"')
	}
	return b.String() + "\n"
}

func TestDKIMKey(t *testing.T) {
	tests := []struct {
		name   string
		record string
		status check.Status
		ids    string
		bits   int
		// word is in the text of the first finding.
		word string
		// repaired is what Repaired holds.
		repaired string
	}{
		{name: "good", record: "v=DKIM1; k=rsa; p={2048}", status: check.Pass, bits: 2048},
		{name: "p alone", record: "p={2048}", status: check.Pass, bits: 2048},
		{name: "default key type", record: "v=DKIM1; p={2048}", status: check.Pass, bits: 2048},
		{name: "trailing semicolon", record: "v=DKIM1; p={2048};", status: check.Pass, bits: 2048},
		{name: "no spaces", record: "v=DKIM1;k=rsa;p={2048}", status: check.Pass, bits: 2048},
		{name: "white space everywhere", record: " v = DKIM1 ;\tk = rsa ; p = {2048} ", status: check.Pass, bits: 2048},
		{name: "unknown tags are ignored", record: "v=DKIM1; x=y; p={2048}; zz=1", status: check.Pass, bits: 2048},
		{name: "notes", record: "v=DKIM1; n=2026=20key; p={2048}", status: check.Pass, bits: 2048},
		{name: "the longest key that all take", record: "v=DKIM1; p={8192}", status: check.Warn, ids: "warn dkim-key-long, info dkim-record-large", bits: 8192},
		{name: "1024 bits", record: "v=DKIM1; p={1024}", status: check.Warn, ids: "warn dkim-key-weak", bits: 1024, word: "1024 bits, and should have 2048"},
		{name: "768 bits", record: "v=DKIM1; p={768}", status: check.Fail, ids: "fail dkim-key-weak", bits: 768, word: "must not accept"},
		{name: "512 bits", record: "v=DKIM1; p={512}", status: check.Fail, ids: "fail dkim-key-weak", bits: 512},
		{name: "PKCS #1", record: "v=DKIM1; p={pkcs1}", status: check.Info, ids: "info dkim-key-pkcs1", bits: 2048},
		{name: "Ed25519", record: "v=DKIM1; k=ed25519; p={ed}", status: check.Info, ids: "info dkim-ed25519", bits: 256},
		{name: "Ed25519 in X.509", record: "v=DKIM1; k=ed25519; p={edx}", status: check.Fail, ids: "fail dkim-key-invalid", word: "32 bytes alone", repaired: "v=DKIM1; k=ed25519; p={ed}"},
		{name: "Ed25519, too short", record: "v=DKIM1; k=ed25519; p={short}", status: check.Fail, ids: "fail dkim-key-invalid", word: "31 bytes"},
		{name: "Ed25519 key said to be RSA", record: "v=DKIM1; k=rsa; p={edx}", status: check.Fail, ids: "fail dkim-key-invalid", word: "Ed25519 key in X.509"},
		{name: "RSA key said to be Ed25519", record: "v=DKIM1; k=ed25519; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid", word: "an RSA key"},
		{name: "ECDSA key said to be RSA", record: "v=DKIM1; k=rsa; p={ec}", status: check.Fail, ids: "fail dkim-key-invalid", word: "ECDSA"},
		{name: "unknown key type", record: "v=DKIM1; k=ecdsa; p={ec}", status: check.Fail, ids: "fail dkim-key-invalid", word: `"ecdsa"`},
		{name: "key type in capitals", record: "v=DKIM1; k=RSA; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid", word: `"RSA"`, repaired: "v=DKIM1; k=rsa; p={2048}"},
		{name: "revoked", record: "v=DKIM1; p=", status: check.Fail, ids: "fail dkim-key-revoked"},
		{name: "revoked, spaces", record: "v=DKIM1; k=rsa; p= ; t=s", status: check.Fail, ids: "info dkim-strict, fail dkim-key-revoked"},
		{name: "no p", record: "v=DKIM1; k=rsa", status: check.Fail, ids: "fail dkim-key-invalid", word: `no tag "p"`},
		{name: "version with a point", record: "v=DKIM1.0; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid", bits: 2048, word: `"DKIM1.0"`, repaired: "v=DKIM1; p={2048}"},
		{name: "version in lower case", record: "v=dkim1; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid", bits: 2048, repaired: "v=DKIM1; p={2048}"},
		{name: "version 2", record: "v=DKIM2; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid", bits: 2048, repaired: "v=DKIM1; p={2048}"},
		{name: "version not first", record: "k=rsa; v=DKIM1; p={2048}", status: check.Warn, ids: "warn dkim-version-not-first", bits: 2048},
		{name: "a tag twice", record: "v=DKIM1; p={1024}; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid, warn dkim-key-weak", bits: 1024, word: "twice"},
		{name: "tag names are case-sensitive", record: "v=DKIM1; P={2048}", status: check.Fail, ids: "fail dkim-key-invalid", word: `no tag "p"`, repaired: "v=DKIM1; p={2048}"},
		{name: "testing", record: "v=DKIM1; t=y; p={2048}", status: check.Warn, ids: "warn dkim-testing", bits: 2048},
		{name: "testing and strict", record: "v=DKIM1; t=y:s; p={2048}", status: check.Warn, ids: "warn dkim-testing, info dkim-strict", bits: 2048},
		{name: "strict", record: "v=DKIM1; t= s ; p={2048}", status: check.Info, ids: "info dkim-strict", bits: 2048},
		{name: "unknown flag", record: "v=DKIM1; t=x; p={2048}", status: check.Pass, bits: 2048},
		{name: "sha256 only", record: "v=DKIM1; h=sha256; p={2048}", status: check.Pass, bits: 2048},
		{name: "both hashes", record: "v=DKIM1; h=sha1 : sha256; p={2048}", status: check.Pass, bits: 2048},
		{name: "sha1 only", record: "v=DKIM1; h=sha1; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid", bits: 2048, word: "sha1", repaired: "v=DKIM1; p={2048}"},
		{name: "service email", record: "v=DKIM1; s=email; p={2048}", status: check.Pass, bits: 2048},
		{name: "all services", record: "v=DKIM1; s=*; p={2048}", status: check.Pass, bits: 2048},
		{name: "other service", record: "v=DKIM1; s=tlsrpt; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid", bits: 2048, word: "tlsrpt", repaired: "v=DKIM1; p={2048}"},
		{name: "several services", record: "v=DKIM1; s=tlsrpt:email; p={2048}", status: check.Pass, bits: 2048},
		{name: "g", record: "v=DKIM1; g=*; p={2048}", status: check.Info, ids: "info dkim-obsolete-tag", bits: 2048},
		{name: "white space in the key", record: "v=DKIM1; p= {2048 spaced}", status: check.Pass, bits: 2048},
		{name: "quotes in the key", record: `v=DKIM1; k=rsa; p={2048 quoted}`, status: check.Fail, ids: "fail dkim-key-invalid", word: "quotes", repaired: "v=DKIM1; k=rsa; p={2048}"},
		{name: "quotes around everything", record: `"v=DKIM1; k=rsa; p={2048}"`, status: check.Fail, ids: "fail dkim-key-invalid, fail dkim-key-invalid", word: "quotes", repaired: "v=DKIM1; k=rsa; p={2048}"},
		{name: "backslashes before semicolons", record: `v=DKIM1\; k=rsa\; p={2048}`, status: check.Fail, ids: "fail dkim-key-invalid, fail dkim-key-invalid", word: "backslashes", repaired: "v=DKIM1; k=rsa; p={2048}"},
		{name: "PEM lines", record: "v=DKIM1; p=-----BEGIN PUBLIC KEY-----{2048}-----END PUBLIC KEY-----", status: check.Fail, ids: "fail dkim-key-invalid", word: "PEM", repaired: "v=DKIM1; p={2048}"},
		{name: "a zone file line", record: `s1._domainkey IN TXT ( "v=DKIM1; k=rsa; p={2048}" )`, status: check.Fail, ids: "fail dkim-key-invalid, fail dkim-key-invalid", repaired: "v=DKIM1; k=rsa; p={2048}"},
		{name: "no semicolons", record: "v=DKIM1 k=rsa p={2048}", status: check.Fail, ids: "fail dkim-key-invalid, fail dkim-key-invalid", repaired: "v=DKIM1; k=rsa; p={2048}"},
		{name: "padding lost", record: "v=DKIM1; k=ed25519; p={ed unpadded}", status: check.Fail, ids: "fail dkim-key-invalid", word: "base64", repaired: "v=DKIM1; k=ed25519; p={ed}"},
		{name: "cut off", record: "v=DKIM1; k=rsa; p={2048 half}", status: check.Fail, ids: "fail dkim-key-invalid", word: "missing"},
		{name: "not base64", record: "v=DKIM1; k=rsa; p=the key goes here!", status: check.Fail, ids: "fail dkim-key-invalid", word: "base64"},
		{name: "nothing between semicolons", record: "v=DKIM1;; p={2048}", status: check.Fail, ids: "fail dkim-key-invalid", bits: 2048, repaired: "v=DKIM1; p={2048}"},
	}
	keys := dkimKeys(t)
	half := keys["{2048}"][:100]
	keys["{2048 spaced}"] = half + " \t" + keys["{2048}"][100:]
	keys["{2048 quoted}"] = half + `" "` + keys["{2048}"][100:]
	keys["{2048 half}"] = keys["{2048}"][:200]
	keys["{ed unpadded}"] = strings.TrimRight(keys["{ed}"], "=")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, key := range keys {
				tt.record = strings.ReplaceAll(tt.record, name, key)
				tt.repaired = strings.ReplaceAll(tt.repaired, name, key)
			}
			zone := world(t, txt("s1._domainkey.example.com.", tt.record))
			res := check.DKIM(context.Background(), zone, check.DKIMQuery{Domain: "example.com", Selector: "s1"})
			data := res.Data.(*check.DKIMData)
			if res.Status != tt.status || ids(res) != tt.ids {
				t.Errorf("DKIM of %q: status %s, findings %q, want %s, %q", tt.record, res.Status, ids(res), tt.status, tt.ids)
			}
			if data.Bits != tt.bits {
				t.Errorf("bits = %d, want %d", data.Bits, tt.bits)
			}
			if data.Record != tt.record {
				t.Errorf("record = %q, want %q", data.Record, tt.record)
			}
			if tt.word != "" && !strings.Contains(firstText(res), tt.word) {
				t.Errorf("first finding is %q, want %q in it", firstText(res), tt.word)
			}
			if data.Repaired != tt.repaired {
				t.Errorf("repaired = %q, want %q", data.Repaired, tt.repaired)
			}
			wellFormed(t, res, zone)
			for _, f := range res.Findings {
				if f.Position >= len(f.Record) {
					t.Errorf("position %d of %q lies outside of its record", f.Position, f.Text)
				}
			}
		})
	}
}

func TestDKIMLookup(t *testing.T) {
	key := dkimKeys(t)["{2048}"]
	good := func(name string) string { return txt(name, "v=DKIM1; p="+key) }
	tests := []struct {
		name     string
		zone     string
		selector string // s1 where it is empty
		domain   string // example.com where it is empty
		status   check.Status
		ids      string
		word     string
	}{
		{name: "found", zone: good("s1._domainkey.example.com."), status: check.Pass},
		{name: "selector of two labels", zone: good("a.b._domainkey.example.com."), selector: "a.b", status: check.Pass},
		{name: "capitals", zone: good("s1._domainkey.example.com."), selector: "S1", domain: "EXAMPLE.com", status: check.Pass},
		{name: "U-labels", zone: good("s1._domainkey.xn--bcher-kva.example."), domain: "bücher.example", status: check.Pass},
		{name: "through a CNAME", zone: "s1._domainkey.example.com. CNAME s1.dkim.example.net.\n" + good("s1.dkim.example.net."), status: check.Pass},
		{name: "dangling CNAME", zone: "s1._domainkey.example.com. CNAME s1.dkim.example.net.", status: check.Fail, ids: "fail dkim-key-missing", word: "CNAME of s1.dkim.example.net"},
		{name: "CNAME to a name without TXT", zone: "s1._domainkey.example.com. CNAME s1.dkim.example.net.\ns1.dkim.example.net. A 192.0.2.1", status: check.Fail, ids: "fail dkim-key-missing", word: "NODATA"},
		{name: "CNAME loop", zone: "s1._domainkey.example.com. CNAME s1._domainkey.example.com.", status: check.Unknown, ids: "unknown dkim-dns-failure"},
		{name: "NXDOMAIN", zone: "example.com. A 192.0.2.1", status: check.Fail, ids: "fail dkim-key-missing", word: "no DKIM keys at all"},
		{name: "other selectors", zone: good("s2._domainkey.example.com."), status: check.Fail, ids: "fail dkim-key-missing", word: "other selectors"},
		{name: "NODATA", zone: good("x.s1._domainkey.example.com."), status: check.Fail, ids: "fail dkim-key-missing", word: "NODATA"},
		{name: "domain missing", zone: "example.net. A 192.0.2.1", status: check.Fail, ids: "fail dkim-key-missing", word: "the domain example.com does not exist"},
		{name: "domain appended twice", zone: good("s1._domainkey.example.com.example.com."), status: check.Fail, ids: "fail dkim-key-missing", word: "once too often"},
		{name: "SERVFAIL", zone: ";ndr fail s1._domainkey.example.com servfail", status: check.Unknown, ids: "unknown dkim-dns-failure"},
		{name: "REFUSED", zone: ";ndr fail s1._domainkey.example.com refused", status: check.Unknown, ids: "unknown dkim-dns-failure"},
		{name: "time-out", zone: ";ndr fail s1._domainkey.example.com timeout", status: check.Unknown, ids: "unknown dkim-dns-failure"},
		{name: "what is around fails", zone: ";ndr fail example.com servfail\n;ndr fail _domainkey.example.com servfail", status: check.Fail, ids: "fail dkim-key-missing"},
		{name: "wildcard SPF", zone: `*.example.com. TXT "v=spf1 -all"`, status: check.Fail, ids: "fail dkim-key-invalid", word: "wildcard"},
		{name: "DMARC in the wrong place", zone: `s1._domainkey.example.com. TXT "v=DMARC1; p=none"`, status: check.Fail, ids: "fail dkim-key-invalid"},
		{name: "two keys", zone: good("s1._domainkey.example.com.") + `s1._domainkey.example.com. TXT "v=DKIM1; p="`, status: check.Fail, ids: "warn dkim-multiple-records, fail dkim-key-revoked"},
		{name: "a key and another record", zone: good("s1._domainkey.example.com.") + `s1._domainkey.example.com. TXT "hello"`, status: check.Warn, ids: "warn dkim-multiple-records"},
		{name: "no selector", selector: "-", status: check.Unknown, ids: "unknown dkim-no-selector"},
		{name: "bad selector", selector: "a..b", status: check.Fail, ids: "fail dkim-name-invalid"},
		{name: "selector too long", selector: strings.Repeat("x", 64), status: check.Fail, ids: "fail dkim-name-invalid"},
		{name: "bad domain", domain: "example..com", status: check.Fail, ids: "fail dkim-name-invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := world(t, tt.zone)
			q := check.DKIMQuery{Domain: "example.com", Selector: "s1"}
			if tt.domain != "" {
				q.Domain = tt.domain
			}
			if tt.selector != "" {
				q.Selector = strings.Trim(tt.selector, "-")
			}
			res := check.DKIM(context.Background(), zone, q)
			if res.Status != tt.status || ids(res) != tt.ids {
				t.Errorf("DKIM(%+v) in\n%s= %s, %q, want %s, %q", q, tt.zone, res.Status, ids(res), tt.status, tt.ids)
			}
			if !strings.Contains(firstText(res), tt.word) {
				t.Errorf("first finding is %q, want %q in it", firstText(res), tt.word)
			}
			wellFormed(t, res, zone)
		})
	}
}

func TestParseTags(t *testing.T) {
	tags, errs := check.ParseTags(" v = DMARC1;p=a = b ;;x; 1=2;q=;")
	want := []check.Tag{
		{Name: "v", Value: "DMARC1", Pos: 1, ValuePos: 5},
		{Name: "p", Value: "a = b", Pos: 12, ValuePos: 14},
		{Name: "q", Value: "", Pos: 29, ValuePos: 31},
	}
	if !slices.Equal(tags, want) {
		t.Errorf("ParseTags = %+v, want %+v", tags, want)
	}
	var at []int
	for _, err := range errs {
		at = append(at, err.Pos)
	}
	if !slices.Equal(at, []int{21, 22, 25}) {
		t.Errorf("errors %v at %v, want 21, 22, 25", errs, at)
	}
}
