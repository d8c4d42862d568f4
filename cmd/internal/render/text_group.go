package render

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A group is the recipients of one report that share what happened and why.
type group struct {
	recipients []int
	verdicts   []int
}

// groupRecipients groups the recipients of d, in order of their first ones.
func groupRecipients(d *diagnose.Diagnosis) []group {
	verdicts := make([][]int, len(d.Report.Recipients))
	for v := range d.Verdicts {
		for _, i := range d.Verdicts[v].Recipients {
			verdicts[i] = append(verdicts[i], v)
		}
	}
	var groups []group
	index := map[string]int{}
	for i := range d.Report.Recipients {
		r, m := &d.Report.Recipients[i], &d.Matches[i]
		key := fmt.Sprint(r.Action, r.Reply, r.Status, m.Category, m.Why.Rule, verdicts[i])
		k, ok := index[key]
		if !ok {
			k = len(groups)
			index[key] = k
			groups = append(groups, group{verdicts: verdicts[i]})
		}
		groups[k].recipients = append(groups[k].recipients, i)
	}
	return groups
}

// group writes all about one group: the answer in three lines, then the words
// of the bounce, the proof and the steps.
func (p *page) group(d *diagnose.Diagnosis, g *group) {
	i := g.recipients[0]
	r, m := &d.Report.Recipients[i], &d.Matches[i]
	p.outcome(d.Report, g, m)
	if len(g.verdicts) > 0 {
		v := &d.Verdicts[g.verdicts[0]]
		p.cause(v)
		p.firstStep(v, m.Entry)
	} else {
		p.field("Cause", term.Plain, span{entryName(m), term.Bold})
		p.firstStep(&diagnose.Verdict{}, m.Entry)
	}
	p.blank()
	p.inFull()
	p.reply(d.Report, r, m.Entry)
	p.addresses(d.Report, g)
	if !r.WillRetryUntil.IsZero() {
		p.field("Retries", term.Plain, span{text: "until " + date(r.WillRetryUntil)})
	}
	if len(g.verdicts) == 0 {
		p.steps(&diagnose.Verdict{}, m.Entry)
		return
	}
	v := &d.Verdicts[g.verdicts[0]]
	p.proof(v, r.Diagnostic.Text)
	p.steps(v, m.Entry)
	p.alternatives(d, g.verdicts[1:])
}

// troubled reports whether something went wrong for a group.
func troubled(rep *dsn.Report, g *group) bool {
	switch rep.Recipients[g.recipients[0]].Action {
	case dsn.ActionFailed, dsn.ActionDelayed:
		return true
	case "":
		return rep.Kind == dsn.KindFailure || rep.Kind == dsn.KindDelay
	}
	return false
}

// delivery reports whether messages of a kind are about delivery.
func delivery(k dsn.Kind) bool {
	return k == dsn.KindFailure || k == dsn.KindDelay || k == dsn.KindDelivery
}

// untroubled writes about a group for which nothing went wrong.
func (p *page) untroubled(d *diagnose.Diagnosis, g *group) {
	i := g.recipients[0]
	r, m := &d.Report.Recipients[i], &d.Matches[i]
	if !delivery(d.Report.Kind) {
		label, mark, text := kindText(d.Report.Kind)
		p.field(label, mark, span{Address(r) + ":", term.Bold}, span{text: text})
		p.addresses(d.Report, g)
		return
	}
	p.outcome(d.Report, g, m)
	p.blank()
	p.reply(d.Report, r, nil)
	p.addresses(d.Report, g)
}

// outcome is the first line: what became of whom.
func (p *page) outcome(rep *dsn.Report, g *group, m *catalog.Match) {
	r := &rep.Recipients[g.recipients[0]]
	label, mark := actionLabel(r.Action, rep.Kind)
	who := Address(r)
	if who == "" {
		who = "a recipient that is not named"
	}
	switch n := len(g.recipients); {
	case n == 2:
		who += " and 1 other"
	case n > 2:
		who += fmt.Sprintf(" and %d others", n-1)
	}
	spans := []span{{who, term.Bold}}
	if text := codes(r, m); text != "" {
		spans[0].text += ":"
		spans = append(spans, span{text: text})
	}
	p.field(label, mark, spans...)
}

func actionLabel(a dsn.Action, k dsn.Kind) (string, term.Mark) {
	switch a {
	case dsn.ActionFailed:
		return "Failed", term.Bad
	case dsn.ActionDelayed:
		return "Delayed", term.Doubt
	case dsn.ActionDelivered:
		return "Delivered", term.Good
	case dsn.ActionRelayed:
		return "Relayed", term.Good
	case dsn.ActionExpanded:
		return "Expanded", term.Good
	}
	label, m, _ := kindText(k)
	return label, m
}

