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
	for _, h := range s.scan.hits(stageFirst) {
		switch h.kind {
		case refMatch:
			s.tryMatch(c, c.index.refOf(h), h)
		case refToken:
			s.tryToken(c, c.index.refOf(h), h)
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

// tryToken notes the token that may be at h, and offers its entry.
func (s *scratch) tryToken(c *Catalog, ref *patternRef, h candidateHit) {
	m, ok := s.verify(c, ref, h)
	if !ok || s.t.insideName(m) {
		return
	}
	s.tokens = append(s.tokens, m)
	if ch, ok := s.ruleChoice(c, ref); ok && !s.excluded(ch.rule) {
		ch.hit = m
		s.offerRule(ch)
	}
}

// tryMatch offers an entry whose Match may be at h.
func (s *scratch) tryMatch(c *Catalog, ref *patternRef, h candidateHit) {
	ch, ok := s.ruleChoice(c, ref)
	if !ok {
		return
	}
	if ch.hit, ok = s.verify(c, ref, h); ok && !(ref.flags&flagNegated != 0 && s.t.negated(ch.hit.from)) && !s.excluded(ch.rule) {
		s.offerRule(ch)
	}
}

// ruleChoice gives how much an entry counts if its pattern matches, and whether
// that is enough.
func (s *scratch) ruleChoice(c *Catalog, ref *patternRef) (ch choice, ok bool) {
	rank, token := s.providerRank(int(ref.group)), ref.kind == refToken
	if rank < 0 && ref.flags&flagAnywhere == 0 && !token {
		return choice{}, false
	}
	r := &c.rules[ref.owner]
	if !s.codesHold(r, true) {
		return choice{}, false
	}
	ch = choice{rule: r, order: ref.owner}
	switch {
	case r.own && !r.weak:
		ch.tier = tierOwn
	case rank >= 0 && r.provider > 0:
		ch.tier, ch.major = tierProvider, uint32(rank)
		if r.weak {
			ch.tier = tierWeakProvider
		}
	case token:
		ch.tier, ch.weight = tierToken, int(ref.weight)
	default:
		ch.tier, ch.weight = tierAnywhere, int(ref.weight)
		if r.weak {
			ch.tier = tierWeakAnywhere
		}
	}
	return ch, ch.better(&s.best)
}

// offerRule offers an entry whose words were found.
func (s *scratch) offerRule(ch choice) {
	if ch.tier >= tierAnywhere && ch.hit.soft != 0 {
		ch.tier, ch.major = ch.tier.soften(ch.hit.soft), 0
	}
	s.offer(ch)
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
func (s *scratch) tryList(c *Catalog, ref *patternRef, h candidateHit) {
	m, ok := s.verify(c, ref, h)
	if !ok || s.t.negated(m.from) {
		return
	}
	s.noteList(int(ref.owner))
	ch := choice{tier: tierList, weight: int(ref.weight), order: ref.owner, list: &c.lists[ref.owner], hit: m}
	ch.tier = ch.tier.soften(m.soft)
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
