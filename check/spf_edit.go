package check

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// WithTerm gives the record with a term, such as "ip4:192.0.2.10" or
// "include:_spf.example.net", put in before its "all" or "redirect", which is
// where evaluation still comes to it. A record that has the term already stays
// as it is; so do terms that could not be parsed.
func (r *SPFRecord) WithTerm(term string) string {
	text := strings.TrimRight(r.text, " ")
	end := len(text)
	if i := r.all(); i >= 0 {
		end = r.Terms[i].Pos
	} else if t, ok := r.modifier(SPFRedirect); ok {
		end = t.Pos
	}
	for _, t := range r.Terms {
		if t.Pos < end && strings.EqualFold(strings.TrimPrefix(t.Text, "+"), strings.TrimPrefix(term, "+")) {
			return text
		}
	}
	if end == len(text) {
		return text + " " + term
	}
	return text[:end] + term + " " + text[end:]
}

// AllLast gives the record with its first "all" moved to its end, so that the
// mechanisms that stand behind it come to be looked at (RFC 7208 section 5.1),
// and the record as it is where there are none.
func (r *SPFRecord) AllLast() string {
	at := r.all()
	if at < 0 || !slices.ContainsFunc(r.Terms[at+1:], func(t SPFTerm) bool { return !t.Modifier() && t.Kind != SPFAll }) {
		return r.text
	}
	words := []string{"v=spf1"}
	for _, t := range r.Terms {
		if t.Kind != SPFAll {
			words = append(words, t.Text)
		}
	}
	return strings.Join(append(words, r.Terms[at].Text), " ")
}

