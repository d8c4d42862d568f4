package dsn

import "strings"

// recipient gives the recipient with the address, as final or as original one,
// for a format to fill. Where the report has no machine-readable fields, one
// that is not there yet is added; where it has, they alone say who is, and the
// result is nil for an unknown address.
func (rep *Report) recipient(addr string) *Recipient {
	addr = bareAddress(addr)
	if r := rep.known(addr); r != nil {
		return r
	}
	if addr == "" {
		return nil
	}
	if rep.Format != "" {
		return rep.nameless(clean(addr))
	}
	if rep.full() {
		return nil
	}
	r := rep.another()
	r.Final.Value, r.Source = clean(addr), SourceText
	return r
}

// another adds a recipient, to be filled in its place: it is large.
func (rep *Report) another() *Recipient {
	rep.Recipients = append(rep.Recipients, Recipient{})
	return &rep.Recipients[len(rep.Recipients)-1]
}

// known gives the recipient with the address, or nil.
func (rep *Report) known(addr string) *Recipient {
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		if strings.EqualFold(r.Final.Value, addr) || strings.EqualFold(r.Original.Value, addr) {
			return r
		}
	}
	return nil
}

// nameless gives the address to the only recipient whose fields do not say who
// it is.
func (rep *Report) nameless(addr string) *Recipient {
	if len(rep.Recipients) != 1 || !strings.Contains(addr, "@") {
		return nil
	}
	r := &rep.Recipients[0]
	if r.Final.Value != "" || r.Original.Value != "" {
		return nil
	}
	r.Final.Value, r.Source = addr, SourceText
	return r
}

// maxSaid bounds what is kept of the words about one recipient: a reply line has
// 512 bytes at most (RFC 5321 section 4.5.3.1.5), and what a text says of all its
// recipients is kept for each.
const maxSaid = 4 << 10

// setDiagnostic gives a recipient without one the diagnostic text, and takes
// the codes that are still missing from it.
func (r *Recipient) setDiagnostic(typ, text string) {
	text = clean(clip(text, maxSaid))
	if r.Command == "" {
		r.Command = findCommand(text)
	}
	r.setWords(typ, text)
}

// setWords is setDiagnostic for a text that is clean and was searched for the
// command.
func (r *Recipient) setWords(typ, text string) {
	if text == "" {
		return
	}
	if r.Diagnostic.Text == "" {
		r.Diagnostic = Diagnostic{Type: typ, Text: text}
	}
	r.readReply(text, SourceText)
}

// setAction gives a recipient without one the action.
func (r *Recipient) setAction(a Action) {
	if r.Action == "" {
		r.Action = a
	}
}
