package check

import "net/netip"

// An SPFRecord is the syntax tree of one SPF record, RFC 7208 section 12.
type SPFRecord struct {
	// Terms are those that could be read, in the order of the record.
	Terms []SPFTerm
	text  string
}

// An SPFTerm is one directive or modifier.
type SPFTerm struct {
	// Text is the term as published, at byte Pos of the record.
	Text string
	Pos  int
	Kind SPFKind
	// Qualifier is '+', '-', '~' or '?' in a directive, '+' also where the
	// record has none, and 0 in a modifier.
	Qualifier byte
	// Name is that of a modifier of kind SPFOther, as published.
	Name string
	// Target is the domain-spec, or the value of an unknown modifier; its Text
	// is empty where the term has none.
	Target SPFMacro
	// Network is that of ip4 and ip6, with the host bits as published.
	Network netip.Prefix
	// Bits4 and Bits6 are the prefix lengths of a and mx, 32 and 128 where the
	// record has none.
	Bits4, Bits6 int
}

// An SPFKind tells terms apart.
type SPFKind uint8

// The mechanisms (RFC 7208 section 5) and modifiers (section 6).
const (
	SPFAll SPFKind = iota + 1
	SPFInclude
	SPFA
	SPFMX
	SPFPTR
	SPFIP4
	SPFIP6
	SPFExists
	SPFRedirect
	SPFExp
	SPFOther // a modifier that RFC 7208 does not define
)

// String gives the name of the mechanism or modifier in lower case, "modifier"
// for one that is not defined.
func (k SPFKind) String() string {
	switch k {
	case SPFAll:
		return "all"
	case SPFInclude:
		return "include"
	case SPFA:
		return "a"
	case SPFMX:
		return "mx"
	case SPFPTR:
		return "ptr"
	case SPFIP4:
		return "ip4"
	case SPFIP6:
		return "ip6"
	case SPFExists:
		return "exists"
	case SPFRedirect:
		return "redirect"
	case SPFExp:
		return "exp"
	}
	return "modifier"
}

// spfMechanism gives the kind of the mechanism of that name in lower case, or 0.
func spfMechanism(name string) SPFKind {
	for k := SPFAll; k <= SPFExists; k++ {
		if k.String() == name {
			return k
		}
	}
	return 0
}

// Modifier reports whether the term is a modifier, not a directive.
func (t SPFTerm) Modifier() bool { return t.Kind >= SPFRedirect }

// CostsLookup reports whether the term counts against the limit of 10 (RFC 7208
// section 4.6.4).
func (t SPFTerm) CostsLookup() bool {
	switch t.Kind {
	case SPFInclude, SPFA, SPFMX, SPFPTR, SPFExists, SPFRedirect:
		return true
	}
	return false
}

// result is what check_host returns where the directive matches, RFC 7208
// section 4.6.2.
func (t SPFTerm) result() SPFResult {
	switch t.Qualifier {
	case '-':
		return SPFFail
	case '~':
		return SPFSoftfail
	case '?':
		return SPFNeutral
	}
	return SPFPass
}

// String gives the record as it was parsed.
func (r *SPFRecord) String() string { return r.text }

// all gives the index of the first "all", or -1.
func (r *SPFRecord) all() int {
	for i, t := range r.Terms {
		if t.Kind == SPFAll {
			return i
		}
	}
	return -1
}

// modifier gives the first modifier of a kind.
func (r *SPFRecord) modifier(k SPFKind) (SPFTerm, bool) {
	for _, t := range r.Terms {
		if t.Kind == k {
			return t, true
		}
	}
	return SPFTerm{}, false
}

// effective gives the terms that evaluation can come to, in its order: the
// directives up to "all", then "redirect" where there is no "all" (RFC 7208
// sections 5.1 and 6.1).
func (r *SPFRecord) effective() []SPFTerm {
	terms := make([]SPFTerm, 0, len(r.Terms))
	for _, t := range r.Terms {
		if t.Modifier() {
			continue
		}
		terms = append(terms, t)
		if t.Kind == SPFAll {
			return terms
		}
	}
	if t, ok := r.modifier(SPFRedirect); ok {
		terms = append(terms, t)
	}
	return terms
}

// An SPFMacro is a domain-spec or a macro-string, RFC 7208 section 7.1.
type SPFMacro struct {
	// Text is as published, at byte Pos of the record.
	Text  string
	Pos   int
	parts []spfPart
}

// An spfPart is literal text, or the macro or the escape that a letter stands for.
type spfPart struct {
	literal string
	raw     string // the macro or escape as published
	letter  byte   // lower case, or '%', '_' or '-' of an escape; 0 in literal text
	escape  bool   // the letter was a capital: escape as in a URL
	keep    int    // how many right-hand parts, 0 for all
	reverse bool   // the transformer "r"
	delims  string // where to split, empty for the default
}

// Static reports whether m does not depend on the message, so that its value
// is the same for every host and sender at one domain.
func (m SPFMacro) Static() bool {
	return !m.uses("slophivcrt")
}

// uses reports whether m has one of the macro letters, given in lower case.
func (m SPFMacro) uses(letters string) bool {
	for _, p := range m.parts {
		for i := range len(letters) {
			if p.letter == letters[i] {
				return true
			}
		}
	}
	return false
}
