package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

func (p *page) mtastsData(d *check.MTASTSData) {
	p.blank()
	if d.Record != "" {
		p.record("Record", d.Record)
	}
	if f := d.Fetch; f != nil {
		spans := []span{{text: f.URL}}
		if f.Code != 0 {
			spans = append(spans, span{text: fmt.Sprintf("- HTTP %d, %s", f.Code, f.ContentType)})
		}
		p.field("Policy", term.Plain, spans...)
		for line := range strings.SplitSeq(f.Text, "\n") {
			if line != "" {
				p.quote(labelWidth, "", line)
			}
		}
	}
	if pol := d.Policy; pol != nil && pol.Valid {
		p.field("Mode", term.Plain, span{string(pol.Mode), term.Bold}, span{text: "kept for " + duration(pol.MaxAge)})
		p.heading("Hosts")
		for _, h := range d.Hosts {
			word, text := span{"no", term.Bad}, "fits no mx of the policy"
			switch {
			case h.Problem != "":
				text = h.Problem
			case h.Pattern != "":
				word, text = span{"yes", term.Good}, "by "+h.Pattern
			}
			p.item(2, "", span{text: h.Name + ":"}, word, span{text: text})
		}
	}
}

// duration gives a number of seconds in days or what is left of one.
func duration(seconds int64) string {
	if days := seconds / 86400; days > 0 {
		return count(int(days), "day")
	}
	return (time.Duration(seconds) * time.Second).String()
}

func (p *page) tlsrptData(d *check.TLSRPTData) {
	p.blank()
	if d.Record != "" {
		p.record("Record", d.Record)
	}
	p.field("Reports", term.Plain, span{text: strings.Join(d.RUA, ", ")})
}

func (p *page) daneData(d *check.DANEData) {
	if len(d.Hosts) == 0 {
		return
	}
	p.heading("Hosts")
	for i := range d.Hosts {
		h := &d.Hosts[i]
		p.item(2, "", span{h.Name, term.Bold}, span{string(h.Result), daneMark(h.Result)})
		fits := false
		for _, r := range h.Records {
			word := span{text: ""}
			switch {
			case !r.Usable:
				word = span{"not usable", term.Doubt}
			case r.Matches != nil && *r.Matches:
				word, fits = span{"fits", term.Good}, true
			case r.Matches != nil:
				word = span{"does not fit", term.Bad}
			}
			p.item(4, "", span{text: r.String()}, word)
		}
		if h.Suggested != "" && !fits {
			p.item(4, "", span{text: "for the certificate that the server has now:"})
			p.verbatim(4, h.Base+". IN TLSA "+h.Suggested)
		}
	}
}

func daneMark(r check.DANEResult) term.Mark {
	switch r {
	case check.DANEMatch, check.DANEPresent:
		return term.Good
	case check.DANEFails, check.DANEInsecure:
		return term.Bad
	case check.DANENone:
		return term.Plain
	}
	return term.Doubt
}
