package catalog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn"
)

// An Explanation is what is known of something that was looked up: a code, a
// token, or a whole reply.
type Explanation struct {
	// Reply and Status are the codes in the input, of the innermost reply.
	Reply  int
	Status dsn.Status
	// Match is what the input means as a whole.
	Match Match
	// Registry is what the standards say of the codes in the input, the most
	// exact first: both codes together, the enhanced code, its subject where
	// the code is not registered, the reply code, the class.
	Registry []*Entry
	// Providers is what each known provider or product means by the enhanced
	// code or token, where the input has no other words.
	Providers []*Entry
	// Nearest is what the input may be a mistake for, where nothing is known of
	// it.
	Nearest []*Entry
}

// Known reports whether anything is known of the input.
func (x *Explanation) Known() bool {
	return len(x.Registry) > 0 || len(x.Providers) > 0 || x.Match.Category != Unknown
}

// maxInput is the longest input that is taken for a code or a token alone.
const maxInput = 40

// Explain looks up a reply code ("550"), an enhanced status code ("5.7.26"),
// both ("550 5.7.26"), a provider's token ("S3140", "OFR_506") or a whole
// reply.
func (c *Catalog) Explain(input string) Explanation {
	input = strings.TrimSpace(input)
	x := Explanation{Match: c.Classify(Query{Text: input})}
	s := peel(input)
	x.Reply, x.Status = s.inner.reply, s.inner.status
	x.Registry = c.registry(x.Reply, x.Status)
	if e, ok := c.subjectAlone(input); ok {
		x.Registry = append(x.Registry, e)
		x.Match.Entry, x.Match.Category, x.Match.Permanence = e, e.Category, e.Permanence
		return x
	}
	alone := len(input) <= maxInput && !says(input[min(s.inner.to, len(input)):])
	switch {
	case s.inner.to == 0 && len(input) <= maxInput:
		x.Providers = c.tokens(input)
	case alone && x.Status.Specific():
		x.Providers = c.meanings(x.Reply, x.Status)
	}
	if !x.Known() && len(input) <= maxInput {
		x.Nearest = c.nearest(input)
	}
	return x
}

// registry gives what the standards say of codes.
func (c *Catalog) registry(reply int, status dsn.Status) []*Entry {
	var list []*Entry
	add := func(e *Entry, ok bool) bool {
		if ok {
			list = append(list, e)
		}
		return ok
	}
	if e, ok := c.codes.exact[newCodeKey(reply, status)]; ok && reply != 0 {
		add(e, ok)
	}
	if !status.IsZero() {
		if e, ok := c.codes.exact[newCodeKey(0, status)]; !add(e, ok) {
			e, ok := c.codes.subject[status.Subject]
			add(e, ok)
			e, ok = c.codes.class[status.Class]
			add(e, ok)
		}
	}
	if reply != 0 {
		if e, ok := c.codes.reply[reply]; !add(e, ok) && status.IsZero() {
			e, ok := c.codes.class[uint8(reply/100)]
			add(e, ok)
		}
	}
	return list
}

// subjectAlone looks up the subject of enhanced codes: "5.7", "5.7.x", "x.7.x".
func (c *Catalog) subjectAlone(input string) (*Entry, bool) {
	class, rest, _ := strings.Cut(strings.ToLower(input), ".")
	subject, detail, more := strings.Cut(rest, ".")
	if len(class) != 1 || !strings.Contains("245x", class) || more && detail != "x" {
		return nil, false
	}
	n, ok := parseSmall(subject)
	if !ok {
		return nil, false
	}
	e, ok := c.codes.subject[n]
	return e, ok
}

// maxRange is how many codes a range may have to say something of one of them.
const maxRange = 200

// meanings gives the entries of providers for an enhanced code.
func (c *Catalog) meanings(reply int, status dsn.Status) []*Entry {
	var list []*Entry
	for i := range c.rules {
		r := &c.rules[i]
		for k := range r.codes {
			if cond := &r.codes[k]; cond.status && !cond.anySubject && cond.detailMax-cond.detailMin < maxRange && cond.holds(reply, status, true) {
				list = append(list, r.entry())
				break
			}
		}
	}
	return list
}

// tokens gives the entries that have a token which is the input.
func (c *Catalog) tokens(input string) []*Entry {
	var t text
	t.reset(input, new(shell))
	m := matcher{t: &t, p: &c.program}
	var list []*Entry
	for i := range c.rules {
		for _, tok := range c.rules[i].tokens {
			if h, ok := m.search(tok); ok && h.from == 0 && h.to == len(t.b) {
				list = append(list, c.rules[i].entry())
				break
			}
		}
	}
	return list
}

// maxNearest is how many entries are offered for an input that is not known.
const maxNearest = 5

// nearest gives the entries whose code or token is the most like the input.
func (c *Catalog) nearest(input string) []*Entry {
	type near struct {
		entry    *Entry
		distance int
	}
	var list []near
	input = strings.ToLower(input)
	shape, most := shapeOf(input), 1+len(input)/4
	alike, far := most+1, most+2 // S9999 is no token, but like S3140
	for _, e := range c.Entries() {
		best := far
		for _, name := range append([]string{e.Code}, e.Tokens...) {
			name = strings.ToLower(name)
			if name == "" || len(name) > maxInput {
				continue
			}
			if d := distance(input, name, most); d <= most {
				best = min(best, d)
			} else if shape != "" && shape == shapeOf(name) {
				best = min(best, alike)
			}
		}
		if best < far {
			list = append(list, near{e, best})
		}
	}
	slices.SortStableFunc(list, func(a, b near) int {
		return cmp.Or(a.distance-b.distance, cmp.Compare(a.entry.Provider, b.entry.Provider))
	})
	if len(list) == 0 {
		for _, e := range c.Entries() {
			if speaksOf(e, input) {
				list = append(list, near{entry: e})
			}
		}
	}
	var found []*Entry
	for _, n := range list {
		same := func(e *Entry) bool { return e.Code == n.entry.Code && e.Code != "" }
		if len(found) < maxNearest && !slices.ContainsFunc(found, same) {
			found = append(found, n.entry)
		}
	}
	return found
}

// speaksOf reports whether the name or the meaning of an entry has all words of
// the input, of which one has to be long enough to say something.
func speaksOf(e *Entry, input string) bool {
	text := strings.ToLower(e.Name + " " + e.Meaning)
	long := false
	for word := range strings.FieldsSeq(input) {
		if !strings.Contains(text, word) {
			return false
		}
		long = long || len(word) > 3
	}
	return long
}

// shapeOf gives what a token looks like, its letters kept and its digits all
// alike: "s####" of "s3140". It is "" for what has no letter or no digit.
func shapeOf(name string) string {
	digits, letters := 0, 0
	shape := strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9':
			digits++
			return '#'
		case 'a' <= r && r <= 'z':
			letters++
		}
		return r
	}, name)
	if digits == 0 || letters == 0 {
		return ""
	}
	return shape
}

// distance gives how many bytes have to be added, removed or changed to make
// b of a, or more than most.
func distance(a, b string, most int) int {
	if d := len(a) - len(b); d > most || -d > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for k := range row {
		row[k] = k
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for k := range len(b) {
			change := corner
			if a[i] != b[k] {
				change++
			}
			corner = row[k+1]
			row[k+1] = min(change, row[k]+1, corner+1)
		}
	}
	return row[len(b)]
}
