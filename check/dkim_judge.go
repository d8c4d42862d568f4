package check

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A DKIMSignature is what became of one signature of a message.
type DKIMSignature struct {
	Domain   string `json:"domain"`
	Selector string `json:"selector"`
	// Result is one of DKIMPass and its like, Reason why it is not a pass, or
	// what is to be known of one.
	Result string `json:"result"`
	Reason string `json:"reason"`
	// Identity, Algorithm, Canonicalization and Signed are i=, a=, c= and the
	// field names of h=; Length is l=, -1 where the whole body is signed.
	Identity         string   `json:"identity"`
	Algorithm        string   `json:"algorithm"`
	Canonicalization string   `json:"canonicalization"`
	Signed           []string `json:"signed"`
	Length           int64    `json:"length"`
	// Created and Expires are t= and x=, null where there is none.
	Created *time.Time `json:"created"`
	Expires *time.Time `json:"expires"`
	// Header says whether the signed fields, and the body hash among them, are
	// those that were signed, Body the same of the body. They are empty where
	// that was not looked at.
	Header DKIMMatch `json:"header"`
	Body   DKIMMatch `json:"body"`
	// Change says what happened to the message after it was signed, where that
	// was found out, and Field which field it is about.
	Change DKIMChange `json:"change"`
	Field  string     `json:"field"`
	// Bits is the size of the key, 0 without one.
	Bits int `json:"bits"`
	// Findings are what is to be said of the signature itself.
	Findings []Finding `json:"-"`
}

// A DKIMMatch says whether a part of a message is as it was signed.
type DKIMMatch string

// The matches.
const (
	DKIMMatches DKIMMatch = "match"
	DKIMDiffers DKIMMatch = "differs"
	DKIMMissing DKIMMatch = "missing" // it is not there
	DKIMCut     DKIMMatch = "cut"     // it is not all there, so that it can't be told
)

// judge gives the outcome for one signature.
func (v *dkimVerifier) judge(i int) DKIMSignature {
	s := v.sigs[i]
	out := s.describe()
	a := v.answers[i]
	switch {
	case s.err != nil:
		out.Result, out.Reason = DKIMPermerror, s.err.Error()
		return out
	case s.skip:
		out.Result, out.Reason = DKIMNeutral, "not verified: nothing hangs on it"
		return out
	case i >= maxVerifications:
		out.Result, out.Reason = DKIMNeutral, fmt.Sprintf("not verified: it is beyond the first %d signatures", maxVerifications)
		return out
	case !a.Outcome.Known():
		out.Result, out.Reason = DKIMTemperror, "the key could not be looked up: "+why(a)
		return out
	case a.Outcome.Absent():
		out.Result, out.Reason = DKIMPermerror, fmt.Sprintf("there is no key at %s (%s)", a.Name, a.Outcome)
		return out
	}
	keys, problem := s.fitting(v.keys[i])
	if len(keys) == 0 {
		out.Result, out.Reason = DKIMPermerror, problem
		return out
	}
	if v.accepted[i] {
		out.Header, out.Body, out.Bits = DKIMMatches, DKIMMatches, keys[0].bits
	} else {
		v.compare(s, keys, &out)
	}
	out.conclude(s, v)
	out.remark(s, keys[0], v)
	return out
}

func (s *dkimSig) describe() DKIMSignature {
	out := DKIMSignature{
		Domain: s.domain, Selector: s.selector, Identity: printable(s.identity, 320), Algorithm: printable(s.algo, 40),
		Canonicalization: printable(string(s.header)+"/"+string(s.body), 40), Signed: s.names, Length: s.length,
	}
	if !s.created.IsZero() {
		out.Created = &s.created
	}
	if !s.expires.IsZero() {
		out.Expires = &s.expires
	}
	return out
}

// fitting gives the keys that the signature can be verified with, and without
// any, why the first is none.
func (s *dkimSig) fitting(keys []*dkimKey) (fit []*dkimKey, problem string) {
	problem = "the record in the place of the key is no DKIM key"
	for i, k := range keys {
		p := s.unfit(k)
		if p == "" {
			fit = append(fit, k)
		} else if i == 0 {
			problem = p
		}
	}
	return fit, problem
}

func (s *dkimSig) unfit(k *dkimKey) string {
	keyAlgo, _, _ := strings.Cut(s.algo, "-")
	for _, f := range k.findings {
		if f.Severity == Fail {
			return f.Text
		}
	}
	switch {
	case k.pub == nil:
		return "the key can't be read"
	case k.keyType != keyAlgo:
		return fmt.Sprintf("the signature is made with %s, and the key is for %s", s.algo, printable(k.keyType, 40))
	case slices.Contains(k.flags, "s") && !s.strictly():
		return fmt.Sprintf("the key demands (t=s) that i= has the very domain %s, and it is %s", s.domain, printable(s.identity, 80))
	}
	return ""
}

