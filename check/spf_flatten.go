package check

import (
	"fmt"
	"net/netip"
	"strings"
)

// An spfPiece is a part of a flattened record: a set of addresses with the
// qualifier that they get, or a term that is kept because it depends on the
// message.
type spfPiece struct {
	qualifier byte
	set       spfSet
	term      string
}

// flatten gives the pieces that the record of b comes to, with nothing left in
// them that is looked up but what depends on the message. There must be no
// trouble in the tree. The text says why it can't be done, where it can't.
func (b *spfBranch) flatten() (pieces []spfPiece, problem string) {
	for _, u := range b.uses {
		more, problem := b.flattenUse(u)
		if problem != "" {
			return nil, problem
		}
		pieces = append(pieces, more...)
	}
	return pieces, ""
}

// trouble says why something at or below b is not known or can't be used, and
// "" where all is.
func (b *spfBranch) trouble() string {
	if id, text := b.problem(); id != "" {
		return text
	}
	if b.rec == nil {
		return fmt.Sprintf("the record of %s was not looked up", b.domain)
	}
	for _, u := range b.uses {
		text := u.trouble(b)
		if text == "" && u.child != nil {
			text = u.child.trouble()
		}
		if text != "" {
			return text
		}
	}
	return ""
}

// trouble says why the addresses of a term are not known.
func (u *spfUse) trouble(b *spfBranch) string {
	for _, a := range append(u.answers[:len(u.answers):len(u.answers)], u.hostAnswers...) {
		if !a.Outcome.Known() && (u.term.Kind == SPFA || u.term.Kind == SPFMX) {
			return fmt.Sprintf("%q in the record of %s: %s could not be looked up: %s", u.term.Text, b.domain, a.Name, why(a))
		}
	}
	if u.term.Kind == SPFMX && len(u.hosts) > spfMaxNames {
		return fmt.Sprintf("%q in the record of %s has too many MX records", u.term.Text, b.domain)
	}
	return ""
}

// flattenUse gives the pieces of one term of the root, or of a record that the
// root redirects to.
func (b *spfBranch) flattenUse(u *spfUse) ([]spfPiece, string) {
	t := u.term
	switch {
	case t.Kind == SPFAll:
		return []spfPiece{{term: t.Text}}, ""
	case u.child == nil && (u.dynamic || t.Kind == SPFExists || t.Kind == SPFPTR):
		return []spfPiece{b.keep(t, t.Qualifier)}, ""
	case t.Kind == SPFRedirect && u.child != nil:
		return u.child.flatten()
	case t.Kind == SPFInclude && u.child != nil:
		if set, ok := u.child.passes(); ok {
			return []spfPiece{{qualifier: t.Qualifier, set: set}}, ""
		}
		if pieces, ok := u.child.lift(t.Qualifier); ok {
			return pieces, ""
		}
		return []spfPiece{b.keep(t, t.Qualifier)}, ""
	case t.Kind == SPFInclude || t.Kind == SPFRedirect:
		return nil, fmt.Sprintf("%q in the record of %s was not looked up", t.Text, b.domain)
	}
	return []spfPiece{{qualifier: t.Qualifier, set: u.set()}}, ""
}

// set gives the addresses that ip4, ip6, a or mx lets match.
func (u *spfUse) set() spfSet {
	if u.term.Network.IsValid() {
		return networkOf(u.term.Network)
	}
	var set spfSet
	answers := u.answers
	if u.term.Kind == SPFMX {
		answers = u.hostAnswers
	}
	for _, a := range answers {
		for _, addr := range spfAddresses(a) {
			bits := u.term.Bits6
			if addr.Is4() {
				bits = u.term.Bits4
			}
			set = set.union(networkOf(netip.PrefixFrom(addr, bits)))
		}
	}
	return set
}

