package check

import (
	"fmt"
	"strings"
)

// An MTASTSRecord is the TXT record that announces a policy, RFC 8461 section
// 3.1.
type MTASTSRecord struct {
	Text string
	// ID changes when the policy does; empty where it is missing or invalid.
	ID string
	// Valid says that a sender goes on to fetch the policy.
	Valid bool
	// Problems are the findings on the record, with positions in it.
	Problems []Finding
}

// The versions that records begin with.
const (
	mtastsVersion = "v=STSv1"
	tlsrptVersion = "v=TLSRPTv1"
)

// IsMTASTS reports whether the text of a TXT record is meant for MTA-STS and
// read as such: it begins with the version, in this very spelling.
func IsMTASTS(text string) bool { return hasVersion(text, mtastsVersion) }

// hasVersion reports whether a record begins with a version field. RFC 8461 and
// RFC 8460 have senders look for the version with the ";" right behind it, and
// their grammars allow white space between the two.
func hasVersion(text, version string) bool {
	rest, ok := strings.CutPrefix(text, version)
	return ok && (rest == "" || strings.HasPrefix(strings.TrimLeft(rest, " \t"), ";"))
}

// ParseMTASTSRecord reads a record for which [IsMTASTS] holds. Fields that are
// not known are ignored, and of fields that are there twice the first counts,
// as RFC 8461 section 3.2 says.
func ParseMTASTSRecord(text string) *MTASTSRecord {
	p := fieldParser{text: text, name: "mta-sts"}
	fields := p.fields(mtastsVersion)
	r := &MTASTSRecord{Text: text}
	for _, f := range fields {
		switch f.Name {
		case "id":
			if !alphanumeric(f.Value) || len(f.Value) > 32 {
				p.fail(f.ValuePos, `the value of "id" is %q, and must be 1 to 32 letters and digits`, printable(f.Value, 60))
				continue
			}
			r.ID = f.Value
		default:
			p.note(Info, "mta-sts-unknown-field", f.Pos, "the field %q is not defined and is ignored", printable(f.Name, 40))
		}
	}
	if r.ID == "" && !p.broken {
		p.fail(-1, `the record has no "id", so that it announces nothing`)
	}
	r.Problems, r.Valid = p.problems, !p.broken
	return r
}

// A fieldParser reads the records of RFC 8461 section 3.1 and RFC 8460 section
// 3, which have the same form.
type fieldParser struct {
	text     string
	name     string // of the check, which the ids of findings begin with
	problems []Finding
	broken   bool // a sender ignores the record
}

func (p *fieldParser) note(severity Status, id string, pos int, format string, args ...any) {
	p.problems = append(p.problems, Finding{Severity: severity, ID: id, Text: fmt.Sprintf(format, args...), Record: p.text, Position: pos})
}

// fail notes what makes the record useless.
func (p *fieldParser) fail(pos int, format string, args ...any) {
	p.broken = true
	p.note(Fail, p.name+"-record-invalid", pos, format, args...)
}

// fields gives the fields behind the version, each name once.
func (p *fieldParser) fields(version string) []Tag {
	const space = " \t"
	at := len(version)
	if rest := p.text[at:]; strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\t") {
		p.note(Warn, p.name+"-version-space", at, `there is white space between the version and ";", and some senders look for %q as it stands`, version+";")
	}
	var fields []Tag
	seen := map[string]bool{}
	specs := strings.Split(p.text[at:], ";")
	at += len(specs[0]) + 1
	for i, spec := range specs[1:] {
		start := at + len(spec) - len(strings.TrimLeft(spec, space))
		at += len(spec) + 1
		body := strings.Trim(spec, space)
		if body == "" {
			if i < len(specs)-2 {
				p.fail(start, `there is nothing between two ";"`)
			}
			continue
		}
		name, value, ok := strings.Cut(body, "=")
		if !ok || !isPolicyKey(name) || value == "" || !plainValue(value) {
			p.fail(start, `%q is no field: it must be "name=value" without spaces`, printable(body, 60))
			continue
		}
		f := Tag{Name: name, Value: value, Pos: start, ValuePos: start + len(name) + 1}
		if seen[name] {
			p.note(Warn, p.name+"-duplicate-field", start, "the field %q is there twice: the first counts", name)
			continue
		}
		seen[name] = true
		fields = append(fields, f)
	}
	return fields
}

// isPolicyKey reports whether s is a letter or digit and at most 31 more of these
// and "_", "-" and ".".
func isPolicyKey(s string) bool {
	return s != "" && len(s) <= 32 && alphanumeric(s[:1]) && alphanumeric(strings.NewReplacer("_", "", "-", "", ".", "").Replace(s)+"x")
}

// plainValue reports whether s has the characters of a value, which are
// neither space nor control nor beyond ASCII. RFC 8460 allows spaces around the
// commas of a list.
func plainValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == ' ' && !besideComma(s, i) {
			return false
		}
	}
	return true
}

// besideComma reports whether the spaces at i stand before or behind a comma.
func besideComma(s string, i int) bool {
	return strings.HasPrefix(strings.TrimLeft(s[i:], " "), ",") || strings.HasSuffix(strings.TrimRight(s[:i], " "), ",")
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if c := s[i]; !spfAlpha(c) && !spfDigit(c) {
			return false
		}
	}
	return s != ""
}

// nearVersion reports whether a text looks meant to begin with a version and
// does not: another case, quotes, spaces, another number.
func nearVersion(text, version string) bool {
	bare := func(s string) string {
		return strings.ToLower(strings.NewReplacer(" ", "", "\t", "", `"`, "", "'", "", "\\", "").Replace(s[:min(len(s), 40)]))
	}
	stem := strings.TrimSuffix(bare(version), "v1")
	b := bare(text)
	return !hasVersion(text, version) && (strings.HasPrefix(b, stem) || strings.HasPrefix(b, strings.TrimPrefix(stem, "v=")+"v") || strings.HasPrefix(b, strings.Replace(stem, "=", ":", 1)))
}

// policyTexts picks the records of a version from an answer: RFC 8461 section
// 3.1 and RFC 8460 section 3 have senders take the one there is, and none where
// there are several.
func policyTexts(a Answer, version string) (records, near []string) {
	for _, text := range txtTexts(a) {
		switch {
		case hasVersion(text, version):
			records = append(records, text)
		case nearVersion(text, version):
			near = append(near, text)
		}
	}
	return records, near
}
