package check

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/miekg/dns"
)

// The results of verifying a signature, RFC 8601 section 2.7.1. A signature
// whose key could not be looked up is temperror; one that says nothing about
// the message as it is here is neutral.
const (
	DKIMPass      = "pass"
	DKIMFail      = "fail"
	DKIMPermerror = "permerror"
	DKIMTemperror = "temperror"
	DKIMNeutral   = "neutral"
)

// maxVerifications bounds the signatures of one message that are verified.
const maxVerifications = 8

// VerifyDKIM verifies the signatures of a whole message (RFC 6376 section 6),
// in the order of its header, as they were at a time: a signature that has
// expired since is neutral. Line ends may be LF or CRLF.
func VerifyDKIM(ctx context.Context, r Resolver, message []byte, at time.Time) []DKIMSignature {
	vs, err := dkim.VerifyWithOptions(bytes.NewReader(withCRLF(message)), &dkim.VerifyOptions{
		LookupTXT:        func(name string) ([]string, error) { return lookupKey(ctx, r, name) },
		MaxVerifications: maxVerifications,
	})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) && !errors.Is(err, io.EOF) {
		return nil
	}
	sigs := make([]DKIMSignature, 0, len(vs))
	for _, v := range vs {
		result, reason := dkimResult(v, at)
		sigs = append(sigs, DKIMSignature{Domain: strings.ToLower(v.Domain), Result: result, Reason: reason})
	}
	return sigs
}

// dkimResult names the outcome of a verification.
// QUIRK(go-msgauth): expiry is judged against now, and l= is never verified.
func dkimResult(v *dkim.Verification, at time.Time) (result, reason string) {
	switch {
	case v.Err == nil:
		return DKIMPass, ""
	case dkim.IsTempFail(v.Err):
		result = DKIMTemperror
	case strings.Contains(v.Err.Error(), "has expired"):
		if v.Expiration.After(at) {
			return DKIMNeutral, "the signature has expired since"
		}
		result = DKIMFail
	case strings.Contains(v.Err.Error(), "body length"), strings.Contains(v.Err.Error(), "insecure"):
		result = DKIMNeutral
	case dkim.IsPermFail(v.Err):
		result = DKIMPermerror
	default:
		result = DKIMFail
	}
	return result, strings.TrimPrefix(v.Err.Error(), "dkim: ")
}

// lookupKey answers go-msgauth's question; it tells a key that is not there
// from a lookup that failed by the kind of *net.DNSError.
func lookupKey(ctx context.Context, r Resolver, name string) ([]string, error) {
	a := r.Lookup(ctx, name, dns.TypeTXT)
	switch {
	case a.Outcome == Answered:
		return txtTexts(a), nil
	case a.Outcome.Absent():
		return nil, &net.DNSError{Err: a.Outcome.String(), Name: name, IsNotFound: true}
	}
	return nil, &net.DNSError{Err: a.Outcome.String() + " " + a.Reason, Name: name, IsTemporary: true, IsTimeout: a.Outcome == Timeout}
}

// withCRLF gives a message the line ends that it was signed with.
func withCRLF(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))
}
