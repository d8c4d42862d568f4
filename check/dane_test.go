package check_test

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// tlsa gives the data of a TLSA record of a certificate.
func tlsa(usage, selector, matching int, der []byte) string {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	data := c.Raw
	if selector == 1 {
		data = c.RawSubjectPublicKeyInfo
	}
	switch matching {
	case 1:
		sum := sha256.Sum256(data)
		data = sum[:]
	case 2:
		sum := sha512.Sum512(data)
		data = sum[:]
	}
	return fmt.Sprintf("%d %d %d %s", usage, selector, matching, hex.EncodeToString(data))
}

// daneZone has one mail host with the TLSA records, all proven by DNSSEC.
func daneZone(records ...string) string {
	zone := ";ndr secure .\nexample.net. MX 10 mx.example.net.\nmx.example.net. A 203.0.113.25\n"
	for _, r := range records {
		zone += "_25._tcp.mx.example.net. TLSA " + r + "\n"
	}
	return zone
}

// TestDANELive holds records against the certificate of a live server: RFC 6698
// section 2.1, RFC 7671 section 5, RFC 7672 section 3.
func TestDANELive(t *testing.T) {
	ca := newCA(t)
	good, other := ca.good(t, "mx.example.net"), ca.good(t, "mx.example.net")
	expired := ca.expired(t, "mx.example.net")
	named := ca.good(t, "other.example.org")
	self := ca.self(t, "mx.example.net")
	ofDomain := ca.good(t, "example.net")
	leaf, root := good.Certificate[0], ca.Certificate.Raw
	tests := []struct {
		name    string
		cert    *tls.Certificate
		records []string
		status  check.Status
		ids     string
		result  check.DANEResult
	}{
		{"3 1 1", good, []string{tlsa(3, 1, 1, leaf)}, check.Pass, "", check.DANEMatch},
		{"3 0 1", good, []string{tlsa(3, 0, 1, leaf)}, check.Pass, "", check.DANEMatch},
		{"3 1 2", good, []string{tlsa(3, 1, 2, leaf)}, check.Pass, "", check.DANEMatch},
		{"3 0 0", good, []string{tlsa(3, 0, 0, leaf)}, check.Pass, "", check.DANEMatch},
		{"3 1 0", good, []string{tlsa(3, 1, 0, leaf)}, check.Pass, "", check.DANEMatch},
		{"3 1 1 of another key", good, []string{tlsa(3, 1, 1, other.Certificate[0])}, check.Fail, "fail dane-mismatch", check.DANEFails},
		{"3 1 1 of the authority", good, []string{tlsa(3, 1, 1, root)}, check.Fail, "fail dane-mismatch", check.DANEFails},
		{"3 0 1 with selector 1 meant", good, []string{strings.Replace(tlsa(3, 1, 1, leaf), "3 1 1", "3 0 1", 1)}, check.Fail, "fail dane-mismatch", check.DANEFails},
		{"3 looks at no dates", expired, []string{tlsa(3, 1, 1, expired.Certificate[0])}, check.Pass, "", check.DANEMatch},
		{"3 looks at no names", named, []string{tlsa(3, 1, 1, named.Certificate[0])}, check.Pass, "", check.DANEMatch},
		{"3 wants no authority", self, []string{tlsa(3, 1, 1, self.Certificate[0])}, check.Pass, "", check.DANEMatch},
		{"2 0 1", good, []string{tlsa(2, 0, 1, root)}, check.Pass, "", check.DANEMatch},
		{"2 1 1", good, []string{tlsa(2, 1, 1, root)}, check.Pass, "", check.DANEMatch},
		{"2 for the domain's name", ofDomain, []string{tlsa(2, 0, 1, root)}, check.Pass, "", check.DANEMatch},
		{"2 looks at dates", expired, []string{tlsa(2, 0, 1, root)}, check.Fail, "fail dane-mismatch", check.DANEFails},
		{"2 looks at names", named, []string{tlsa(2, 0, 1, root)}, check.Fail, "fail dane-mismatch", check.DANEFails},
		{"2 of another authority", good, []string{tlsa(2, 0, 1, newCA(t).Certificate.Raw)}, check.Fail, "fail dane-mismatch", check.DANEFails},
		{"2 of an authority that is not sent", &tls.Certificate{Certificate: [][]byte{leaf}, PrivateKey: good.PrivateKey}, []string{tlsa(2, 0, 1, root)}, check.Fail, "fail dane-mismatch", check.DANEFails},
		{"2 0 0 has the authority itself", &tls.Certificate{Certificate: [][]byte{leaf}, PrivateKey: good.PrivateKey}, []string{tlsa(2, 0, 0, root)}, check.Pass, "", check.DANEMatch},
		{"rollover", good, []string{tlsa(3, 1, 1, other.Certificate[0]), tlsa(3, 1, 1, leaf)}, check.Info, "info dane-rollover", check.DANEMatch},
		{"two that do not fit", good, []string{tlsa(3, 1, 1, other.Certificate[0]), tlsa(2, 1, 1, leaf)}, check.Fail, "fail dane-mismatch", check.DANEFails},
		{"usage 1 beside", good, []string{tlsa(1, 1, 1, leaf), tlsa(3, 1, 1, leaf)}, check.Warn, "warn dane-unusable", check.DANEMatch},
		{"usage 1 alone", good, []string{tlsa(1, 1, 1, leaf)}, check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"no TLS", nil, []string{tlsa(3, 1, 1, leaf)}, check.Fail, "fail dane-no-tls", check.DANEFails},
		{"no TLS, nothing usable", nil, []string{tlsa(1, 1, 1, leaf)}, check.Fail, "warn dane-unusable, warn dane-none-usable, fail dane-no-tls", check.DANEFails},
		{"no records", good, nil, check.Info, "info dane-missing", check.DANENone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := &checktest.MailServer{Cert: tt.cert}
			d := &checktest.Routes{To: map[string]string{"203.0.113.25:25": start(t, f)}}
			zone := world(t, daneZone(tt.records...))
			res := check.DANE(t.Context(), zone, check.DANEQuery{Domain: "example.net", Prober: &check.Prober{Dialer: d}})
			wellFormed(t, res, zone)
			h := res.Data.(*check.DANEData).Hosts[0]
			if res.Status != tt.status || ids(res) != tt.ids || h.Result != tt.result {
				t.Errorf("%s, %s, %s\n%s\nwant %s, %s, %s", res.Status, ids(res), h.Result, texts(res), tt.status, tt.ids, tt.result)
			}
			if tt.cert != nil && len(tt.records) > 0 && h.Suggested != tlsa(3, 1, 1, tt.cert.Certificate[0]) {
				t.Errorf("suggested %q", h.Suggested)
			}
			if len(tt.records) == 0 && len(d.Dialed()) > 0 {
				t.Errorf("dialled %v without a record to compare", d.Dialed())
			}
		})
	}
}

