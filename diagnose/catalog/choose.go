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

// A rank is how much a rule counts: its tier, then, within that, what is called major
// here, then its weight, of which more is better, then its number. Lower wins.
type rank uint64

const noRank = rank(tierNone) << 56

func newRank(t tier, major int, weight uint16, number uint32) rank {
	return rank(t)<<56 | rank(uint8(major))<<48 | rank(^weight)<<32 | rank(number)
}

func (r rank) tier() tier { return tier(r >> 56) }

// in gives the rank in another tier.
func (r rank) in(t tier) rank { return r&(1<<56-1) | rank(t)<<56 }

// A choice is a rule that holds, and how much it counts.
type choice struct {
	rank
	rule   *entryRule
	phrase *phrase
	list   *listRule
	hit    hit
	byCode bool // the codes alone have selected rule
}

// offer takes a choice if it is the best so far.
func (s *scratch) offer(c choice) {
	if c.rank < s.best.rank {
		s.best = c
	}
}

// choose finds the rule that decides.
func (s *scratch) choose(c *Catalog) {
	for _, h := range s.scan.hits(stageFirst) {
		switch h.kind() {
		case refMatch:
			s.tryMatch(c, c.index.refOf(h), h)
		case refToken:
			s.tryToken(c, c.index.refOf(h), h)
		case refList:
			s.tryList(c, c.index.refOf(h), h)
		}
	}
	for place, p := range s.active {
		for _, r := range c.codeOnly[p] {
			s.tryCode(c, int(r), place)
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

// tryToken notes the token that may be at h, and offers its entry.
func (s *scratch) tryToken(c *Catalog, ref *patternRef, h candidateHit) {
	m, ok := s.verify(c, ref, h)
	if !ok || s.t.insideName(m) {
		return
	}
	s.tokens = append(s.tokens, m)
	r := &c.rules[ref.owner]
	if how := s.ruleRank(r, ref); how < s.best.rank && !s.excluded(r) {
		s.offerRule(r, how, m)
	}
}

// tryMatch offers an entry whose Match may be at h.
func (s *scratch) tryMatch(c *Catalog, ref *patternRef, h candidateHit) {
	r := &c.rules[ref.owner]
	how := s.ruleRank(r, ref)
	if how >= s.best.rank {
		return
	}
	if m, ok := s.verify(c, ref, h); ok && !(ref.flags&flagNegated != 0 && s.t.negated(m.from)) && !s.excluded(r) {
		s.offerRule(r, how, m)
	}
}

// ruleRank gives how much an entry counts if its pattern matches.
func (s *scratch) ruleRank(r *entryRule, ref *patternRef) rank {
	place, token := s.providerRank(int(ref.group)), ref.kind == refToken
	if place < 0 && ref.flags&flagAnywhere == 0 && !token || !s.codesHold(r, true) {
		return noRank
	}
	switch {
	case r.own && !r.weak:
		return newRank(tierOwn, 0, 0, ref.owner)
	case place >= 0 && r.provider > 0 && r.weak:
		return newRank(tierWeakProvider, place, 0, ref.owner)
	case place >= 0 && r.provider > 0:
		return newRank(tierProvider, place, 0, ref.owner)
	case token:
		if r.weak {
			return newRank(tierWeakProvider, maxActive, ref.weight, ref.owner)
		}
		return newRank(tierToken, 0, ref.weight, ref.owner)
	case r.weak:
		return newRank(tierWeakAnywhere, 0, ref.weight, ref.owner)
	}
	return newRank(tierAnywhere, 0, ref.weight, ref.owner)
}

// offerRule offers an entry whose words were found.
func (s *scratch) offerRule(r *entryRule, how rank, m hit) {
	if t := how.tier(); t >= tierAnywhere {
		how = how.in(t.soften(m.soft))
	}
	s.offer(choice{rank: how, rule: r, hit: m})
}

// soften gives the tier of what is of tier t, its words counting less for the
// marks on them.
func (t tier) soften(marks uint8) tier {
	switch {
	case marks == 0:
		return t
	case marks == markOuter && t < tierOuter:
		return tierOuter
	}
	return tierSoft
}

// codesHold reports whether the codes of the refusal meet those of an entry.
func (s *scratch) codesHold(r *entryRule, lenient bool) bool {
	return len(r.codes) == 0 || anyHolds(r.codes, s.reply, s.status, lenient)
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
func (s *scratch) tryCode(c *Catalog, i, place int) {
	r := &c.rules[i]
	t, major := tierProvider, place
	switch {
	case r.own && !r.weak:
		t, major = tierOwn, 0
	case r.otherwise:
		t = tierOtherwise
	case r.weak:
		t = tierWeakProvider
	}
	how := newRank(t, major, 0, uint32(i))
	if how < s.best.rank && s.codesHold(r, false) && !s.excluded(r) {
		s.offer(choice{rank: how, rule: r, byCode: true})
	}
}

// tryList offers a blocklist whose name may be at h, and notes it.
func (s *scratch) tryList(c *Catalog, ref *patternRef, h candidateHit) {
	m, ok := s.verify(c, ref, h)
	if !ok || s.t.negated(m.from) {
		return
	}
	s.noteList(int(ref.owner))
	how := newRank(tierList.soften(m.soft), 0, ref.weight, ref.owner)
	s.offer(choice{rank: how, list: &c.lists[ref.owner], hit: m})
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
