package catalog

import "strings"

// choosePhrase offers the phrases in the text: the strong ones, and the weak
// ones where there is no strong one.
func (s *scratch) choosePhrase(c *Catalog) {
	s.phrases = s.phrases[:0]
	if s.best.tier < tierAnywhere {
		s.findPhrases(c, true, false)
	} else {
		s.findPhrases(c, false, false)
		if !s.hardPhrase() && s.best.tier >= tierWeakPhrase {
			s.findPhrases(c, false, true)
		}
	}
	entry := s.best
	if entry.tier == tierAnywhere {
		s.best = choice{tier: tierNone}
	}
	for i := range s.phrases {
		if !s.covered(i) {
			s.offer(s.phrases[i])
		}
	}
	if entry.tier == tierAnywhere && !s.outdone(&entry) {
		s.best = entry
	}
}

// codeWeight is what a condition on codes adds to the letters of an entry.
const codeWeight = 8

// outdone reports whether the best phrase says more than an entry that is for
// every host: "your ip address has been banned" more than "access denied".
func (s *scratch) outdone(entry *choice) bool {
	p := &s.best
	if p.tier > tierPhrase {
		return false
	}
	if p.tier == tierOwn {
		return true
	}
	length := entry.hit.to - entry.hit.from
	if len(entry.rule.codes) > 0 {
		length += codeWeight
	}
	switch {
	case p.phrase.category == entry.rule.category, p.phrase.category == Policy: // which says less than any other
		return false
	case entry.rule.category == Expired && p.hit.to <= entry.hit.from: // which is what to say where nothing else is known
		return true
	}
	return p.hit.to-p.hit.from > length
}

// hardPhrase reports whether a strong phrase was found that counts in full.
func (s *scratch) hardPhrase() bool {
	for i := range s.phrases {
		if s.phrases[i].tier <= tierPhrase {
			return true
		}
	}
	return false
}

// findPhrases notes the phrases in the text that are strong or weak, or own
// ones alone.
func (s *scratch) findPhrases(c *Catalog, own, weak bool) {
	kind := refPhrase
	if weak {
		kind = refWeakPhrase
	}
	for i := range s.hits() {
		h := &s.scan.hits[i]
		if h.kind != kind || len(s.phrases) == maxPhrases {
			continue
		}
		ref := c.index.refOf(h)
		if own && ref.flags&flagOwn == 0 {
			continue
		}
		m, ok := s.verify(c, ref, h)
		if !ok || ref.flags&flagNegated != 0 && s.t.negated(m.from) {
			continue
		}
		p := &c.phrases[ref.owner]
		ch := choice{tier: p.tier(), major: uint32(ref.group), weight: int(ref.weight), order: ref.owner, phrase: p, hit: m}
		if weak {
			ch.major = 0 // the longest decides, not the category
			if p.category == Greylisted {
				ch.major = 1 // a wish to try again later says less than any other
			}
		}
		ch.soften()
		s.phrases = append(s.phrases, ch)
	}
}

// tier gives how much a phrase counts where nothing speaks against it.
func (p *phrase) tier() tier {
	switch {
	case p.weak:
		return tierWeakPhrase
	case p.own:
		return tierOwn
	}
	return tierPhrase
}

// loose reports whether a phrase is too wide to give up an address by it alone:
// other words may stand between its own.
func (p *phrase) loose() bool { return p.weak && strings.Contains(p.source, " * ") }

// maxPhrases bounds the phrases that are noted of one text.
const maxPhrases = 64

// covered reports whether another phrase of its tier holds the words of the
// phrase i and more, or fixes more of the same: "blacklisted by recipient"
// says more than "blacklisted".
func (s *scratch) covered(i int) bool {
	a := &s.phrases[i]
	for k := range s.phrases {
		b := &s.phrases[k]
		if b.tier > a.tier || b.hit.from > a.hit.from || b.hit.to < a.hit.to {
			continue
		}
		if longer := b.hit.to - b.hit.from - (a.hit.to - a.hit.from); longer > 0 && b.weight >= a.weight || b.weight > a.weight {
			return true
		}
	}
	return false
}
