package headers

import (
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
)

// maxSignatures bounds the signatures and ARC sets that are read.
const maxSignatures = 50

// signatures reads the DKIM-Signature fields.
func (a *analysis) signatures() {
	list := []Signature{}
	for _, f := range a.all("DKIM-Signature") {
		if len(list) < maxSignatures {
			list = append(list, parseSignature(f.raw))
		}
	}
	a.rep.DKIM = list
}

// parseSignature reads a tag list of RFC 6376 section 3.5, or of RFC 8617.
func parseSignature(raw string) Signature {
	s := Signature{Headers: []string{}}
	tags, _ := check.ParseTags(raw)
	for _, t := range tags {
		value := visible(strings.Join(strings.Fields(t.Value), ""))
		switch t.Name {
		case "d":
			s.Domain = asciiDomain(cleanDomain(value))
		case "s":
			s.Selector = value
		case "i":
			s.Identity = value
		case "a":
			s.Algorithm = strings.ToLower(value)
		case "c":
			s.Canonicalization = strings.ToLower(value)
		case "h":
			for name := range strings.SplitSeq(value, ":") {
				if len(s.Headers) < 200 {
					s.Headers = append(s.Headers, name)
				}
			}
		case "t":
			s.Signed = unixTime(value)
		case "x":
			s.Expires = unixTime(value)
		case "l":
			s.BodyLength = value
		}
	}
	return s
}

func unixTime(s string) Time {
	if s == "" || len(s) > 11 {
		return Time{}
	}
	var n int64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return Time{}
		}
		n = 10*n + int64(s[i]-'0')
	}
	return Time{time.Unix(n, 0).UTC()}
}

// signs reports whether a signature covers a field.
func (s Signature) signs(name string) bool {
	for _, h := range s.Headers {
		if strings.EqualFold(h, name) {
			return true
		}
	}
	return false
}

// arcFields are the three of a set, RFC 8617 section 4.1.
const (
	arcResults   = "ARC-Authentication-Results"
	arcSignature = "ARC-Message-Signature"
	arcSeal      = "ARC-Seal"
)

// arc reads the ARC sets, in the order of their instances.
func (a *analysis) arc() {
	sets := map[int]*ARCSet{}
	count := map[int][3]int{}
	highest := 0
	for _, f := range a.fields {
		kind := -1
		n := 0
		switch {
		case f.is(arcResults):
			kind, n = 0, ParseAuthResults(f.raw).Instance
		case f.is(arcSignature):
			kind, n = 1, arcInstance(f.raw)
		case f.is(arcSeal):
			kind, n = 2, arcInstance(f.raw)
		}
		if kind < 0 || n < 1 || n > maxSignatures {
			continue
		}
		highest = max(highest, n)
		if sets[n] == nil {
			sets[n] = &ARCSet{Instance: n}
		}
		c := count[n]
		c[kind]++
		count[n] = c
		sets[n].read(kind, f.raw)
	}
	list := []ARCSet{}
	for n := 1; n <= highest; n++ {
		if set := sets[n]; set != nil {
			set.Complete = count[n] == [3]int{1, 1, 1}
			list = append(list, *set)
		}
	}
	a.rep.ARC = list
}

// read takes what one field of a set states.
func (s *ARCSet) read(kind int, raw string) {
	switch kind {
	case 0:
		s.AuthservID = visible(ParseAuthResults(raw).AuthservID)
	case 2:
		seal := parseSignature(raw)
		s.Domain, s.Selector, s.Signed = seal.Domain, seal.Selector, seal.Signed
		s.Chain = arcTag(raw, "cv")
	}
}

func arcInstance(raw string) int { return number(arcTag(raw, "i")) }

// arcTag gives the value of a tag in lower case.
func arcTag(raw, name string) string {
	tags, _ := check.ParseTags(raw)
	for _, t := range tags {
		if strings.EqualFold(t.Name, name) {
			return strings.ToLower(visible(strings.Join(strings.Fields(t.Value), "")))
		}
	}
	return ""
}
