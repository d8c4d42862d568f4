package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// A Lookup is one question to DNS and what became of it. Outcome is in words:
// "answer", "NODATA", "NXDOMAIN", "SERVFAIL" and so on.
type Lookup struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"`
	Outcome string   `json:"outcome"`
	Records []string `json:"records"`
	CNAMEs  []string `json:"cnames"`
	// Server is who answered, empty where nobody did. Cached says that nobody
	// had to be asked for this one.
	Server     string `json:"server"`
	Cached     bool   `json:"cached"`
	DurationMS int64  `json:"duration_ms"`
	TTL        int64  `json:"ttl"`
	// Authentic says that a trusted server vouches for the answer by DNSSEC.
	Authentic      bool     `json:"authentic"`
	ExtendedErrors []string `json:"extended_errors"`
	Reason         string   `json:"reason"`

	took time.Duration
}

// maxLookupRecords bounds the records that are shown of one answer.
const maxLookupRecords = 20

// Lookups makes a log of answers, in the order of their names: that in which
// answers come is another each time. hide takes out of a text what must not be
// shown.
func Lookups(answers []check.Answer, hide func(string) string) []Lookup {
	list := make([]Lookup, 0, len(answers))
	hideAll := func(texts []string) []string {
		hidden := make([]string, 0, len(texts))
		for _, s := range texts {
			hidden = append(hidden, hide(s))
		}
		return hidden
	}
	for i := range answers {
		a := &answers[i]
		l := Lookup{
			Name: cmp.Or(hide(a.Name), "."), Type: dns.TypeToString[a.Type], Outcome: a.Outcome.String(), CNAMEs: hideAll(a.CNAMEs), Server: a.Server, Cached: a.Cached,
			DurationMS: a.RTT.Milliseconds(), TTL: int64(a.TTL / time.Second), Authentic: a.Authentic,
			ExtendedErrors: hideAll(a.ExtendedErrors), Reason: hide(a.Reason), took: a.RTT,
		}
		for k, rr := range a.Records {
			if k == maxLookupRecords {
				l.Records = append(l.Records, fmt.Sprintf("and %d more", len(a.Records)-k))
				break
			}
			l.Records = append(l.Records, hide(strings.TrimPrefix(rr.String(), rr.Header().String())))
		}
		list = append(list, l)
	}
	order := func(l *Lookup) string {
		labels := dns.SplitDomainName(l.Name)
		slices.Reverse(labels)
		return fmt.Sprintf("%s\x00%s\x00%t", strings.Join(labels, "\x01"), l.Type, l.Cached)
	}
	slices.SortStableFunc(list, func(a, b Lookup) int { return strings.Compare(order(&a), order(&b)) })
	return list
}

func (l *Lookup) members(e *encoder) {
	e.str("name", l.Name)
	e.str("type", l.Type)
	e.str("outcome", l.Outcome)
	e.strs("records", l.Records)
	e.strs("cnames", l.CNAMEs)
	e.str("server", l.Server)
	e.boolean("cached", l.Cached)
	e.num("duration_ms", l.DurationMS)
	e.num("ttl", l.TTL)
	e.boolean("authentic", l.Authentic)
	e.strs("extended_errors", l.ExtendedErrors)
	e.str("reason", l.Reason)
}

// AppendLookups appends a log of lookups, behind what they were for.
func (t Text) AppendLookups(b []byte, list []Lookup) []byte {
	p := t.page(b)
	p.lookups(list)
	return p.b
}

func (p *page) lookups(list []Lookup) {
	if len(list) == 0 {
		return
	}
	p.heading("Lookups")
	for i := range list {
		p.lookup(&list[i])
	}
}

// lookup tells of one lookup: how long it took, what was asked, what came, from
// where; then the records, or why there are none.
func (p *page) lookup(l *Lookup) {
	const indent = 12
	took := fmt.Sprintf("%.1f ms", float64(l.took.Microseconds())/1000)
	if l.Cached {
		took = "cached"
	}
	spans := []span{{l.Name, term.Plain}, {l.Type + ":", term.Bold}, {l.Outcome, outcomeMark(l.Outcome)}}
	if l.Server != "" {
		spans = append(spans, span{"from " + l.Server, term.Dim})
	}
	if l.Authentic {
		spans = append(spans, span{"(DNSSEC)", term.Good})
	}
	p.item(0, fmt.Sprintf("%*s  ", indent-2, took), spans...)
	for _, name := range l.CNAMEs {
		p.item(indent, "", span{"CNAME " + name, term.Dim})
	}
	for _, r := range l.Records {
		p.item(indent, "", span{r, term.Dim})
	}
	for _, text := range append(slices.Clone(l.ExtendedErrors), l.Reason) {
		if text != "" {
			p.item(indent, "", span{text: text})
		}
	}
}

func outcomeMark(outcome string) term.Mark {
	switch outcome {
	case check.Answered.String():
		return term.Good
	case check.NoData.String(), check.NXDomain.String():
		return term.Plain
	}
	return term.Bad
}
