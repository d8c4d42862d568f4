package check

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// TLSData is what a server's TLS is made of.
type TLSData struct {
	Version string `json:"version"`
	Cipher  string `json:"cipher"`
	// ServerName is the name that the certificate was judged against, empty
	// where none was known.
	ServerName string `json:"server_name"`
	// Verified says that the certificate leads to a trusted authority, is for
	// ServerName, and holds today.
	Verified bool `json:"verified"`
	// Problems say what is wrong, each with the id of a finding of the check
	// SMTP.
	Problems []TLSProblem `json:"problems"`
	// Certificates are those that the server sent, its own first.
	Certificates []TLSCertificate `json:"certificates"`
	// TLSA is the record data to publish for DANE of this certificate's key
	// (RFC 7672 section 3.1.1), "3 1 1" and a digest.
	TLSA string `json:"tlsa"`

	chain []*x509.Certificate
}

// A TLSProblem is one thing that is wrong with TLS or a certificate.
type TLSProblem struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// A TLSCertificate is what a certificate says.
type TLSCertificate struct {
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Names     []string  `json:"names"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	// Key is "rsa", "ecdsa" or "ed25519", Bits its size.
	Key        string `json:"key"`
	Bits       int    `json:"bits"`
	Signature  string `json:"signature"`
	SelfSigned bool   `json:"self_signed"`
	SHA256     string `json:"sha256"`
}

// Sizes and times from which on a certificate is worth a remark.
const (
	minRSABits = 2048
	minECBits  = 224
	certSoon   = 14 * 24 * time.Hour
	maxCerts   = 10
	maxNames   = 50
)

// judgeTLS says what is wrong with a connection's TLS, for a server of a name.
func judgeTLS(state *tls.ConnectionState, name string, roots *x509.CertPool, now time.Time) *TLSData {
	d := &TLSData{
		Version: tls.VersionName(state.Version), Cipher: tls.CipherSuiteName(state.CipherSuite), ServerName: name,
		Problems: []TLSProblem{}, Certificates: []TLSCertificate{}, chain: state.PeerCertificates,
	}
	if state.Version < tls.VersionTLS12 {
		d.problem(SMTPTLSOld, "the newest version that the server has is %s, which RFC 8996 forbids", d.Version)
	}
	for _, s := range tls.InsecureCipherSuites() {
		if s.ID == state.CipherSuite {
			d.problem(SMTPTLSWeakCipher, "the server chose the weak cipher %s", s.Name)
		}
	}
	for i, c := range d.chain {
		if i < maxCerts {
			d.Certificates = append(d.Certificates, describe(c))
		}
	}
	if len(d.chain) == 0 {
		d.problem(SMTPCertUntrusted, "the server has no certificate")
		return d
	}
	d.judgeCertificate(roots, now)
	return d
}

func (d *TLSData) problem(id, format string, args ...any) {
	d.Problems = append(d.Problems, TLSProblem{id, fmt.Sprintf(format, args...)})
}

// judgeCertificate looks at dates, name, chain and strength, each by itself:
// an expired certificate may be for another name too.
func (d *TLSData) judgeCertificate(roots *x509.CertPool, now time.Time) {
	leaf := d.chain[0]
	spki := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	d.TLSA = "3 1 1 " + hex.EncodeToString(spki[:])
	broken := false
	at := now
	switch {
	case now.After(leaf.NotAfter):
		broken, at = true, leaf.NotAfter.Add(-time.Second)
		d.problem(SMTPCertExpired, "the certificate expired on %s, %s ago", day(leaf.NotAfter), days(now.Sub(leaf.NotAfter)))
	case now.Before(leaf.NotBefore):
		broken, at = true, leaf.NotBefore.Add(time.Second)
		d.problem(SMTPCertNotYetValid, "the certificate is valid from %s on only", day(leaf.NotBefore))
	}
	if d.ServerName != "" {
		if err := leaf.VerifyHostname(d.ServerName); err != nil {
			broken = true
			d.problem(SMTPCertName, "the certificate is for %s, not for %s", certNames(leaf), d.ServerName)
		}
	}
	if id, text := chainProblem(d.chain, roots, at); id != "" {
		broken = true
		d.problem(id, "%s", text)
	}
	d.Verified = !broken && d.ServerName != ""
	if left := leaf.NotAfter.Sub(now); left > 0 && left < certSoon {
		d.problem(SMTPCertExpiresSoon, "the certificate expires on %s, in %s", day(leaf.NotAfter), days(left))
	}
	switch kind, bits := keySize(leaf); {
	case kind == "rsa" && bits < minRSABits, kind == "ecdsa" && bits < minECBits:
		d.problem(SMTPCertWeakKey, "the certificate's key is weak: %s with %d bits", strings.ToUpper(kind), bits)
	case kind == "":
		d.problem(SMTPCertWeakKey, "the certificate's key is of an outdated kind (%s)", leaf.PublicKeyAlgorithm)
	}
	switch leaf.SignatureAlgorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		d.problem(SMTPCertWeakSignature, "the certificate is signed with the broken algorithm %s", leaf.SignatureAlgorithm)
	}
}

// chainProblem verifies that a chain leads to a trusted authority at a time.
func chainProblem(chain []*x509.Certificate, roots *x509.CertPool, at time.Time) (id, text string) {
	leaf := chain[0]
	inter := x509.NewCertPool()
	for i, c := range chain[1:] {
		if i < maxCerts {
			inter.AddCert(c)
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: inter, CurrentTime: at})
	var invalid x509.CertificateInvalidError
	switch {
	case err == nil:
		return "", ""
	case selfSigned(leaf):
		return SMTPCertSelfSigned, "the certificate is self-signed: no authority vouches for it"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return SMTPCertExpired, fmt.Sprintf("a certificate of the chain, %s, is out of date", printable(invalid.Cert.Subject.String(), 100))
	case errors.As(err, &invalid):
		return SMTPCertUntrusted, "the certificate may not be used so: " + printable(strings.TrimPrefix(err.Error(), "x509: "), 150)
	case len(chain) == 1:
		return SMTPCertUntrusted, fmt.Sprintf("no trusted authority is known by the name %q, which issued the certificate; the server sends no intermediate certificate, which may be what is missing", printable(leaf.Issuer.String(), 100))
	}
	return SMTPCertUntrusted, fmt.Sprintf("the certificate leads to %q, which is no trusted authority", printable(chain[len(chain)-1].Issuer.String(), 100))
}

// selfSigned reports whether a certificate vouches for itself.
func selfSigned(c *x509.Certificate) bool {
	return bytes.Equal(c.RawIssuer, c.RawSubject) && c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

func describe(c *x509.Certificate) TLSCertificate {
	sum := sha256.Sum256(c.Raw)
	d := TLSCertificate{
		Subject: printable(c.Subject.String(), 200), Issuer: printable(c.Issuer.String(), 200), Names: []string{},
		NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(), Signature: c.SignatureAlgorithm.String(),
		SelfSigned: selfSigned(c), SHA256: hex.EncodeToString(sum[:]),
	}
	for i, n := range c.DNSNames {
		if i < maxNames {
			d.Names = append(d.Names, printable(n, 253))
		}
	}
	for i, ip := range c.IPAddresses {
		if i < maxNames {
			d.Names = append(d.Names, ip.String())
		}
	}
	d.Key, d.Bits = keySize(c)
	return d
}

// keySize gives the kind of a key, "" for an outdated one, and its size.
func keySize(c *x509.Certificate) (kind string, bits int) {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return "rsa", k.N.BitLen()
	case *ecdsa.PublicKey:
		return "ecdsa", k.Curve.Params().BitSize
	case ed25519.PublicKey:
		return "ed25519", 256
	}
	return "", 0
}

// certNames gives the names that a certificate is for, the first few.
func certNames(c *x509.Certificate) string {
	names := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	const shown = 4
	switch {
	case len(names) == 0 && c.Subject.CommonName != "":
		return fmt.Sprintf("no host name (only a common name, %s)", printable(c.Subject.CommonName, 100))
	case len(names) == 0:
		return "no host name"
	case len(names) > shown:
		return printable(strings.Join(names[:shown], ", "), 300) + fmt.Sprintf(" and %d more", len(names)-shown)
	}
	return printable(strings.Join(names, ", "), 300)
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

func days(d time.Duration) string {
	n := int(d / (24 * time.Hour))
	switch n {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