// MergeSPF makes one record of several that were published for one domain: it
// lets pass who any of them lets pass, and is as mild as the mildest of them,
// "+all" aside, with any other host. Terms that could not be parsed are left
// out.
func MergeSPF(records []string) string {
	m := spfMerge{has: map[string]bool{}}
	for _, text := range records {
		rec, _ := ParseSPF(text)
		for _, t := range rec.effective() {
			m.directive(t)
		}
		for _, t := range rec.Terms {
			if t.Kind == SPFOther && !strings.EqualFold(t.Name, "v") {
				m.modifiers = append(m.modifiers, t.Text)
			} else if t.Kind == SPFExp && m.exp == "" {
				m.exp = t.Text
			}
		}
	}
	if m.all == "" && len(m.redirects) == 1 {
		m.all = m.redirects[0].Text
	} else {
		for _, t := range m.redirects {
			m.add("include:" + t.Target.Text)
		}
	}
	words := append([]string{"v=spf1"}, m.mechanisms...)
	for _, word := range append(m.modifiers, m.all, m.exp) {
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// spfMerge is a record under construction.
type spfMerge struct {
	mechanisms []string
	has        map[string]bool // mechanisms, in lower case
	modifiers  []string
	redirects  []SPFTerm
	all, exp   string
}

func (m *spfMerge) directive(t SPFTerm) {
	const mild = "+-~?" // from what is never taken to what is taken first
	switch t.Kind {
	case SPFAll:
		if m.all == "" || strings.IndexByte(mild, t.Qualifier) > strings.IndexByte(mild, m.all[0]) {
			m.all = string(t.Qualifier) + "all"
		}
	case SPFRedirect:
		if !slices.ContainsFunc(m.redirects, func(r SPFTerm) bool { return strings.EqualFold(r.Text, t.Text) }) {
			m.redirects = append(m.redirects, t)
		}
	default:
		m.add(t.Text)
	}
}

// add appends a term that is not there yet.
func (m *spfMerge) add(term string) {
	term = strings.TrimPrefix(term, "+")
	if key := strings.ToLower(term); !m.has[key] {
		m.has[key] = true
		m.mechanisms = append(m.mechanisms, term)
	}
}

// RepairSPF undoes the slips that are made in writing SPF records: a missing
// "ip4:", "redirect:", commas between terms, a space after a colon, dashes and
// quotes out of a text processor. ok is false where an error remains whose
// meaning can't be known; a term is never dropped but where it says nothing.
func RepairSPF(record string) (repaired string, ok bool) {
	rec, errs := ParseSPF(record)
	if len(errs) == 0 && !slices.ContainsFunc(rec.Terms, func(t SPFTerm) bool { return spfConfused(t.Text) }) {
		return record, true
	}
	words, starts := spfWords(record)
	var records []string
	for i, start := range starts {
		end := len(words)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		for j := start + 1; j < end; j++ {
			words[j] = repairSPFTerm(words[j])
		}
		records = append(records, strings.Join(words[start:end], " "))
	}
	ok = true
	for _, r := range records {
		_, errs := ParseSPF(r)
		ok = ok && len(errs) == 0
	}
	if len(records) == 1 || !ok {
		return strings.Join(records, " "), ok
	}
	return MergeSPF(records), ok
}

// spfWords takes a record apart as it was meant: the words, and where among
// them a record begins.
func spfWords(record string) (words []string, starts []int) {
	macros := strings.Contains(record, "%{") // which may have commas
	text := strings.Map(func(c rune) rune {
		if macros && c == ',' {
			return c
		}
		switch c {
		case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212':
			return '-'
		case '\t', '\r', '\n', '\u00a0', '\u200b', '\ufeff', ',', ';':
			return ' '
		case '"', '\u201c', '\u201d', '\u2018', '\u2019':
			return -1
		}
		return c
	}, record)
	words, starts = []string{"v=spf1"}, []int{0}
	for _, word := range spfParted(strings.Fields(text)) {
		last := len(words) - 1
		switch {
		case strings.EqualFold(word, "v=spf1") && last == 0:
		case strings.EqualFold(word, "v=spf1"): // two records in one
			starts = append(starts, len(words))
			words = append(words, "v=spf1")
		case last > 0 && (words[last] == "-" || words[last] == "~" || words[last] == "?" || words[last] == "+" ||
			strings.HasSuffix(words[last], ":") && strings.Count(words[last], ":") == 1):
			words[last] += word
		case last > 0 && spfLacksColon(words[last], word):
			words[last] += ":" + word
		default:
			words = append(words, word)
		}
	}
	return words, starts
}

// spfLacksColon reports whether a word is a mechanism that needs a value, and the
// next is one that belongs to it: "ip4 192.0.2.1", "include example.net".
func spfLacksColon(name, value string) bool {
	switch strings.ToLower(strings.TrimLeft(name, "+-~?")) {
	case "ip4", "ip6":
		bare, _, _ := strings.Cut(value, "/")
		_, err := netip.ParseAddr(bare)
		return err == nil
	case "include", "exists":
		return strings.Contains(value, ".") && !strings.ContainsAny(value, ":=")
	}
	return false
}

// spfParted parts terms that run into each other, as they do where a record of
// several strings lacks the space between them (RFC 7208 section 3.3):
// "ip4:192.0.2.1include:example.net".
func spfParted(words []string) []string {
	var out []string
	for _, word := range words {
		for {
			at := spfJoint(word)
			if at == 0 {
				break
			}
			out, word = append(out, word[:at]), word[at:]
		}
		out = append(out, word)
	}
	return out
}

// spfJoint gives where in a word a second term begins, or 0.
func spfJoint(word string) int {
	lower := strings.ToLower(word)
	at := 0
	for _, term := range []string{"include:", "ip4:", "ip6:", "exists:", "redirect=", "~all", "?all", "-all"} {
		i := strings.Index(lower[min(1, len(lower)):], term) + 1
		if i > 0 && strings.IndexByte("+-~?", lower[i-1]) >= 0 && strings.HasSuffix(term, ":") {
			i--
		}
		// In a name, "-all" and a colon in an IPv6 address mean something else.
		if i == 0 || term == "-all" && (lower[i-1] < '0' || lower[i-1] > '9') || at > 0 && i >= at {
			continue
		}
		at = i
	}
	return at
}

// repairSPFTerm repairs one term.
func repairSPFTerm(word string) string {
	if _, errs := ParseSPF("v=spf1 " + word); len(errs) == 0 && !spfConfused(word) {
		return word
	}
	qualifier, body := "", word
	if strings.IndexByte("+-~?", word[0]) >= 0 {
		qualifier, body = word[:1], word[1:]
	}
	name, value := body, ""
	if i := strings.IndexAny(body, ":="); i >= 0 {
		name, value = strings.ToLower(body[:i]), body[i+1:]
	}
	bare, bits, _ := strings.Cut(value, "/")
	ip, _ := netip.ParseAddr(bare)
	if n, err := strconv.Atoi(bits); err == nil && n > 32 && !ip.Is6() { // longer than an address: one address
		value = bare
	}
	whole, _, _ := strings.Cut(body, "/")
	alone, _ := netip.ParseAddr(whole)
	switch {
	case alone.Is4():
		return qualifier + "ip4:" + body
	case alone.Is6():
		return qualifier + "ip6:" + body
	case name == "redirect" || name == "exp":
		return name + "=" + value
	case ip.Is4() && (name == "a" || name == "ip" || name == "ipv4" || name == "ip4" || name == "ip6" || name == "ipv6"):
		return qualifier + "ip4:" + value
	case ip.Is6() && (name == "a" || name == "ip" || name == "ipv4" || name == "ip4" || name == "ip6" || name == "ipv6"):
		return qualifier + "ip6:" + value
	case name == "include" || name == "a" || name == "mx" || name == "exists" || name == "ptr":
		return qualifier + name + ":" + strings.TrimPrefix(strings.TrimPrefix(value, "https://"), "http://")
	case strings.EqualFold(strings.Trim(name, ".:"), "all"):
		return qualifier + "all"
	}
	return word
}

// spfConfused reports whether a term is an unknown modifier by its "=", which
// is valid and does nothing, but was meant to do something: a mechanism as in
// "include=example.net", or the beginning of a second record.
func spfConfused(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && (spfMechanism(strings.ToLower(name)) != 0 || strings.EqualFold(word, "v=spf1"))
}
