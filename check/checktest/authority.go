package checktest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// An Authority issues certificates for servers in tests, good ones and others.
type Authority struct {
	// Roots trust the authority: the Roots of a [check.Prober].
	Roots *x509.CertPool
	// Certificate is its own.
	Certificate *x509.Certificate
	key         crypto.Signer
}

// NewAuthority makes an authority that holds for two years on either side of now.
func NewAuthority() (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("checktest: key of the authority: %w", err)
	}
	now := time.Now()
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: now.AddDate(-2, 0, 0), NotAfter: now.AddDate(2, 0, 0), KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("checktest: certificate of the authority: %w", err)
	}
	a := &Authority{key: key, Roots: x509.NewCertPool()}
	if a.Certificate, err = x509.ParseCertificate(der); err != nil {
		return nil, fmt.Errorf("checktest: certificate of the authority: %w", err)
	}
	a.Roots.AddCert(a.Certificate)
	return a, nil
}

// An Issue says what certificate to make.
type Issue struct {
	// Names are the host names that it is for.
	Names []string
	// From and To are when it holds, from now; zero for yesterday and in 90 days.
	From, To time.Duration
	// SelfSigned has the certificate vouch for itself.
	SelfSigned bool
	// RSABits makes its key one of RSA, of this size, instead of ECDSA.
	RSABits int
	// SHA1 has it signed with the algorithm that is broken; it goes with RSABits
	// and SelfSigned.
	SHA1 bool
}

// Issue makes a certificate with its key, and the authority's own behind it
// unless it is self-signed.
func (a *Authority) Issue(i Issue) (*tls.Certificate, error) {
	var key crypto.Signer
	var err error
	if i.RSABits > 0 {
		key, err = rsa.GenerateKey(rand.Reader, i.RSABits)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return nil, fmt.Errorf("checktest: key: %w", err)
	}
	const day = 24 * time.Hour
	if i.From == 0 {
		i.From = -day
	}
	if i.To == 0 {
		i.To = 90 * day
	}
	now := time.Now()
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), DNSNames: i.Names,
		NotBefore: now.Add(i.From), NotAfter: now.Add(i.To), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	if len(i.Names) > 0 {
		tmpl.Subject.CommonName = i.Names[0]
	}
	if i.SHA1 {
		tmpl.SignatureAlgorithm = x509.SHA1WithRSA
	}
	parent, signer := a.Certificate, a.key
	if i.SelfSigned {
		parent, signer = tmpl, key
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent, key.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("checktest: certificate for %q: %w", i.Names, err)
	}
	c := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	if !i.SelfSigned {
		c.Certificate = append(c.Certificate, a.Certificate.Raw)
	}
	return c, nil
}
