package render

import (
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// An Explanation is what the catalogue says of one code or reply.
type Explanation struct {
	Input string
	catalog.Explanation
	// Hints are commands that tell more where nothing is known of the input.
	Hints []string
}

// problems say what is odd about the input.
func (x *Explanation) problems() []Problem {
	if x.Known() {
		return nil
	}
	text := "nothing is known of this"
	for i, e := range x.Nearest {
		if i == 0 {
			text += "; the nearest are "
		} else {
			text += ", "
		}
		text += x.nameOf(e)
	}
	if len(x.Nearest)+len(x.Hints) == 0 {
		text += ": name a code (550, 5.7.26), a token of a provider (S3140) or a whole reply"
	}
	return []Problem{{ID: "not-in-catalogue", Text: text}}
}

// entryCode gives what an entry is looked up by.
func entryCode(e *catalog.Entry) string {
	switch {
	case e.Code != "":
		return e.Code
	case len(e.Tokens) > 0:
		return e.Tokens[0]
	case e.Provider != "":
		return strings.TrimPrefix(e.ID, e.Provider+"/")
	}
	return e.ID
}

// nameOf gives what an entry that is near the input is called: by its token
// where the input looks like one.
func (x *Explanation) nameOf(e *catalog.Entry) string {
	if len(e.Tokens) > 0 && strings.ContainsAny(x.Input, "0123456789") && strings.Trim(x.Input, "0123456789. x-") != "" {
		return e.Tokens[0]
	}
	return entryCode(e)
}

// AppendJSON appends the explanation as one JSON object, on one line without a
// line break at its end, or indented.
func (x *Explanation) AppendJSON(b []byte, indent bool) []byte {
	e := encoder{b: b, indent: indent}
	entry, why := newEntry(x.Match.Entry), newWhy(&x.Match)
	e.begin('{')
	e.str("schema", Schema)
	e.str("input", x.Input)
	e.num("reply", int64(x.Reply))
	e.status("status", x.Status)
	e.str("category", string(x.Match.Category))
	e.str("permanence", string(x.Match.Permanence))
	e.boolean("suppress", x.Match.Suppress)
	e.str("provider", x.Match.Provider)
	object(&e, "entry", &entry, (*Entry).members)
	object(&e, "why", &why, (*Why).members)
	e.appendClues(&x.Match.Clues)
	e.appendEntries("providers", x.Providers)
	e.appendEntries("nearest", x.Nearest)
	list(&e, "problems", x.problems(), (*Problem).members)
	e.end('}')
	return e.b
}

// ExplainCSVHeader is the first row of the CSV of explanations.
const ExplainCSVHeader = "input,reply,status,category,permanence,suppress,provider,code,name,meaning\n"

// AppendCSV appends the explanation as one row.
func (x *Explanation) AppendCSV(b []byte) []byte {
	reply := ""
	if x.Reply != 0 {
		reply = strconv.Itoa(x.Reply)
	}
	entry := newEntry(x.Match.Entry)
	return AppendCSVRow(b, x.Input, reply, x.Status.String(), string(x.Match.Category), string(x.Match.Permanence),
		strconv.FormatBool(x.Match.Suppress), x.Match.Provider, entry.Code, entry.Name, entry.Meaning)
}

// mostInput is how much of an input that nothing is known of is shown, in columns.
const mostInput = 200

// AppendExplanation appends what a code or reply means, for people.
func (t Text) AppendExplanation(b []byte, x *Explanation) []byte {
	p := t.page(nil)
	m := &x.Match
	if !x.Known() || m.Entry == nil {
		text := "no entry explains this"
		if problems := x.problems(); len(problems) > 0 {
			text = problems[0].Text
		}
		p.flow(0, 0, span{text: term.Truncate(term.Escape(x.Input), mostInput) + ":"}, span{text, term.Doubt})
		p.entries("Nearest", x.Nearest, nil, x.nameOf)
		for i, hint := range x.Hints {
			if i == 0 {
				p.heading("What is known of it")
			}
			p.verbatim(2, hint)
		}
		return append(b, p.b...)
	}
	e := m.Entry
	p.flow(0, 0, span{join(e.Code, ": ", e.Name), term.Bold})
	p.flow(0, 0, span{text: e.Meaning})
	p.blank()
	p.field("Category", term.Plain, span{text: category(m)})
	p.field("Provider", term.Plain, span{text: m.Provider})
	if m.Why.Matched != "" && m.Why.Matched != x.Input {
		p.field("Matched", term.Plain, span{text: `"` + m.Why.Matched + `"`}, span{"(" + m.Why.Rule + ")", term.Dim})
		p.clues(&m.Clues)
	}
	p.bullets("Causes", e.Causes)
	p.bullets("Fix", e.Fix)
	if len(e.Checks) > 0 {
		p.heading("Checks that tell more")
		for _, c := range e.Checks {
			p.verbatim(2, "ndr check "+c)
		}
	}
	p.entries("By the standards", x.Registry[:min(len(x.Registry), 2)], e, entryCode)
	p.meanings("As providers use it", x.Providers, e, x.Status.String())
	p.blank()
	p.field("Note", term.Plain, span{text: e.Note})
	p.field("Source", term.Plain, span{e.Source, term.Dim})
	p.field("", term.Plain, span{e.Link, term.Dim})
	return append(b, strings.TrimRight(string(p.b), " \n")+"\n"...)
}

// entries lists entries other than the one that was shown.
func (p *page) entries(title string, list []*catalog.Entry, shown *catalog.Entry, nameOf func(*catalog.Entry) string) {
	first := true
	for _, e := range list {
		if e == shown {
			continue
		}
		if first {
			p.heading(title)
			first = false
		}
		name := nameOf(e)
		if e.Provider != "" {
			name = e.Provider + " " + name
		}
		p.item(2, "- ", span{name + ":", term.Bold}, span{text: e.Name + "."}, span{text: e.Meaning})
	}
}

func (p *page) bullets(title string, list []string) {
	if len(list) == 0 {
		return
	}
	p.heading(title)
	for _, s := range list {
		p.item(2, "- ", span{text: s})
	}
}

func category(m *catalog.Match) string {
	text := join(string(m.Category), ", ", string(m.Permanence))
	if m.Suppress {
		text += ": stop writing to this address"
	}
	return text
}

// ListCSVHeader is the first row of the CSV of the catalogue.
const ListCSVHeader = "id,code,provider,category,permanence,suppress,name,meaning\n"

// AppendEntryCSV appends an entry of the catalogue as one row.
func AppendEntryCSV(b []byte, e *catalog.Entry) []byte {
	return AppendCSVRow(b, e.ID, e.Code, e.Provider, string(e.Category), string(e.Permanence),
		strconv.FormatBool(e.Suppress), e.Name, e.Meaning)
}

// AppendEntryJSON appends an entry of the catalogue as one JSON object, like
// AppendJSON.
func AppendEntryJSON(b []byte, e *catalog.Entry, indent bool) []byte {
	enc := encoder{b: b, indent: indent}
	entry := newEntry(e)
	enc.begin('{')
	enc.str("schema", Schema)
	enc.str("id", e.ID)
	enc.str("provider", e.Provider)
	enc.str("category", string(e.Category))
	enc.str("permanence", string(e.Permanence))
	enc.boolean("suppress", e.Suppress)
	object(&enc, "entry", &entry, (*Entry).members)
	enc.end('}')
	return enc.b
}

// AppendEntry appends one line about an entry of the catalogue, for people.
func (t Text) AppendEntry(b []byte, e *catalog.Entry) []byte {
	p := t.page(nil)
	code := entryCode(e)
	if e.Provider != "" {
		code += " (" + e.Provider + ")"
	}
	const codeWidth = 28
	code = term.Truncate(term.Escape(code), codeWidth-2)
	p.short(0, code+strings.Repeat(" ", codeWidth-term.Width(code)), term.Bold, e.Name+" ["+string(e.Category)+"]")
	return append(b, p.b...)
}
