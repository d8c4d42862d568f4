package headers

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// ErrNoHeader says that a text does not begin with a mail header.
var ErrNoHeader = errors.New("it has no mail header")

// An analysis is a Report under construction.
type analysis struct {
	rep    *Report
	opts   Options
	fields []field
	form   *form
}

// Analyze reads the header of a message: a whole one, or its header alone, with
// line ends of either kind. The body is looked at for its line ends, and for a
// message in it. The error matches ErrNoHeader.
func Analyze(message []byte, opts Options) (*Report, error) {
	r := readFields(message)
	if len(r.fields) == 0 {
		return nil, fmt.Errorf("headers: %w; give a message, or its header as the mail program shows it", ErrNoHeader)
	}
	a := &analysis{rep: &Report{fields: r.fields}, opts: opts, fields: r.fields, form: &r.form}
	a.rep.headerOnly = len(bytes.TrimSpace(message[r.body:])) == 0
	a.message(message)
	a.hops()
	a.authentication()
	a.signatures()
	a.arc()
	a.identities()
	a.handling()
	a.spam()
	a.findings()
	return a.rep, nil
}

// message takes what the message says of itself, and what dsn makes of it.
func (a *analysis) message(message []byte) {
	if f, ok := a.first("Date"); ok {
		t, _ := dsn.ParseDate(f.raw)
		a.rep.Date = Time{t}
	}
	if f, ok := a.first("Subject"); ok {
		a.rep.Subject = f.value()
	}
	if f, ok := a.first("Message-ID"); ok {
		a.rep.MessageID = f.value()
	}
	a.rep.Kind = dsn.KindNone
	if rep, err := dsn.Parse(bytes.NewReader(message)); err == nil {
		a.rep.Kind = rep.Kind
		o := &rep.Original
		a.rep.Returned = len(o.Received) > 0 || o.From != "" || o.MessageID != ""
	}
}

// first gives the first field with the name.
func (a *analysis) first(name string) (field, bool) {
	for _, f := range a.fields {
		if f.is(name) {
			return f, true
		}
	}
	return field{}, false
}

// all gives the fields with the name, in order.
func (a *analysis) all(name string) []field {
	var list []field
	for _, f := range a.fields {
		if f.is(name) {
			list = append(list, f)
		}
	}
	return list
}

// note adds a finding about the header itself.
func (a *analysis) note(severity check.Status, id, format string, args ...any) {
	a.rep.Findings = append(a.rep.Findings, finding(severity, id, format, args...))
}

func finding(severity check.Status, id, format string, args ...any) check.Finding {
	return check.Finding{Severity: severity, ID: id, Text: fmt.Sprintf(format, args...), Position: -1}
}

// own reports whether a host, by its name or an address, is one of Options.Own.
func (a *analysis) own(names ...string) bool {
	for _, own := range a.opts.Own {
		own = cleanDomain(strings.Trim(own, "[]*."))
		for _, name := range names {
			name = cleanDomain(strings.Trim(name, "[]"))
			if own != "" && name != "" && (name == own || strings.HasSuffix(name, "."+own)) {
				return true
			}
		}
	}
	return false
}