// TestDANERecords looks at DNS alone.
func TestDANERecords(t *testing.T) {
	const digest = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	ok := "3 1 1 " + digest
	insecure := strings.TrimPrefix(daneZone(ok), ";ndr secure .\n")
	tests := []struct {
		name, zone string
		status     check.Status
		ids        string
		result     check.DANEResult
	}{
		{"good", daneZone(ok), check.Pass, "", check.DANEPresent},
		{"none", daneZone(), check.Info, "info dane-missing", check.DANENone},
		{"usage 0", daneZone("0 0 1 " + digest), check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"usage 255", daneZone("255 1 1 " + digest), check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"selector 2", daneZone("3 2 1 " + digest), check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"matching type 3", daneZone("3 1 3 " + digest), check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"digest too short", daneZone("3 1 1 aabb"), check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"digest of the other length", daneZone("3 1 2 " + digest), check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"no certificate", daneZone("3 0 0 " + digest), check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"no key", daneZone("3 1 0 " + digest), check.Warn, "warn dane-unusable, warn dane-none-usable", check.DANEEncrypt},
		{"one usable", daneZone("0 0 1 "+digest, ok), check.Warn, "warn dane-unusable", check.DANEPresent},
		{"upper case", daneZone("3 1 1 " + strings.ToUpper(digest)), check.Pass, "", check.DANEPresent},
		{"resolver without DNSSEC", insecure, check.Unknown, "unknown dane-unproven", check.DANEPresent},
		{"zone without DNSSEC", insecure + ";ndr secure example.org\n. NS a.example.\n;ndr secure .root\n", check.Unknown, "unknown dane-unproven", check.DANEPresent},
		{"MX without DNSSEC", strings.Replace(insecure, "MX 10 mx.example.net.", "MX 10 mx.secure.example.", 1) + ";ndr secure secure.example\nmx.secure.example. A 203.0.113.25\n_25._tcp.mx.secure.example. TLSA " + ok + "\n", check.Warn, "warn dane-mx-not-secure", check.DANEPresent},
		{"records without DNSSEC", ";ndr secure example.net\nexample.net. MX 10 mx.open.example.\nmx.open.example. A 203.0.113.25\n_25._tcp.mx.open.example. TLSA " + ok + "\n", check.Fail, "fail dane-not-secure", check.DANEInsecure},
		{"records bogus", daneZone(ok) + ";ndr fail _25._tcp.mx.example.net bogus\n", check.Fail, "fail dane-lookup-bogus", check.DANEUnresolved},
		{"records SERVFAIL", daneZone(ok) + ";ndr fail _25._tcp.mx.example.net servfail\n", check.Unknown, "unknown dane-dns-failure", check.DANEUnresolved},
		{"TLSA through a CNAME", daneZone() + "_25._tcp.mx.example.net. CNAME _tlsa.example.net.\n_tlsa.example.net. TLSA " + ok + "\n", check.Pass, "", check.DANEPresent},
		{"host is an alias", ";ndr secure .\nexample.net. MX 10 mx.example.net.\nmx.example.net. CNAME mx.host.example.\nmx.host.example. A 203.0.113.25\n_25._tcp.mx.host.example. TLSA " + ok + "\n", check.Pass, "", check.DANEPresent},
		{"second host without", daneZone(ok) + "example.net. MX 20 mx2.example.net.\nmx2.example.net. A 203.0.113.26\n", check.Warn, "warn dane-partly", check.DANEPresent},
	}
	for _, tt := range tests {
		zone := world(t, tt.zone)
		res := check.DANE(t.Context(), zone, check.DANEQuery{Domain: "example.net"})
		wellFormed(t, res, zone)
		h := res.Data.(*check.DANEData).Hosts[0]
		if res.Status != tt.status || ids(res) != tt.ids || h.Result != tt.result {
			t.Errorf("%s: %s, %s, %s\n%s\nwant %s, %s, %s", tt.name, res.Status, ids(res), h.Result, texts(res), tt.status, tt.ids, tt.result)
		}
	}
	for name, zone := range map[string]string{"null MX": "example.net. MX 0 .\n", "no domain": ""} {
		if res := check.DANE(t.Context(), world(t, zone), check.DANEQuery{Domain: "example.net"}); res.Status != check.Info || ids(res) != "info dane-no-host" {
			t.Errorf("%s: %s, %s", name, res.Status, ids(res))
		}
	}
	for domain, want := range map[string]string{"a b": "fail dane-domain-invalid", "broken.example": "unknown dane-dns-failure", "bogus.example": "fail dane-lookup-bogus"} {
		res := check.DANE(t.Context(), world(t, ";ndr fail broken.example servfail\n;ndr fail bogus.example bogus\n"), check.DANEQuery{Domain: domain})
		if ids(res) != want {
			t.Errorf("%s: %s, want %s", domain, ids(res), want)
		}
	}
}

// TestDANEHost looks at one host, on another port.
func TestDANEHost(t *testing.T) {
	zone := world(t, ";ndr secure .\nmx.example.net. A 203.0.113.25\n_587._tcp.mx.example.net. TLSA 3 1 1 "+strings.Repeat("ab", 32)+"\n")
	res := check.DANE(t.Context(), zone, check.DANEQuery{Host: "mx.example.net", Port: 587})
	if h := res.Data.(*check.DANEData).Hosts; res.Status != check.Pass || len(h) != 1 || h[0].Base != "_587._tcp.mx.example.net" || h[0].Result != check.DANEPresent {
		t.Errorf("%s %s %+v", res.Status, ids(res), h)
	}
}
