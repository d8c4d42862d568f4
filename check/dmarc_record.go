package check

import (
	"fmt"
	"net/url"
	"strings"
)

// A DMARCRecord is a DMARC policy record, RFC 9989 section 4.7, with the
// defaults of what it does not say.
type DMARCRecord struct {
	Text string `json:"-"`
	// P, SP and NP are empty where the record has no such tag, or an invalid one.
	P  DMARCPolicy `json:"p"`
	SP DMARCPolicy `json:"sp"`
	NP DMARCPolicy `json:"np"`
	// Strict alignment (RFC 9989 section 4.4) of DKIM and SPF.
	StrictDKIM bool `json:"strict_dkim"`
	StrictSPF  bool `json:"strict_spf"`
	// Test is t=y, and PSD "y", "n" or "u".
	Test bool   `json:"test"`
	PSD  string `json:"psd"`
	// RUA and RUF are the reporting URIs that are valid, without a size limit.
	RUA []string `json:"rua"`
	RUF []string `json:"ruf"`
	// Problems are the findings on the record itself.
	Problems []Finding `json:"-"`
	tags     []Tag     // with names in lower case, each once
	// broken says that p is missing or invalid, or sp or np invalid; bad that
	// it is more than a missing p.
	broken, bad bool
}

// IsDMARC reports whether the text of a TXT record is a DMARC policy record: it
// begins with the tag "v", whose value is exactly "DMARC1" (RFC 9989 section 4.7).
func IsDMARC(text string) bool {
	if text == "" || text[0]|0x20 != 'v' {
		return false
	}
	head, _, _ := strings.Cut(text, ";")
	value, ok := strings.CutPrefix(strings.TrimLeft(head[1:], " \t"), "=")
	return ok && strings.Trim(value, " \t") == "DMARC1"
}

// ParseDMARC reads a record for which [IsDMARC] holds. What is wrong in it is
// left at its default, and told in Problems.
func ParseDMARC(text string) *DMARCRecord {
	r := &DMARCRecord{Text: text, PSD: "u", RUA: []string{}, RUF: []string{}}
	tags, errs := ParseTags(text)
	for _, err := range errs {
		r.note(Warn, "dmarc-syntax", err.Pos, "%s, and is ignored", err.Text)
	}
	seen := map[string]bool{}
	for _, t := range tags {
		name := strings.ToLower(t.Name)
		if seen[name] {
			r.note(Warn, "dmarc-duplicate-tag", t.Pos, "the tag %q is there twice: which one counts is not defined", t.Name)
			continue
		}
		seen[name] = true
		t.Name = name
		r.tags = append(r.tags, t)
		r.tag(name, t)
	}
	r.unused()
	if !seen["p"] {
		r.broken = true
		r.note(Warn, "dmarc-no-policy", -1, `the record has no "p", which counts as "none", and by the older RFC 7489 makes it invalid`)
	}
	if len(r.RUA) == 0 {
		r.note(Info, "dmarc-no-rua", -1, `the record has no address for aggregate reports ("rua"), so that nobody learns who sends in the name of the domain`)
	}
	return r
}

func (r *DMARCRecord) note(severity Status, id string, pos int, format string, args ...any) {
	r.Problems = append(r.Problems, Finding{Severity: severity, ID: id, Text: fmt.Sprintf(format, args...), Record: r.Text, Position: pos})
}

// tag takes one tag, whose name is in lower case.
func (r *DMARCRecord) tag(name string, t Tag) {
	switch name {
	case "v":
	case "p":
		r.P = r.policy(t)
	case "sp":
		r.SP = r.policy(t)
	case "np":
		r.NP = r.policy(t)
	case "adkim":
		r.StrictDKIM = r.choice(t, "r", "s") == "s"
	case "aspf":
		r.StrictSPF = r.choice(t, "r", "s") == "s"
	case "t":
		r.Test = r.choice(t, "n", "y") == "y"
	case "psd":
		r.PSD = r.choice(t, "u", "y", "n")
	case "fo":
		r.failureOptions(t)
	case "rua":
		r.RUA = r.uris(t)
	case "ruf":
		r.RUF = r.uris(t)
	case "pct", "rf", "ri":
		if n, ok := r.percent(); ok && name == "pct" && n < 100 {
			r.note(Warn, "dmarc-pct", t.Pos, `RFC 9989 does not have the tag "pct" any more: new receivers apply the policy to all that fails, and only older ones to %d %% of it`, n)
			return
		}
		r.note(Info, "dmarc-removed-tag", t.Pos, "RFC 9989 does not have the tag %q any more: new receivers ignore it", t.Name)
	default:
		r.note(Info, "dmarc-unknown-tag", t.Pos, "the tag %q is not defined and is ignored", t.Name)
	}
}

// unused tells of tags that count only beside others.
func (r *DMARCRecord) unused() {
	if t, ok := findTag(r.tags, "fo"); ok && len(r.RUF) == 0 {
		r.note(Info, "dmarc-tag-unused", t.Pos, `"fo" is ignored, because there is no address for failure reports ("ruf")`)
	}
	if t, ok := findTag(r.tags, "rua"); ok && len(r.RUA) > 2 {
		r.note(Info, "dmarc-uri-many", t.Pos, `"rua" has %d addresses: many receivers send to the first two only`, len(r.RUA))
	}
}

