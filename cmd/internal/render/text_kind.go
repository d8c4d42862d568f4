package render

import (
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/dsn"
)

// feedback tells what a complaint is about, RFC 5965.
func (p *page) feedback(f *dsn.Feedback) {
	if f == nil {
		return
	}
	p.blank()
	kind := string(f.Type)
	if f.Incidents > 1 {
		kind = join(kind, ", ", count(f.Incidents, "time"))
	}
	p.field("Type", term.Plain, span{text: kind})
	source := ""
	if f.SourceIP.IsValid() {
		source = f.SourceIP.String()
	}
	p.field("Came from", term.Plain, span{text: source})
	p.field("Sender", term.Plain, span{text: f.OriginalMailFrom})
	p.field("Went to", term.Plain, span{text: strings.Join(f.OriginalRcptTo, ", ")})
	p.field("Domains", term.Plain, span{text: strings.Join(f.ReportedDomains, ", ")})
	p.field("Failure", term.Plain, span{text: join(f.AuthFailure, ", ", f.DeliveryResult)})
	p.field("Results", term.Plain, span{text: strings.Join(f.AuthenticationResults, "; ")})
}

// disposition tells what became of a message, RFC 8098.
func (p *page) disposition(d *dsn.Disposition) {
	if d == nil {
		return
	}
	p.blank()
	modes := join(d.ActionMode, ", ", d.SendingMode)
	p.field("Became", term.Plain, span{string(d.Type), term.Bold}, span{text: strings.Join(d.Modifiers, ", ")}, span{modes, term.Dim})
	p.field("By", term.Plain, span{text: join(d.ReportingUA, ", ", d.UAProduct)})
	for _, texts := range [][]string{d.Failures, d.Errors, d.Warnings} {
		p.quote(labelWidth, "Says", strings.Join(texts, "; "))
	}
}
