package check

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"slices"
	"strings"
	"unicode"
)

// A DKIMChange is what happened to a message after it was signed.
type DKIMChange string

// The changes that can be told, and for what can't be told more of,
// DKIMHeaderChanged and DKIMBodyChanged.
const (
	DKIMFooter        DKIMChange = "footer"          // text was added behind the body
	DKIMFromQuoted    DKIMChange = "from-quoted"     // "From " at the beginning of a line became ">From "
	DKIMDotsStuffed   DKIMChange = "dots"            // dots of the SMTP transparency were left in
	DKIMReencoded     DKIMChange = "re-encoded"      // 8-bit text became quoted-printable
	DKIMBodyChanged   DKIMChange = "body"            // some other change of the body
	DKIMSubjectTag    DKIMChange = "subject-tag"     // something was put before the subject
	DKIMFieldAdded    DKIMChange = "field-added"     // a field was added that was signed as not there
	DKIMFieldRewrote  DKIMChange = "field-rewritten" // a field got another value
	DKIMFieldRefolded DKIMChange = "field-refolded"  // the lines of a field were broken otherwise
	DKIMHeaderChanged DKIMChange = "header"          // some other change of the signed fields
	DKIMOtherKey      DKIMChange = "key"             // the signature was made with another key
	DKIMExpired       DKIMChange = "expired"         // nothing, but time has passed
)

// maxGuessed and maxGuessedFields bound the header with which changes are tried,
// and maxGuesses how many are, for all signatures together.
const (
	maxGuessed       = 32 << 10
	maxGuessedFields = 400
	maxGuesses       = 200
)

// whyHeader finds out why the signed fields do not match: the usual changes are
// undone, one at a time. An RSA signature tells the hash that was signed, so
// that a changed header can be told from another key.
func (v *dkimVerifier) whyHeader(s *dkimSig, keys []*dkimKey, out *DKIMSignature) {
	is, known, readable := signedBy(keys, s.sig)
	if known && !readable {
		out.Change, out.Reason = DKIMOtherKey, "the signature was not made with the key that is published now: the key was changed, or the signature is damaged"
		return
	}
	out.Change, out.Reason = DKIMHeaderChanged, "the signed fields are not those that were signed: "+strings.Join(distinct(s.names), ", ")
	if known {
		out.Reason = "the signature was made with the published key, but a signed field was changed since; signed are " + strings.Join(distinct(s.names), ", ")
	}
	size := 0
	for _, f := range pickSigned(v.fields, s.names) {
		size += len(f.raw)
	}
	if size > maxGuessed || len(v.fields) > maxGuessedFields {
		return
	}
	for g := range s.guesses(v.fields) {
		if v.guesses++; v.guesses > maxGuesses {
			return
		}
		if is(s.headerDigest(g.fields)) {
			out.Change, out.Field, out.Reason = g.change, g.field, g.text
			return
		}
	}
}

// signedBy gives a function that reports whether a digest is the one that was
// signed with one of the keys. The digest can be read from an RSA signature
// (RFC 8017 section 8.2.2); known says that there is an RSA key, and readable
// that the signature is one of it.
func signedBy(keys []*dkimKey, sig []byte) (is func([sha256.Size]byte) bool, known, readable bool) {
	var digests [][]byte
	for _, k := range keys {
		if pub, ok := k.pub.(*rsa.PublicKey); ok {
			known = true
			if d := signedDigest(pub, sig); d != nil {
				digests = append(digests, d)
			}
		}
	}
	return func(digest [sha256.Size]byte) bool {
		if known {
			return slices.ContainsFunc(digests, func(d []byte) bool { return bytes.Equal(d, digest[:]) })
		}
		return slices.ContainsFunc(keys, func(k *dkimKey) bool { return verifyDigest(k.pub, digest, sig) })
	}, known, len(digests) > 0
}

// sha256Prefix stands before a SHA-256 digest in a signature, RFC 8017 section
// 9.2 note 1.
var sha256Prefix = []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}

// signedDigest gives the SHA-256 digest in an RSA signature, and nil where it
// was not made with the key.
func signedDigest(pub *rsa.PublicKey, sig []byte) []byte {
	n := new(big.Int).SetBytes(sig)
	if len(sig) > pub.Size() || n.Cmp(pub.N) >= 0 {
		return nil
	}
	em := n.Exp(n, big.NewInt(int64(pub.E)), pub.N).FillBytes(make([]byte, pub.Size()))
	at := len(em) - crypto.SHA256.Size()
	if at < len(sha256Prefix)+3 || em[0] != 0 || em[1] != 1 || !bytes.Equal(em[at-len(sha256Prefix):at], sha256Prefix) {
		return nil
	}
	return em[at:]
}