// passes gives the addresses for which the record of b comes to "pass". ok is
// false where that depends on the message.
func (b *spfBranch) passes() (pass spfSet, ok bool) {
	rest := spfEverybody()
	for _, u := range b.uses {
		var match spfSet
		switch t := u.term; {
		case t.Kind == SPFAll:
			match = rest
		case u.child != nil:
			if match, ok = u.child.passes(); !ok {
				return nil, false
			}
			if t.Kind == SPFRedirect {
				return pass.union(match.intersect(rest)), true
			}
		case t.CostsLookup() && (u.dynamic || t.Kind != SPFA && t.Kind != SPFMX):
			return nil, false
		default:
			match = u.set()
		}
		match = match.intersect(rest)
		if u.term.Qualifier == '+' {
			pass = pass.union(match)
		}
		rest = rest.minus(match)
	}
	return pass, true
}

// lift gives the terms of an included record as terms of the including one: in
// a record in which everything that matches passes, and nothing else does, they
// mean the same there.
func (b *spfBranch) lift(qualifier byte) ([]spfPiece, bool) {
	var pieces []spfPiece
	for _, u := range b.uses {
		t := u.term
		switch {
		case t.Kind == SPFAll && t.Qualifier != '+':
			return pieces, true
		case t.Qualifier != '+' || t.Kind == SPFAll:
			return nil, false
		case u.child != nil:
			if set, ok := u.child.passes(); ok {
				pieces = append(pieces, spfPiece{qualifier: qualifier, set: set})
				continue
			}
			more, ok := u.child.lift(qualifier)
			if !ok {
				return nil, false
			}
			pieces = append(pieces, more...)
		case t.Kind == SPFInclude || u.dynamic || t.Kind == SPFExists || t.Kind == SPFPTR:
			pieces = append(pieces, b.keep(t, qualifier))
		default:
			pieces = append(pieces, spfPiece{qualifier: qualifier, set: u.set()})
		}
	}
	return pieces, true
}

// keep gives a term as it has to be written in the record of the root.
func (b *spfBranch) keep(t SPFTerm, qualifier byte) spfPiece {
	if b.parent == nil {
		return spfPiece{term: t.Text}
	}
	text := t.Kind.String()
	switch {
	case t.Kind == SPFRedirect:
		text += "=" + t.Target.at(b.domain)
	case t.Target.Text != "":
		text += ":" + t.Target.at(b.domain)
	default:
		text += ":" + b.domain
	}
	if t.Kind == SPFA || t.Kind == SPFMX {
		if t.Bits4 != 32 {
			text += fmt.Sprintf("/%d", t.Bits4)
		}
		if t.Bits6 != 128 {
			text += fmt.Sprintf("//%d", t.Bits6)
		}
	}
	if qualifier != '+' && t.Kind != SPFRedirect {
		text = string(qualifier) + text
	}
	return spfPiece{term: text}
}

// at gives the text of m with the macro "d" replaced, where it stands for
// another domain than that of the record it will be in.
func (m SPFMacro) at(domain string) string {
	if !m.uses("d") {
		return m.Text
	}
	var b strings.Builder
	for _, p := range m.parts {
		switch p.letter {
		case 0:
			b.WriteString(p.literal)
		case 'd':
			b.WriteString(strings.ReplaceAll(p.transform(domain), "%", "%%"))
		default:
			b.WriteString(p.raw)
		}
	}
	return b.String()
}

// mergePieces puts together the sets that follow each other with the same
// qualifier.
func mergePieces(pieces []spfPiece) []spfPiece {
	var out []spfPiece
	for _, p := range pieces {
		n := len(out)
		switch {
		case p.term == "" && len(p.set) == 0:
		case p.term == "" && n > 0 && out[n-1].term == "" && out[n-1].qualifier == p.qualifier:
			out[n-1].set = out[n-1].set.union(p.set)
		default:
			out = append(out, p)
		}
	}
	return out
}

// terms gives the terms of a set.
func (p spfPiece) terms(qualifier string) []string {
	var words []string
	for _, n := range p.set.prefixes() {
		kind := "ip4:"
		if n.Addr().Is6() {
			kind = "ip6:"
		}
		text := n.String()
		if n.IsSingleIP() {
			text = n.Addr().String()
		}
		words = append(words, qualifier+kind+text)
	}
	return words
}
