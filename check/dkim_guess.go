package check

import (
	"fmt"
	"iter"
	"mime"
	"slices"
	"strings"
)

// A headerGuess is a header with one usual change undone.
type headerGuess struct {
	change DKIMChange
	field  string
	text   string
	fields []signedField
}

// guesses gives headers from which the signed one may have been changed to what
// is there, the likeliest first.
func (s *dkimSig) guesses(fields []signedField) iter.Seq[headerGuess] {
	return func(yield func(headerGuess) bool) {
		try := func(change DKIMChange, field, text string, changed []signedField) bool {
			return yield(headerGuess{change, field, text, changed})
		}
		_ = s.guessCopied(fields, try) && s.guessSubject(fields, try) && s.guessAuthor(fields, try) &&
			s.guessAdded(fields, try) && s.guessRewritten(fields, try)
	}
}

// A guesser takes a guess, and reports whether more are wanted.
type guesser func(change DKIMChange, field, text string, fields []signedField) bool

// with gives the fields with the value of one replaced.
func with(fields []signedField, i int, value string) []signedField {
	out := slices.Clone(fields)
	name, _, _ := strings.Cut(out[i].raw, ":")
	out[i].raw = name + ":" + value
	return out
}

// guessCopied takes the fields that the signature has copies of (z=).
func (s *dkimSig) guessCopied(fields []signedField, try guesser) bool {
	if s.copied == "" {
		return true
	}
	out, used, changed := slices.Clone(fields), map[string]int{}, ""
	for entry := range strings.SplitSeq(s.copied, "|") {
		name, value, ok := strings.Cut(entry, ":")
		if !ok {
			continue
		}
		name, value = strings.ToLower(name), unquoteDKIM(value)
		i := nthLast(out, name, used[name])
		used[name]++
		if i < 0 || string(appendReduced(nil, out[i].value())) == string(appendReduced(nil, value)) {
			continue
		}
		out, changed = with(out, i, " "+strings.TrimLeft(value, " ")), name
	}
	return changed == "" || try(DKIMFieldRewrote, changed, fmt.Sprintf("the field %s was changed after signing: the signature has a copy of what was signed (z=)", changed), out)
}

// nthLast gives the place of the field of a name that has n of the same name
// below it, or -1.
func nthLast(fields []signedField, name string, n int) int {
	for i := len(fields) - 1; i >= 0; i-- {
		if fields[i].name == name {
			if n == 0 {
				return i
			}
			n--
		}
	}
	return -1
}

// guessSubject takes away what lists, filters and gateways put before a subject:
// "[list] ", "***SPAM*** ", "EXTERNAL: ".
func (s *dkimSig) guessSubject(fields []signedField, try guesser) bool {
	at0 := nthLast(fields, "subject", 0)
	if at0 < 0 || !slices.Contains(s.names, "subject") {
		return true
	}
	subject := string(appendReduced(nil, fields[at0].value()))
	reply := ""
	if len(subject) > 3 && strings.EqualFold(subject[:3], "re:") { // Re: [list] words
		reply, subject = subject[:3]+" ", strings.TrimLeft(subject[3:], " ")
	}
	for _, end := range []string{"] ", "} ", ") ", "** ", ": ", "> ", "- ", " "} {
		at := 0
		for range maxTagEnds {
			i := strings.Index(subject[at:], end)
			if at += i + len(end); i < 0 || at > maxTag {
				break
			}
			text := fmt.Sprintf("%q was put before the subject after signing", printable(subject[:at], maxTag))
			if !try(DKIMSubjectTag, "subject", text, with(fields, at0, " "+reply+subject[at:])) {
				return false
			}
		}
	}
	return true
}

// maxTag is the longest that is taken for something put before a subject, and
// maxTagEnds how many places are tried at which it may end.
const (
	maxTag     = 80
	maxTagEnds = 4
)

// guessAuthor takes From from the field in which a list keeps the author that it
// has replaced.
func (s *dkimSig) guessAuthor(fields []signedField, try guesser) bool {
	i := nthLast(fields, "from", 0)
	if i < 0 {
		return true
	}
	for _, name := range []string{"x-original-from", "original-from", "x-mailfrom", "reply-to"} {
		j := nthLast(fields, name, 0)
		if j < 0 {
			continue
		}
		text := fmt.Sprintf("the From field was rewritten after signing; the author stands in %s", name)
		if !try(DKIMFieldRewrote, "from", text, with(fields, i, fields[j].value())) {
			return false
		}
	}
	return true
}

// guessAdded leaves out each signed field in turn: one that is signed as not
// there was added.
func (s *dkimSig) guessAdded(fields []signedField, try guesser) bool {
	for i, f := range fields {
		if !slices.Contains(s.names, f.name) {
			continue
		}
		if !try(DKIMFieldAdded, f.name, fmt.Sprintf("a field %s was added after signing, and the signature covers that there was none", f.name), slices.Delete(slices.Clone(fields), i, i+1)) {
			return false
		}
	}
	return true
}

// guessRewritten undoes what mail systems do to single fields: another transfer
// encoding, encoded words, other line breaks.
func (s *dkimSig) guessRewritten(fields []signedField, try guesser) bool {
	for i, f := range fields {
		if !slices.Contains(s.names, f.name) {
			continue
		}
		if f.name == "content-transfer-encoding" {
			for _, e := range []string{"7bit", "8bit", "quoted-printable", "base64", "binary"} {
				if !try(DKIMReencoded, f.name, "the message was re-encoded after signing: its transfer encoding was "+e, with(fields, i, " "+e)) {
					return false
				}
			}
		}
		plain := string(appendReduced(nil, f.value()))
		if words, err := new(mime.WordDecoder).DecodeHeader(plain); err == nil && words != plain {
			if !try(DKIMFieldRewrote, f.name, fmt.Sprintf("the field %s was encoded after signing (RFC 2047)", f.name), with(fields, i, " "+words)) {
				return false
			}
		}
		if s.header == canonSimple && !try(DKIMFieldRefolded, f.name, fmt.Sprintf("the lines of the field %s were broken otherwise after signing, which the canonicalization \"simple\" does not allow for", f.name), with(fields, i, " "+plain)) {
			return false
		}
	}
	return true
}
