package catalog

import (
	"math"
	"strings"
)

// A phraseHit is a phrase that may be in the text. Whether it is, is found out
// when it is first asked for: many do not matter.
type phraseHit struct {
	ref   *patternRef
	at    candidateHit
	asked bool
	found bool
	tier  tier
	hit   hit
	// order is its rank as long as no hit makes it softer; it is passed once that
	// was looked at.
	order rank
}

const (
	passed = math.MaxUint64
	notYet = passed - 1 // the last order of a phrase that was not passed
)

// choosePhrase offers the phrases in the text: the strong ones, and the weak
// ones where there is no strong one.
func (s *scratch) choosePhrase(c *Catalog) {
	entry := s.best
	s.phrases = s.phrases[:0]
	s.notePhrases(c, refOwnPhrase)
	if entry.tier() >= tierAnywhere {
		s.scan.takeAll(&c.index, &s.t, stagePhrase)
	}
	if entry.tier() == tierAnywhere {
		s.outdo(c, &entry)
		return
	}
	if entry.tier() > tierAnywhere {
		s.notePhrases(c, refPhrase)
	}
	if s.offerHard(c, notYet) {
		return
	}
	if entry.tier() >= tierWeakPhrase {
		s.scan.takeAll(&c.index, &s.t, stageWeak)
		s.notePhrases(c, refWeakPhrase)
	}
	s.offerSoft(c)
}

// outdo offers the best phrase in the place of an entry that is for every host, if it
// says more. Nearly always no phrase can: then none is looked at more closely.
func (s *scratch) outdo(c *Catalog, entry *choice) {
	last := rank(notYet)
	if len(s.phrases) == 0 { // of the user's own
		if last = s.lastToOutdo(c, entry); last == 0 {
			return
		}
	}
	s.notePhrases(c, refPhrase)
	s.best = choice{rank: noRank}
	if !s.offerHard(c, last) || !s.outdone(entry) {
		s.best = *entry
	}
}

// lastToOutdo gives the order of the last phrase in the text that may outdo an entry, by
// its category and by how much it says; 0 for none. How long its matches can be at most
// tells it of most that they don't.
func (s *scratch) lastToOutdo(c *Catalog, entry *choice) (last rank) {
	same, least := entry.rule.order, entry.said()
	if entry.rule.category == Expired {
		least = -1
	}
	for _, h := range s.scan.hits(stagePhrase) {
		ref := c.index.refOf(h)
		if ref.group == same || ref.group == policyOrder || int(ref.most) <= least {
			continue
		}
		if order := ref.order(tierPhrase); order > last {
			if m, ok := s.verify(c, ref, h); ok && m.to-m.from > least {
				last = order
			}
		}
	}
	return last
}

// order gives the rank of a phrase of a tier.
func (r *patternRef) order(t tier) rank { return newRank(t, int(r.group), r.weight, r.owner) }

// notePhrases notes the phrases of a kind that may be in the text: it has all
// that they need.
func (s *scratch) notePhrases(c *Catalog, kind refKind) {
	tier := phraseTier(kind)
	for _, h := range s.scan.hits(kind.stage()) {
		if h.kind() != kind {
			continue
		}
		if ref := c.index.refOf(h); s.scan.grams.holds(c.index.needs[ref.needs:]) {
			s.phrases = append(s.phrases, phraseHit{ref: ref, at: h, tier: tier, order: ref.order(tier)})
		}
	}
}

// offerHard offers the best of the phrases that count in full, if it comes in order not
// after last, and reports whether there is one.
func (s *scratch) offerHard(c *Catalog, last rank) bool {
	for {
		best := &phraseHit{order: passed}
		for i := range s.phrases {
			if p := &s.phrases[i]; p.order < best.order {
				best = p
			}
		}
		switch {
		case best.order > last:
			return false
		case s.finds(c, best) && best.tier <= tierPhrase && !s.covered(c, best):
			s.offerPhrase(c, best)
			return true
		}
		best.order = passed
	}
}

// offerSoft offers all phrases in the text.
func (s *scratch) offerSoft(c *Catalog) {
	for i := range s.phrases {
		if p := &s.phrases[i]; s.finds(c, p) && !s.covered(c, p) {
			s.offerPhrase(c, p)
		}
	}
}

// offerPhrase offers a phrase that is in the text, unless it says no more than a
// weak entry of the provider, which explains it better.
func (s *scratch) offerPhrase(c *Catalog, p *phraseHit) {
	if e := &s.best; p.tier == tierPhrase && e.tier() == tierWeakProvider && e.rule != nil && e.rule.category == c.phrases[p.ref.owner].category {
		return
	}
	s.offer(choice{rank: p.ref.order(p.tier), phrase: &c.phrases[p.ref.owner], hit: p.hit})
}

// finds reports whether a phrase is in the text.
func (s *scratch) finds(c *Catalog, p *phraseHit) bool {
	if p.asked {
		return p.found
	}
	p.asked = true
	p.hit, p.found = s.matchAt(c, p.ref, p.at)
	if p.found && p.ref.flags&flagNegated != 0 && s.t.negated(p.hit.from) {
		p.found = false
	}
	p.tier = p.tier.soften(p.hit.soft)
	return p.found
}

// codeWeight is what a condition on codes adds to the letters of an entry.
const codeWeight = 8

// outdone reports whether the best phrase says more than an entry that is for
// every host: "your ip address has been banned" more than "access denied".
func (s *scratch) outdone(entry *choice) bool {
	p := &s.best
	if p.tier() > tierPhrase {
		return false
	}
	if p.tier() == tierOwn {
		return true
	}
	switch {
	case p.phrase.category == entry.rule.category, p.phrase.category == Policy: // which says less than any other
		return false
	case entry.rule.category == Expired && p.hit.to <= entry.hit.from: // which is what to say where nothing else is known
		return true
	}
	return p.hit.to-p.hit.from > entry.said()
}

// said gives how much an entry says: the letters that it matched, and its codes.
func (b *choice) said() int {
	length := b.hit.to - b.hit.from
	if len(b.rule.codes) > 0 {
		length += codeWeight
	}
	return length
}

// phraseTier gives how much phrases of a kind count where nothing speaks against
// them.
func phraseTier(kind refKind) tier {
	switch kind {
	case refWeakPhrase:
		return tierWeakPhrase
	case refOwnPhrase:
		return tierOwn
	}
	return tierPhrase
}

// loose reports whether a phrase is too wide to give up an address by it alone:
// other words may stand between its own.
func (p *phrase) loose() bool { return p.weak && strings.Contains(p.source, " * ") }

// covered reports whether another phrase of its tier holds the words of the
// phrase a and more, or fixes more of the same: "blacklisted by recipient" says
// more than "blacklisted".
func (s *scratch) covered(c *Catalog, a *phraseHit) bool {
	for k := range s.phrases {
		b := &s.phrases[k]
		if b.ref.weight < a.ref.weight || int(b.ref.most) < a.hit.to-a.hit.from || !s.finds(c, b) || b.tier > a.tier || b.hit.from > a.hit.from || b.hit.to < a.hit.to {
			continue
		}
		if b.ref.weight > a.ref.weight || b.hit.to-b.hit.from > a.hit.to-a.hit.from {
			return true
		}
	}
	return false
}
