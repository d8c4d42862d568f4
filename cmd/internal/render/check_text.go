package render

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// AppendCheck appends the result of one check: the outcome, the findings with
// the place in the record, and what the check has to show besides.
func (t Text) AppendCheck(b []byte, r *check.Result) []byte {
	p := t.page(nil)
	p.flow(0, 0, span{r.Check + " " + r.Target + ":", term.Bold}, span{string(r.Status), statusMark(r.Status)})
	findings := r.Findings
	if _, all := r.Data.(*check.AllData); all {
		findings = nil // they stand with their areas
	}
	for _, f := range findings {
		p.raw("  " + t.Style.Mark(statusMark(f.Severity), fmt.Sprintf("%-8s", f.Severity)))
		p.flow(10, 0, span{text: f.Text}, span{"(" + f.ID + ")", term.Dim})
		if f.ID == check.SPFToPass { // to be copied
			p.verbatim(10, RecordLine(r.Target, "TXT", f.Record))
			continue
		}
		if f.Record != "" && (f.Position >= 0 || !p.shown[f.Record]) {
			p.pointed(10, f.Record, f.Position)
		}
	}
	switch data := r.Data.(type) {
	case *check.MXData:
		p.mxData(data)
	case *check.SPFData:
		p.spfData(data)
	case *check.DKIMData:
		p.dkimData(data)
	case *check.DMARCData:
		p.dmarcData(data)
	case *check.DNSBLData:
		p.dnsblData(data)
	case *check.PTRData:
		p.ptrData(data)
	case *check.SMTPData:
		p.smtpData(data)
	case *check.MTASTSData:
		p.mtastsData(data)
	case *check.TLSRPTData:
		p.tlsrptData(data)
	case *check.DANEData:
		p.daneData(data)
	case *check.AllData:
		p.allData(data)
	}
	p.blank()
	p.flow(0, 0, span{fmt.Sprintf("%s, %d ms", count(r.Queries, "lookup"), r.Duration.Milliseconds()), term.Dim})
	return append(b, p.b...)
}

// maxQuoted bounds the lines of a record that are quoted for one place in it.
const maxQuoted = 6

// pointed quotes a record, with a caret under the byte at pos where that is not
// negative: of a long one, what is around that.
func (p *page) pointed(indent int, record string, pos int) {
	room := max(p.cols-indent-2, 20)
	at, here := -1, -1
	if pos >= 0 && pos <= len(record) {
		at = term.Width(term.Escape(record[:pos]))
	}
	pad := strings.Repeat(" ", indent)
	lines := term.CutWords(term.Escape(record), room)
	for i, line := range lines {
		if w := term.Width(line); at >= 0 && here < 0 {
			if at < w || i == len(lines)-1 {
				here = i
			} else {
				at -= w
			}
		}
	}
	from, to := 0, len(lines)
	if here >= 0 && len(lines) > maxQuoted {
		from, to = max(here-1, 0), min(here+2, len(lines))
	} else {
		p.note(record)
	}
	if from > 0 {
		p.raw(pad + "| ...\n")
	}
	for i := from; i < to; i++ {
		p.raw(pad + "| " + strings.TrimRight(lines[i], " ") + "\n")
		if i == here {
			p.raw(pad + "  " + strings.Repeat(" ", at) + p.style.Mark(term.Bad, "^") + "\n")
		}
	}
	if to < len(lines) {
		p.raw(pad + "| ...\n")
	}
}

func (p *page) mxData(d *check.MXData) {
	if len(d.Hosts) > 0 {
		p.mxHosts(d)
	}
	if d.TTL == 0 && !d.Authentic {
		return
	}
	p.blank()
	if d.TTL > 0 {
		p.field("TTL", term.Plain, span{text: shortTime(time.Duration(d.TTL) * time.Second)})
	}
	if d.Authentic {
		p.field("DNSSEC", term.Plain, span{"the resolver has verified the MX records", term.Good})
	}
}

