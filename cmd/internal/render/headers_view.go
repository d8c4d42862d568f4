package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// A headersView is what the analysis of a header shows, in every format: the
// words are chosen here, and escaped where they are written.
type headersView struct {
	Source, Subject string
	Facts           []fact
	// Odd are findings to act on, the gravest first; Notes are the others.
	Odd, Notes []check.Finding
	Way        string
	Hops       []hopView
	Statements []statementView
	Now        []authRow
	NowCost    string
	Identities []identityView
	ARC        []string
	Handling   []headers.Note
	Filters    []headers.Note
}

// A hopView is one hop of the way.
type hopView struct {
	Number int
	Delay  string
	// Bar is the share of the longest delay, in percent; Back says that the time
	// goes back.
	Bar        int
	Back, Slow bool
	Time       string
	From       string
	By, How    string
	// Trust is "own", "border" or empty.
	Trust string
}

// A statementView is what one system states.
type statementView struct {
	Title string
	Rows  []authRow
}

// An authRow is the result of a method.
type authRow struct {
	Method, Subject, Stated, Now, Detail string
	Differs                              bool
}

// An identityView is an identity and how it stands to From.
type identityView struct{ Role, Text, Alignment string }

// newHeadersView chooses what to show of a report.
func newHeadersView(source string, r *headers.Report) *headersView {
	v := &headersView{Source: source, Subject: r.Subject, Handling: r.Handling, Filters: r.Spam}
	v.facts(r)
	v.findings(r)
	v.hops(r)
	v.statements(r)
	v.now(r)
	v.identities(r)
	v.arc(r)
	return v
}

func (v *headersView) facts(r *headers.Report) {
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{name, value})
		}
	}
	add("Subject", r.Subject)
	for _, id := range r.Identities {
		if id.Role == "From" {
			add("From", join(id.Name, " ", "<"+id.Address+">"))
		}
	}
	if !r.Date.IsZero() {
		add("Date", clock64(r.Date.Time))
	}
	add("Message-ID", r.MessageID)
	if r.Kind != "none" {
		add("Kind", "report, "+string(r.Kind))
	}
}

// clock64 writes a time to the second, in UTC.
func clock64(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") + " UTC" }

// findings sorts the findings by how grave they are, keeping their order.
func (v *headersView) findings(r *headers.Report) {
	rank := map[check.Status]int{check.Fail: 0, check.Warn: 1, check.Unknown: 2, check.Info: 3, check.Pass: 4}
	all := r.All()
	slices.SortStableFunc(all, func(a, b check.Finding) int { return cmp.Compare(rank[a.Severity], rank[b.Severity]) })
	for _, f := range all {
		if rank[f.Severity] < 2 {
			v.Odd = append(v.Odd, f)
		} else {
			v.Notes = append(v.Notes, f)
		}
	}
}

func (v *headersView) statements(r *headers.Report) {
	for i := range r.Authentication {
		s := &r.Authentication[i]
		sv := statementView{Title: statementTitle(s)}
		for _, res := range s.Results {
			row := authRow{Method: res.Method, Stated: res.Result, Subject: subjectOf(res), Detail: join(res.Reason, ", ", res.Comment)}
			if res.Method == "compauth" {
				row.Detail = join(res.Reason, ", ", headers.CompauthReason(res.Reason))
			}
			if r.Now != nil {
				for _, c := range r.Now.Compared {
					if c.By == s.AuthservID && c.Hop == s.Hop && c.Method == res.Method && c.Stated == res.Result && sameSubject(c.Subject, row.Subject) {
						row.Now, row.Differs = cmp.Or(c.Now, "open"), c.Text != "as stated"
					}
				}
			}
			sv.Rows = append(sv.Rows, row)
		}
		v.Statements = append(v.Statements, sv)
	}
}

func statementTitle(s *headers.Statement) string {
	title := s.AuthservID
	if title == "" {
		title = "a system that does not say its name"
	}
	title += ", " + s.Field
	if s.Instance > 0 {
		title += " " + strconv.Itoa(s.Instance)
	}
	if s.Hop > 0 {
		title += ", of hop " + strconv.Itoa(s.Hop)
	}
	if s.Own {
		title += ", own"
	}
	return title
}

// subjectOf gives what a result is about.
func subjectOf(r headers.AuthResult) string {
	switch r.Method {
	case "spf":
		return strings.Trim(r.Get("smtp.mailfrom", "envelope-from", "smtp.mail", "smtp.helo", "helo"), "<>")
	case "dkim":
		return join(r.Get("header.d", "header.i"), " ", parens(r.Get("header.s")))
	case "dmarc":
		return r.Get("header.from")
	case "iprev":
		return r.Get("policy.iprev", "smtp.remote-ip")
	}
	if len(r.Properties) > 0 {
		return r.Properties[0].Value
	}
	return ""
}

func parens(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

// identities shows them beside that of From.
func (v *headersView) identities(r *headers.Report) {
	for _, id := range r.Identities {
		if id.Role == "From" {
			continue
		}
		iv := identityView{Role: id.Role, Text: id.Domain, Alignment: alignmentText(id.Alignment)}
		switch {
		case id.Role == "dkim":
			iv.Role, iv.Text = "DKIM", id.Domain+" (selector "+id.Name+")"
		case id.Address != "":
			iv.Text = join(id.Name, " ", id.Address)
		}
		if id.Unicode != "" {
			iv.Text += " = " + id.Unicode
		}
		v.Identities = append(v.Identities, iv)
	}
}

func alignmentText(a headers.Alignment) string {
	switch a {
	case headers.AlignmentStrict:
		return "same domain"
	case headers.AlignmentRelaxed:
		return "same organization"
	case headers.AlignmentOther:
		return "other"
	}
	return ""
}

func (v *headersView) arc(r *headers.Report) {
	for _, s := range r.ARC {
		text := fmt.Sprintf("set %d: sealed by %s", s.Instance, cmp.Or(s.Domain, "nobody"))
		switch s.Chain {
		case "none":
			text += ", the first one"
		case "pass":
			text += ", which found the chain before it valid"
		case "fail":
			text += ", which found the chain before it broken"
		}
		if !s.Signed.IsZero() {
			text += ", " + clock64(s.Signed.Time)
		}
		v.ARC = append(v.ARC, text)
	}
}