// policy reads the value of p, sp or np.
func (r *DMARCRecord) policy(t Tag) DMARCPolicy {
	switch p := DMARCPolicy(strings.ToLower(t.Value)); p {
	case DMARCNone, DMARCQuarantine, DMARCReject:
		return p
	}
	r.broken, r.bad = true, true
	r.note(Fail, "dmarc-invalid", t.ValuePos, `the value of %q is %q, and must be "none", "quarantine" or "reject"`, t.Name, printable(t.Value, 40))
	return ""
}

// choice reads a value that is one of several, the default first.
func (r *DMARCRecord) choice(t Tag, values ...string) string {
	value := strings.ToLower(t.Value)
	for _, v := range values {
		if v == value {
			return v
		}
	}
	r.note(Warn, "dmarc-syntax", t.ValuePos, `the value of %q is %q, and must be one of "%s": the default %q counts`,
		t.Name, printable(t.Value, 40), strings.Join(values, `", "`), values[0])
	return values[0]
}

// failureOptions checks the value of fo: "0" or "1", "d" and "s", each once.
func (r *DMARCRecord) failureOptions(t Tag) {
	seen := map[string]bool{}
	for word := range strings.SplitSeq(strings.ToLower(t.Value), ":") {
		word = strings.TrimSpace(word)
		switch {
		case len(word) != 1 || strings.IndexByte("01ds", word[0]) < 0, seen[word], word == "0" && seen["1"], word == "1" && seen["0"]:
			r.note(Warn, "dmarc-syntax", t.ValuePos, `the value of "fo" is %q, and must be a list of "0" or "1", "d" and "s"`, printable(t.Value, 40))
			return
		}
		seen[word] = true
	}
}

// uris reads a list of reporting URIs and gives those that are valid.
func (r *DMARCRecord) uris(t Tag) []string {
	uris := []string{}
	pos := t.ValuePos
	for word := range strings.SplitSeq(t.Value, ",") {
		at := pos + len(word) - len(strings.TrimLeft(word, " \t"))
		pos += len(word) + 1
		uri := strings.TrimSpace(word)
		if bare, size, ok := strings.Cut(uri, "!"); ok && dmarcSize(size) {
			r.note(Info, "dmarc-uri-size", at+len(bare), "the size limit %q is obsolete and ignored (RFC 9989 section 4.8)", "!"+size)
			uri = bare
		}
		if problem := dmarcURI(uri); problem != "" {
			r.note(Warn, "dmarc-uri-invalid", at, "%q in %q is no reporting address: %s", printable(uri, 80), t.Name, problem)
			continue
		}
		if !strings.EqualFold(uri[:min(len(uri), 7)], "mailto:") {
			r.note(Info, "dmarc-uri-scheme", at, `%q in %q is ignored by most: receivers need to know "mailto:" only`, printable(uri, 80), t.Name)
		}
		uris = append(uris, uri)
	}
	return uris
}

// dmarcSize reports whether s is an obsolete size limit, such as "10m".
func dmarcSize(s string) bool {
	if n := len(s); n > 0 && strings.IndexByte("kmgt", s[n-1]|0x20) >= 0 {
		s = s[:n-1]
	}
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// dmarcURI says what is wrong with a reporting URI, "" if nothing is.
func dmarcURI(uri string) string {
	if uri == "" {
		return "it is empty"
	}
	u, err := url.Parse(uri)
	switch {
	case err != nil || strings.ContainsAny(uri, " \t!"):
		return "it is no URI"
	case u.Scheme == "" && strings.Contains(uri, "@"):
		return `"mailto:" is missing before it`
	case u.Scheme == "":
		return `it has no scheme such as "mailto:"`
	case u.Scheme == "mailto":
		local, domain, ok := strings.Cut(u.Opaque, "@")
		if _, err := asciiName(domain); !ok || local == "" || err != nil {
			return "it has no mail address"
		}
	}
	return ""
}

// applies gives the policy of a record for a domain: for the very domain that
// has the record, for one below it that exists, or for one that does not (RFC
// 9989 section 4.10.1). ok is false where the record is so broken that DMARC is
// not applied.
func (r *DMARCRecord) applies(below, missing bool) (p DMARCPolicy, ok bool) {
	if r.broken {
		return DMARCNone, len(r.RUA) > 0 || !r.bad
	}
	switch {
	case missing && r.NP != "":
		return r.NP, true
	case below && r.SP != "":
		return r.SP, true
	}
	return r.P, true
}

// strength orders the policies.
func (p DMARCPolicy) strength() int {
	switch p {
	case DMARCQuarantine:
		return 1
	case DMARCReject:
		return 2
	}
	return 0
}

// tested gives what is asked for of a failing message under t=y (RFC 9989
// section 4.7): one step less.
func (p DMARCPolicy) tested() DMARCPolicy {
	if p == DMARCReject {
		return DMARCQuarantine
	}
	return DMARCNone
}