// codes gives the codes, the category and who said it.
func codes(r *dsn.Recipient, m *catalog.Match) string {
	text := ""
	if r.Reply != 0 {
		text = strconv.Itoa(r.Reply)
	}
	if !r.Status.IsZero() {
		text = join(text, " ", r.Status.String())
	}
	if r.Action == dsn.ActionFailed || r.Action == dsn.ActionDelayed {
		text = join(text, ", ", string(m.Category))
	}
	if m.Provider == "generic" { // nobody in particular
		return text
	}
	return join(text, ", ", m.Provider)
}

func join(a, sep, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + sep + b
}

func entryName(m *catalog.Match) string {
	if m.Entry != nil {
		return m.Entry.Name
	}
	return string(m.Category)
}

// reply quotes what the refusing system said, and says what it means.
func (p *page) reply(rep *dsn.Report, r *dsn.Recipient, e *catalog.Entry) {
	by := saidBy(rep, r)
	if r.Command != "" {
		by = join(by, " ", "to "+r.Command)
	}
	if !r.LastAttempt.IsZero() {
		by = join(by, ", ", date(r.LastAttempt))
	}
	label := "Reply"
	if by != "" {
		p.field(label, term.Plain, span{text: by})
		label = ""
	}
	for _, line := range replyLines(r.Diagnostic.Text) {
		p.quote(labelWidth, label, line)
		label = ""
	}
	if e == nil {
		return
	}
	spans := []span{{text: e.Meaning}}
	if e.Link != "" {
		spans = append(spans, span{e.Link, term.Dim})
	}
	p.field("Means", term.Plain, spans...)
}

// saidBy names the system whose reply a recipient's refusal is. A loopback
// address is no system that a reader could ask: it is a filter or a mail store
// on the host that wrote the bounce.
func saidBy(rep *dsn.Report, r *dsn.Recipient) string {
	name, addr := r.RemoteMTA.Name, r.RemoteMTA.Address
	literal, err := netip.ParseAddr(strings.TrimPrefix(strings.Trim(name, "[]"), "IPv6:"))
	if err == nil && (!addr.IsValid() || addr == literal) {
		name, addr = "", literal
	}
	host, _, _ := strings.Cut(strings.ToLower(strings.TrimSuffix(name, ".")), ".")
	if addr.IsLoopback() || name != "" && host == "localhost" {
		if name == "" || host == "localhost" {
			name = "a filter or mail store"
		}
		return name + " on " + cmp.Or(rep.ReportingMTA.Name, "the reporting host") + " itself"
	}
	if addr.IsValid() {
		name = join(name, " ", "["+addr.String()+"]")
	}
	return name
}

// replyLines gives the lines of an SMTP reply that was unfolded (RFC 5321
// section 4.2.1): each but the last begins with the code and a hyphen.
func replyLines(reply string) []string {
	if len(reply) < 4 || reply[3] != '-' {
		return []string{reply}
	}
	code, _, _ := strings.Cut(reply, " ") // "550-5.7.26"
	if strings.Trim(code[4:], "0123456789.") != "" {
		code = reply[:4] // "550-Verification failed": a word, no enhanced code
	} else {
		code += " "
	}
	final := code[:3] + " " + code[4:]
	var lines []string
	add := func(line string) {
		if line = strings.TrimSpace(line); line != strings.TrimSpace(code) {
			lines = append(lines, line)
		}
	}
	start := 0
	for at := 0; ; {
		i := strings.Index(reply[at:], " "+code[:3])
		if i < 0 {
			break
		}
		at += i + 1
		last := strings.HasPrefix(reply[at:], final)
		if last || strings.HasPrefix(reply[at:], code) {
			add(reply[start:at])
			start = at
		}
		if last {
			break
		}
	}
	add(reply[start:])
	return lines
}

// mostAddresses is how many recipients a group lists.
const mostAddresses = 12

// addresses lists the recipients where the first line does not say all.
func (p *page) addresses(rep *dsn.Report, g *group) {
	label := "To"
	for n, i := range g.recipients {
		r := &rep.Recipients[i]
		if n == mostAddresses {
			p.field("", term.Plain, span{fmt.Sprintf("and %d more; --format csv lists all", len(g.recipients)-n), term.Dim})
			return
		}
		text := Address(r)
		if r.Original.Value != "" && r.Final.Value != "" && r.Original.Value != r.Final.Value {
			text += ", sent to " + r.Original.Value
		} else if len(g.recipients) == 1 {
			return
		}
		p.field(label, term.Plain, span{text: text})
		label = ""
	}
}

// alternatives names the other verdicts.
func (p *page) alternatives(d *diagnose.Diagnosis, verdicts []int) {
	if len(verdicts) == 0 {
		return
	}
	p.heading("Also")
	for _, i := range slices.Compact(slices.Clone(verdicts)) {
		v := &d.Verdicts[i]
		p.item(2, "- ", span{text: v.Summary}, span{"(" + string(v.Confidence) + ": " + string(v.Cause) + ")", term.Dim})
		for _, f := range v.Fix {
			p.item(4, "", span{text: f.Text})
			p.fixRecord(4, f)
		}
	}
}
