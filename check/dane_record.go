package check

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// A TLSARecord is what a mail server's certificate has to be, RFC 6698.
type TLSARecord struct {
	Usage    uint8  `json:"usage"`
	Selector uint8  `json:"selector"`
	Matching uint8  `json:"matching"`
	Data     string `json:"data"`
	// Usable says that a mail sender makes use of it (RFC 7672 section 3.1), and
	// Problem why not.
	Usable  bool   `json:"usable"`
	Problem string `json:"problem"`
	// Matches says whether the server's certificate fits, null where none was
	// looked at, or the record is not usable.
	Matches *bool `json:"matches"`
}

// String gives the record as it stands in a zone: "3 1 1 ab12...".
func (t TLSARecord) String() string {
	return fmt.Sprintf("%d %d %d %s", t.Usage, t.Selector, t.Matching, t.Data)
}

// The certificate usages (RFC 7218), of which mail knows the last two.
const (
	usagePKIXTA = 0
	usagePKIXEE = 1
	usageDANETA = 2
	usageDANEEE = 3
)

// newTLSA judges a record by itself.
func newTLSA(rr *dns.TLSA) TLSARecord {
	t := TLSARecord{Usage: rr.Usage, Selector: rr.Selector, Matching: rr.MatchingType, Data: lowerASCII(rr.Certificate)}
	t.Problem = t.problem()
	t.Usable = t.Problem == ""
	return t
}

// problem says why senders pass a record over, "" where they do not.
func (t *TLSARecord) problem() string {
	data, err := hex.DecodeString(t.Data)
	length := map[uint8]int{1: sha256.Size, 2: sha512.Size}[t.Matching]
	switch {
	case t.Usage == usagePKIXTA || t.Usage == usagePKIXEE:
		return fmt.Sprintf("the certificate usage %d has no meaning for mail (RFC 7672 section 3.1.3): 3 or 2 is meant", t.Usage)
	case t.Usage > usageDANEEE:
		return fmt.Sprintf("there is no certificate usage %d", t.Usage)
	case t.Selector > 1:
		return fmt.Sprintf("there is no selector %d: 0 is the certificate, 1 its key", t.Selector)
	case t.Matching > 2:
		return fmt.Sprintf("there is no matching type %d: 1 is SHA-256, 2 SHA-512", t.Matching)
	case err != nil || len(data) == 0:
		return "its data is not hexadecimal"
	case length > 0 && len(data) != length:
		return fmt.Sprintf("its digest has %d octets, and one of its matching type has %d", len(data), length)
	case t.Matching == 0 && t.Selector == 0:
		if _, err := x509.ParseCertificate(data); err != nil {
			return "its data is no certificate"
		}
	case t.Matching == 0:
		if _, err := x509.ParsePKIXPublicKey(data); err != nil {
			return "its data is no public key"
		}
	}
	return ""
}

// fits reports whether a certificate, or its key, is that of the record.
func (t *TLSARecord) fits(c *x509.Certificate) bool {
	data := c.Raw
	if t.Selector == 1 {
		data = c.RawSubjectPublicKeyInfo
	}
	switch t.Matching {
	case 1:
		sum := sha256.Sum256(data)
		data = sum[:]
	case 2:
		sum := sha512.Sum512(data)
		data = sum[:]
	}
	want, err := hex.DecodeString(t.Data)
	return err == nil && bytes.Equal(data, want)
}

// match reports whether what a server sent satisfies a usable record, and if
// not, why. DANE-EE looks at the server's own certificate alone, not at its
// names and dates (RFC 7672 section 3.1.1); DANE-TA wants the chain to lead to
// the certificate of the record, and a name that fits (section 3.1.2).
func (t *TLSARecord) match(d *TLSData, names []string, now time.Time) (ok bool, reason string) {
	if len(d.chain) == 0 {
		return false, "the server has no certificate"
	}
	leaf := d.chain[0]
	if t.Usage == usageDANEEE {
		if t.fits(leaf) {
			return true, ""
		}
		return false, "the certificate of the server is another one"
	}
	anchor := t.anchor(d.chain)
	switch {
	case anchor == nil && t.fits(leaf):
		return false, "the record is of the server's own certificate, for which the certificate usage is 3, not 2"
	case anchor == nil:
		return false, "no certificate that the server sends is that of the record, which has to be among them"
	}
	roots, inter := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(anchor)
	for i, c := range d.chain[1:] {
		if i < maxCerts {
			inter.AddCert(c)
		}
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: inter, CurrentTime: now}); err != nil {
		return false, "the chain to the certificate of the record does not verify: " + printable(strings.TrimPrefix(err.Error(), "x509: "), 150)
	}
	for _, name := range names {
		if leaf.VerifyHostname(name) == nil {
			return true, ""
		}
	}
	return false, fmt.Sprintf("the certificate is for %s, not for %s", certNames(leaf), strings.Join(names, " or "))
}

// anchor gives the certificate of a chain that is the record's. A record that
// holds a whole certificate has it itself (RFC 7671 section 5.2.2).
func (t *TLSARecord) anchor(chain []*x509.Certificate) *x509.Certificate {
	for _, c := range chain[1:] {
		if t.fits(c) {
			return c
		}
	}
	if t.Matching == 0 && t.Selector == 0 {
		if data, err := hex.DecodeString(t.Data); err == nil {
			if c, err := x509.ParseCertificate(data); err == nil {
				return c
			}
		}
	}
	return nil
}
