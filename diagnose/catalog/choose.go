package catalog

// A tier is how much a rule counts; the lowest wins.
type tier uint8

// The tiers.
const (
	tierOwn          tier = iota // an entry or phrase of the user's rules file
	tierProvider                 // an entry of the provider whose reply it is
	tierToken                    // a token that one provider alone writes
	tierAnywhere                 // an entry that is for every host
	tierPhrase                   // a phrase
	tierList                     // a blocklist named in the text
	tierWeakProvider             // weak entries and phrases
	tierOuter                    // words around the reply itself: "delivery suspended: host ... said: 421"
	tierOtherwise                // what a refusal of the provider means if nothing says more
	tierWeakAnywhere
	tierWeakPhrase
	tierSoft // words in a quotation or in a condition
	tierNone
)

// A choice is a rule that holds, and how much it counts.
type choice struct {
	tier   tier
	major  uint32 // within the tier: lower wins
	weight int    // then: higher wins
	order  uint32 // then: lower wins
	rule   *entryRule
	phrase *phrase
	list   *listRule
	hit    hit
	byCode bool // the codes alone have selected rule
}

// better reports whether a counts more than b.
func (a *choice) better(b *choice) bool {
	switch {
	case a.tier != b.tier:
		return a.tier < b.tier
	case a.major != b.major:
		return a.major < b.major
	case a.weight != b.weight:
		return a.weight > b.weight
	}
	return a.order < b.order
}

// offer takes a choice if it is the best so far.
func (s *scratch) offer(c choice) {
	if c.better(&s.best) {
		s.best = c
	}
}

// choose finds the rule that decides.
func (s *scratch) choose(c *Catalog) {
	for i := range s.hits() {
		h := &s.scan.hits[i]
		switch h.kind {
		case refMatch, refToken:
			s.tryRule(c, c.index.refOf(h), h)
		case refList:
			s.tryList(c, c.index.refOf(h), h)
		}
	}
	for rank, p := range s.active {
		for _, r := range c.codeOnly[p] {
			s.tryCode(c, int(r), rank)
		}
	}
	s.choosePhrase(c)
}

// providerRank gives the place of a provider among the recognised ones, or -1.
func (s *scratch) providerRank(p int) int {
	for i, a := range s.active {
		if a == p {
			return i
		}
	}
	return -1
}

// tryRule offers an entry whose Match or Token may be at h.
func (s *scratch) tryRule(c *Catalog, ref *patternRef, h *candidateHit) {
	rank := s.providerRank(int(ref.group))
	if rank < 0 && ref.flags&flagAnywhere == 0 && ref.kind != refToken {
		return
	}
	r := &c.rules[ref.owner]
	if !s.codesHold(r, true) {
		return
	}
	ch := choice{rule: r, order: ref.owner}
	switch {
	case r.own && !r.weak:
		ch.tier = tierOwn
	case rank >= 0 && r.provider > 0:
		ch.tier, ch.major = tierProvider, uint32(rank)
		if r.weak {
			ch.tier = tierWeakProvider
		}
	case ref.kind == refToken:
		ch.tier, ch.weight = tierToken, int(ref.weight)
	default:
		ch.tier, ch.weight = tierAnywhere, int(ref.weight)
		if r.weak {
			ch.tier = tierWeakAnywhere
		}
	}
	if !ch.better(&s.best) {
		return
	}
	m, ok := s.verify(c, ref, h)
	if !ok || ref.flags&flagNegated != 0 && s.t.negated(m.from) || s.excluded(r) {
		return
	}
	if ref.kind == refToken && s.t.insideName(m) {
		return
	}
	ch.hit = m
	if ch.tier >= tierAnywhere {
		ch.soften()
	}
	s.offer(ch)
}

// soften lowers a choice whose words count less.
func (a *choice) soften() {
	switch {
	case a.hit.soft == 0:
	case a.hit.soft == markOuter && a.tier < tierOuter:
		a.tier = tierOuter
	default:
		a.tier = tierSoft
	}
	if a.hit.soft != 0 && a.rule != nil {
		a.major = 0
	}
}

// codesHold reports whether the codes of the refusal meet those of an entry.
func (s *scratch) codesHold(r *entryRule, lenient bool) bool {
	if len(r.codes) == 0 {
		return true
	}
	for i := range r.codes {
		if r.codes[i].holds(s.reply, s.status, lenient) {
			return true
		}
	}
	return false
}

// excluded reports whether a Not pattern of the entry is in the text.
func (s *scratch) excluded(r *entryRule) bool {
	for i := range r.nots {
		if _, ok := s.m.search(r.nots[i]); ok {
			return true
		}
	}
	return false
}

// tryCode offers an entry that has only a Code.
func (s *scratch) tryCode(c *Catalog, i, rank int) {
	r := &c.rules[i]
	ch := choice{tier: tierProvider, major: uint32(rank), rule: r, order: uint32(i), byCode: true}
	switch {
	case r.own && !r.weak:
		ch.tier, ch.major = tierOwn, 0
	case r.otherwise:
		ch.tier = tierOtherwise
	case r.weak:
		ch.tier = tierWeakProvider
	}
	if ch.better(&s.best) && s.codesHold(r, false) && !s.excluded(r) {
		s.offer(ch)
	}
}

// tryList offers a blocklist whose name may be at h, and notes it.
func (s *scratch) tryList(c *Catalog, ref *patternRef, h *candidateHit) {
	m, ok := s.verify(c, ref, h)
	if !ok || s.t.negated(m.from) {
		return
	}
	s.noteList(int(ref.owner))
	ch := choice{tier: tierList, weight: int(ref.weight), order: ref.owner, list: &c.lists[ref.owner], hit: m}
	ch.soften()
	s.offer(ch)
}

// noteList notes a blocklist once.
func (s *scratch) noteList(list int) {
	for _, l := range s.lists {
		if l == list {
			return
		}
	}
	if len(s.lists) < maxNames {
		s.lists = append(s.lists, list)
	}
}
