package check

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
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

// maxVerifications bounds the signatures of one message that are verified, and
// maxSignatures those that are listed.
const (
	maxVerifications = 8
	maxSignatures    = 100
)

// A SignedMessage is a message whose signatures are to be verified, or what is
// left of one. Line ends may be LF or CRLF.
type SignedMessage struct {
	Text   []byte
	Extent Extent
	// At is the time as of which the signatures are judged, such as that of the
	// bounce which returned the message; now where it is zero.
	At time.Time
	// Only says of which signing domains the signatures are verified, nil for
	// all; no key is looked up for the others.
	Only func(domain string) bool
}

// An Extent says how much of a message is there.
type Extent string

// The extents.
const (
	WholeMessage Extent = ""
	HeaderOnly   Extent = "header"
	CutMessage   Extent = "cut" // the header, and the body up to somewhere
)

// VerifyDKIM verifies the signatures of a whole message (RFC 6376 section 6),
// in the order of its header, as they were at a time: [VerifySigned] for the
// usual case.
func VerifyDKIM(ctx context.Context, r Resolver, message []byte, at time.Time) []DKIMSignature {
	return VerifySigned(ctx, r, SignedMessage{Text: message, At: at})
}

// VerifySigned verifies the signatures of a message, or of what is left of it,
// in the order of its header: there is one result for each DKIM-Signature
// field, of the first 100.
//
// What go-msgauth accepts is verified, unless the key demands more (t=s). Where
// it does not accept a signature, or has not all of the message, header and body
// are looked at one by one, and for what was changed: it judges expiry against
// now and not as of At, never takes l=, compares i= and d= by case and without
// undoing quoted-printable, and takes "b=" for the signature wherever it stands.
func VerifySigned(ctx context.Context, r Resolver, m SignedMessage) []DKIMSignature {
	v := newDKIMVerifier(m)
	v.lookUp(ctx, newAsker(r, maxVerifications))
	v.tryLibrary()
	out := make([]DKIMSignature, 0, len(v.sigs))
	for i := range v.sigs {
		out = append(out, v.judge(i))
	}
	return out
}

// A dkimVerifier is the verifying of one message.
type dkimVerifier struct {
	SignedMessage
	fields []signedField
	body   []byte
	sigs   []*dkimSig
	// answers are those for the keys of sigs, keys what they hold.
	answers []Answer
	keys    [][]*dkimKey
	// accepted are the signatures that go-msgauth found to be valid.
	accepted []bool
	bodies   map[bodyForm]bodySum
	guesses  int // how many there were, see whyHeader
}

// A bodyForm is what the hash of a body depends on.
type bodyForm struct {
	canon  canonicalization
	length int64
}

func newDKIMVerifier(m SignedMessage) *dkimVerifier {
	if m.At.IsZero() {
		m.At = time.Now()
	}
	// Some systems put an empty line before what they return.
	m.Text = bytes.TrimLeft(m.Text, "\r\n")
	v := &dkimVerifier{SignedMessage: m, bodies: map[bodyForm]bodySum{}}
	v.fields, v.body = splitHeader(m.Text)
	for _, f := range v.fields {
		if f.name == "dkim-signature" && len(v.sigs) < maxSignatures {
			v.sigs = append(v.sigs, parseDKIMSig(f))
		}
	}
	v.answers = make([]Answer, len(v.sigs))
	v.keys = make([][]*dkimKey, len(v.sigs))
	v.accepted = make([]bool, len(v.sigs))
	return v
}

// lookUp asks for the keys of all signatures that can be valid, at once.
func (v *dkimVerifier) lookUp(ctx context.Context, ask *asker) {
	var questions []askFor
	var of []int
	for i, s := range v.sigs[:min(len(v.sigs), maxVerifications)] {
		name, err := s.keyName()
		if err != nil {
			s.refuse("its d= and s= make no domain name")
		}
		s.skip = v.Only != nil && !v.Only(s.domain)
		if s.err == nil && !s.skip {
			questions, of = append(questions, askFor{escapeName(name), dns.TypeTXT}), append(of, i)
		}
	}
	for j, a := range ask.all(ctx, questions) {
		v.answers[of[j]] = a
		v.keys[of[j]] = dkimKeysIn(txtTexts(a))
	}
}

// dkimKeysIn gives the keys among TXT records.
func dkimKeysIn(texts []string) []*dkimKey {
	var keys []*dkimKey
	for _, text := range texts {
		if looksLikeDKIM(text) && len(keys) < maxVerifications {
			keys = append(keys, parseDKIMKey(text))
		}
	}
	return keys
}

// tryLibrary has go-msgauth verify a message that is whole.
func (v *dkimVerifier) tryLibrary() {
	worth := false
	for i := range v.sigs[:min(len(v.sigs), maxVerifications)] {
		worth = worth || len(v.keys[i]) > 0
	}
	if v.Extent != WholeMessage || !worth {
		return
	}
	var r io.Reader = bytes.NewReader(v.Text)
	if v.body == nil {
		r = io.MultiReader(r, bytes.NewReader([]byte("\r\n\r\n")))
	}
	vs, err := dkim.VerifyWithOptions(r, &dkim.VerifyOptions{LookupTXT: v.keyRecord, MaxVerifications: maxVerifications})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return
	}
	for i, found := range vs {
		v.accepted[i] = found.Err == nil
	}
}

// keyRecord answers go-msgauth's question for a key from what was looked up. It
// takes no name with more than one record, and tells a key that is not there
// from a lookup that failed by the kind of *net.DNSError.
func (v *dkimVerifier) keyRecord(name string) ([]string, error) {
	for i, s := range v.sigs {
		if s.selector+"._domainkey."+s.domain == lowerASCII(name) && len(v.keys[i]) == 1 {
			return []string{v.keys[i][0].record}, nil
		}
	}
	return nil, &net.DNSError{Err: "no single key", Name: name, IsNotFound: true}
}

// bodySum gives the hash of the body for a signature.
func (v *dkimVerifier) bodySum(s *dkimSig) bodySum {
	form := bodyForm{s.body, s.length}
	sum, done := v.bodies[form]
	if !done {
		sum = hashBody(s.body, v.body, s.length)
		v.bodies[form] = sum
	}
	return sum
}