// shortTime gives a time without the parts at its end that are zero: "1h".
func shortTime(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

func (p *page) mxHosts(d *check.MXData) {
	p.heading("Hosts")
	for _, h := range d.Hosts {
		p.item(2, fmt.Sprintf("%5d  ", h.Preference), span{text: h.Name}, span{text: addrs(h.Addresses)})
	}
	if d.Implicit {
		p.item(2, "", span{text: "no MX record: the domain's own addresses stand in"})
	}
}

func addrs(list []netip.Addr) string {
	var b strings.Builder
	for i, a := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(a.String())
	}
	return b.String()
}

func (p *page) spfData(d *check.SPFData) {
	p.blank()
	if d.Result != "" {
		spans := []span{{string(d.Result), spfMark(d.Result)}}
		if d.Term != "" {
			spans = append(spans, span{text: "by " + d.Term})
		}
		if len(d.Path) > 1 {
			spans = append(spans, span{text: "in " + strings.Join(d.Path, " > ")})
		}
		p.field("Result", term.Plain, spans...)
		if d.Explanation != "" {
			p.quote(labelWidth, "Says", d.Explanation)
		}
	}
	if d.HELO.Domain != "" {
		p.field("HELO", term.Plain, span{string(d.HELO.Result), spfMark(d.HELO.Result)}, span{text: "for " + d.HELO.Domain})
	}
	if d.Tree != nil {
		p.field("Lookups", term.Plain, span{text: fmt.Sprintf("%d of 10, %d of 2 void", d.Lookups, d.VoidLookups)})
		if d.Addresses > 0 {
			p.field("Allows", term.Plain, span{text: fmt.Sprintf("%d IPv4 addresses", d.Addresses)})
		}
		if d.Authentic {
			p.field("DNSSEC", term.Plain, span{"the resolver has verified the record", term.Good})
		}
		p.heading("Record")
		p.spfNode(d.Tree, "", "")
	}
	if len(d.Flattened) > 0 {
		p.heading("Without lookups")
		for _, f := range d.Flattened {
			p.verbatim(2, RecordLine(f.Name, "TXT", f.Value))
		}
	}
}

func spfMark(r check.SPFResult) term.Mark {
	switch r {
	case check.SPFPass:
		return term.Good
	case check.SPFFail, check.SPFPermerror:
		return term.Bad
	}
	return term.Doubt
}

// count gives "1 lookup", "2 lookups".
func count[N int | int64](n N, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.FormatInt(int64(n), 10) + " " + what
}

// spfLimit is how many lookups an SPF record may cost, RFC 7208 section 4.6.4.
const spfLimit = 10

// maxTree bounds the drawn tree.
const maxTree = 40

// spfNode draws a record and, under it, those that it includes: lead stands
// before its first line and rest before the others.
func (p *page) spfNode(n *check.SPFNode, lead, rest string) {
	title := n.Via
	if title == "" {
		title = n.Domain
	}
	lookups := count(n.Lookups, "lookup")
	mark := term.Dim
	if n.Via != "" && n.Running > 0 {
		lookups += fmt.Sprintf(", %d so far", n.Running)
		if n.Running > spfLimit {
			mark = term.Bad
		}
	}
	expanded := ""
	if strings.Contains(n.Via, "%") {
		expanded = "= " + n.Domain
	}
	p.raw("  " + lead)
	p.flow(2+len(lead), 0, span{title, term.Bold}, span{text: expanded}, span{"(" + lookups + ")", mark})
	below := rest
	if len(n.Children) > 0 {
		below += "| "
	} else {
		below += "  "
	}
	for _, line := range term.Wrap(term.Escape(n.Record), p.cols-4-len(below)) {
		p.raw("  " + below + line + "\n")
	}
	if n.Error != "" {
		p.raw("  " + below)
		p.flow(2+len(below), 0, span{n.Error, term.Bad})
	}
	for i, c := range n.Children {
		if len(rest) > 2*maxTree || i >= maxTree {
			p.raw("  " + rest + "`- ...\n")
			return
		}
		if i < len(n.Children)-1 {
			p.spfNode(c, rest+"|- ", rest+"|  ")
		} else {
			p.spfNode(c, rest+"`- ", rest+"   ")
		}
	}
}