// compare finds out which of header and body are as they were signed.
func (v *dkimVerifier) compare(s *dkimSig, keys []*dkimKey, out *DKIMSignature) {
	out.Bits = keys[0].bits
	out.Header = DKIMDiffers
	digest := s.headerDigest(v.fields)
	for _, k := range keys {
		if verifyDigest(k.pub, digest, s.sig) {
			out.Header, out.Bits = DKIMMatches, k.bits
		}
	}
	if v.Extent == HeaderOnly {
		out.Body = DKIMMissing
	} else {
		v.compareBody(s, out)
	}
	if out.Header == DKIMDiffers {
		v.whyHeader(s, keys, out)
	}
}

func (v *dkimVerifier) compareBody(s *dkimSig, out *DKIMSignature) {
	sum := v.bodySum(s)
	switch {
	case bytes.Equal(sum.sum[:], s.bodyHash) && (s.length < 0 || sum.total >= s.length):
		out.Body = DKIMMatches
	case v.Extent == CutMessage || s.length > sum.total || looksCut(v.fields, v.body):
		out.Body = DKIMCut
	default:
		out.Body = DKIMDiffers
		if out.Header == DKIMMatches { // else the hash may be another's
			v.whyBody(s, out)
		}
	}
}

// headerDigest gives the hash that a signature signs: that of the fields of h=,
// and of its own field without b= (RFC 6376 section 3.7).
func (s *dkimSig) headerDigest(fields []signedField) [sha256.Size]byte {
	var b []byte
	for _, f := range pickSigned(fields, s.names) {
		b = append(s.header.appendField(b, f.raw), "\r\n"...)
	}
	return sha256.Sum256(s.appendUnsigned(b))
}

// verifyDigest reports whether sig signs a digest under a key.
func verifyDigest(pub crypto.PublicKey, digest [sha256.Size]byte, sig []byte) bool {
	switch pub := pub.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(pub, crypto.SHA256, digest[:], sig) == nil
	case ed25519.PublicKey:
		return ed25519.Verify(pub, digest[:], sig)
	}
	return false
}

// conclude makes a result of what was compared.
func (out *DKIMSignature) conclude(s *dkimSig, v *dkimVerifier) {
	expired := !s.expires.IsZero() && s.expires.Before(v.At)
	switch {
	case out.Header == DKIMDiffers:
		out.Result = DKIMFail
	case out.Body == DKIMDiffers:
		out.Result = DKIMFail
	case expired:
		out.Result, out.Change = DKIMFail, DKIMExpired
		out.Reason = fmt.Sprintf("the signature expired on %s, before %s", s.expires.Format(time.RFC3339), v.At.UTC().Format(time.RFC3339))
		return
	case out.Body == DKIMMissing:
		out.Result, out.Reason = DKIMNeutral, "the header is as it was signed; the body did not come back, so that it can't be verified"
	case out.Body == DKIMCut:
		out.Result, out.Reason = DKIMNeutral, "the header is as it was signed; the body is cut off, so that it can't be verified"
	default:
		out.Result = DKIMPass
	}
	if out.Result == DKIMFail && expired {
		out.Reason += "; the signature had expired too"
	}
}

// remark adds what is to be said of a signature besides.
func (out *DKIMSignature) remark(s *dkimSig, k *dkimKey, v *dkimVerifier) {
	note := func(severity Status, id, format string, args ...any) {
		out.Findings = append(out.Findings, finding(severity, id, fmt.Sprintf("the signature of %s: ", s.domain)+fmt.Sprintf(format, args...)))
	}
	if s.length >= 0 && v.Extent == WholeMessage {
		total := v.bodySum(s).total
		switch {
		case total > s.length:
			note(Warn, "dkim-body-length", "only the first %d of the %d bytes of the body are signed (l=): anything may have been added", s.length, total)
		case total == s.length:
			note(Info, "dkim-body-length", "it has the tag l=, with which text can be added to a message without breaking it")
		}
	}
	if !s.created.IsZero() && s.created.After(v.At.Add(10*time.Minute)) {
		note(Warn, "dkim-future", "it was made on %s, later than it is judged for: a clock is wrong", s.created.Format(time.RFC3339))
	}
	if slices.Contains(k.flags, "y") {
		note(Info, "dkim-testing", "its key says that the domain is only testing (t=y)")
	}
	var open []string
	for _, name := range []string{"subject", "to", "date"} { // of RFC 6376 section 5.4.1
		if countField(v.fields, name) > 0 && !slices.Contains(s.names, name) {
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		note(Info, "dkim-fields-unsigned", "it does not cover the fields %s, which anybody may change", strings.Join(open, ", "))
	}
	if n := countField(v.fields, "from"); n > 1 && count(s.names, "from") < n {
		note(Warn, "dkim-from-twice", "the message has %d From fields, and not all of them are signed", n)
	}
}

func countField(fields []signedField, name string) int {
	n := 0
	for _, f := range fields {
		if f.name == name {
			n++
		}
	}
	return n
}

func count(names []string, name string) int {
	n := 0
	for _, have := range names {
		if have == name {
			n++
		}
	}
	return n
}