func distinct(names []string) []string {
	var out []string
	for _, name := range names {
		if name != "" && !slices.Contains(out, name) && len(out) < 40 {
			out = append(out, printable(name, 60))
		}
	}
	return out
}

// whyBody finds out what was done to a body whose hash was signed.
func (v *dkimVerifier) whyBody(s *dkimSig, out *DKIMSignature) {
	out.Change, out.Reason = DKIMBodyChanged, "the body was changed after signing: its hash differs"
	if added := v.footer(s); added != "" {
		out.Change = DKIMFooter
		out.Reason = fmt.Sprintf("text was added behind the body after signing, beginning %q", added)
		return
	}
	for _, undo := range []struct {
		change DKIMChange
		text   string
		undone func([]byte) []byte
	}{
		{DKIMFromQuoted, `a line of the body began with "From ", and a ">" was put before it`, unquoteFrom},
		{DKIMDotsStuffed, "the dots that SMTP puts before lines with a dot were left in the body", unstuffDots},
		{DKIMReencoded, "the body was signed as 8-bit text, and became quoted-printable on its way", v.decodeQuoted},
	} {
		body := undo.undone(v.body)
		if body == nil {
			continue
		}
		if is := hashBody(s.body, body, s.length); bytes.Equal(is.sum[:], s.bodyHash) {
			out.Change, out.Reason = undo.change, undo.text
			return
		}
	}
}

// footer gives the first line with words of what was added behind a signed body,
// "" where that is not what was done.
func (v *dkimVerifier) footer(s *dkimSig) string {
	first := ""
	for _, tail := range v.bodySum(s).tails {
		if !bytes.Equal(tail.sum[:], s.bodyHash) {
			continue
		}
		for line := range bytes.Lines(v.body[tail.end:]) {
			line = bytes.TrimSpace(line)
			if first == "" {
				first = printable(string(line), 60)
			}
			if bytes.ContainsFunc(line, unicode.IsLetter) {
				return printable(string(line), 60)
			}
		}
	}
	return first
}

// unquoteFrom undoes what writes mails into mboxes, nil where nothing shows it.
func unquoteFrom(body []byte) []byte {
	if !bytes.HasPrefix(body, []byte(">From ")) && !bytes.Contains(body, []byte("\n>From ")) {
		return nil
	}
	body = bytes.TrimPrefix(bytes.ReplaceAll(append([]byte{'\n'}, body...), []byte("\n>From "), []byte("\nFrom ")), []byte{'\n'})
	return body
}

// unstuffDots undoes the transparency of RFC 5321 section 4.5.2.
func unstuffDots(body []byte) []byte {
	if !bytes.HasPrefix(body, []byte("..")) && !bytes.Contains(body, []byte("\n..")) {
		return nil
	}
	return bytes.ReplaceAll(append([]byte{'\n'}, body...), []byte("\n.."), []byte("\n."))[1:]
}

// decodeQuoted undoes quoted-printable where the message says that it is.
func (v *dkimVerifier) decodeQuoted(body []byte) []byte {
	for _, f := range v.fields {
		if f.name == "content-transfer-encoding" && strings.EqualFold(strings.TrimSpace(f.value()), "quoted-printable") {
			if plain, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body))); err == nil {
				return plain
			}
		}
	}
	return nil
}

// looksCut reports whether a message ends before its end: it is a multipart
// without its last boundary, or its last lines say so.
func looksCut(fields []signedField, body []byte) bool {
	tail := bytes.ToLower(body[max(len(body)-400, 0):])
	for _, words := range []string{"message truncated", "body truncated", "remainder of message truncated", "rest of message truncated", "[truncated", "has been truncated"} {
		if bytes.Contains(tail, []byte(words)) {
			return true
		}
	}
	for _, f := range fields {
		if f.name != "content-type" {
			continue
		}
		mediatype, params, err := mime.ParseMediaType(strings.NewReplacer("\r", "", "\n", "").Replace(f.value()))
		if err != nil || !strings.HasPrefix(mediatype, "multipart/") || params["boundary"] == "" {
			return false
		}
		return !bytes.Contains(body, []byte("--"+params["boundary"]+"--"))
	}
	return false
}
