package catalog

import (
	"github.com/seed-d13f741b/ndr/dsn"
)

// outcome makes m the Match of the choice.
func (s *scratch) outcome(c *Catalog, q *Query, m *Match) {
	b := &s.best
	sure := true // enough is known to give up an address
	fixed := Permanence("")
	agree := false // the codes, with a phrase
	switch {
	case b.rule != nil:
		m.Entry, m.Category = b.rule.entry(), b.rule.category
		m.Why.Rule = m.Entry.ID
		fixed = b.rule.permanence
		sure = !b.rule.keep
	case b.phrase != nil && !s.codeSaysMore(c):
		m.Category = b.phrase.category
		m.Entry, agree = c.explain(m.Category, s.reply, s.status)
		m.Why.Rule = phraseRules[m.Category]
		sure = !b.phrase.loose() || s.status.Subject == 1 || s.status.Subject == 2
	case b.list != nil:
		m.Entry, m.Category = b.list.entry, b.list.entry.Category
		m.Why.Rule = m.Entry.ID
	default:
		m.Entry, sure = c.code(s.reply, s.status)
		m.Category = m.Entry.Category
		m.Why.Rule = m.Entry.ID
		if cat, ok := exitStatus(q.Text); ok {
			m.Category, m.Entry = cat, c.lib.about[cat]
			m.Why.Rule = "exit-status/" + string(cat)
			s.settle(c, q, m, sure, fixed)
			return
		}
	}
	if least := s.doubt(c, m.Category, agree); least > 0 {
		if p, ok := s.elect(); ok && (p.lead >= least && saysMore(p.category, m.Category) || p.lead >= leadAgreed && s.codeAgrees(c, p.category, m.Category)) {
			m.Category, sure, fixed = p.category, false, ""
			m.Entry, _ = c.explain(p.category, s.reply, s.status)
			m.Why = Why{wordsRules[p.category], p.words}
		}
	}
	s.settle(c, q, m, sure, fixed)
}

// phraseRules and wordsRules are the names of the rules by which a phrase of a
// category decides, and the vote for it.
var phraseRules, wordsRules = rulesNamed("phrase/"), rulesNamed("words/")

func rulesNamed(prefix string) map[Category]string {
	names := make(map[Category]string, len(phraseOrder))
	for _, c := range Categories() {
		names[c] = prefix + string(c)
	}
	return names
}

// doubt gives how far the vote of the words must lead, in tenths, to count for
// more than what has decided; 0 if it never does. A strong phrase for which the
// code speaks too is in no doubt, unless it is that of a policy.
func (s *scratch) doubt(c *Catalog, cat Category, agree bool) int {
	switch b := &s.best; {
	case b.tier() < tierPhrase, b.rule != nil && b.tier() < tierWeakAnywhere:
		return 0
	case b.tier() == tierPhrase && agree && cat != Policy:
		return 0
	case b.tier() == tierOuter:
		return leadOuter
	case b.tier() < tierOuter || b.rule != nil && cat != Policy:
		return leadPhrase
	case b.tier() < tierNone && !s.codeSaysMore(c):
		return leadWeak
	case cat == Unknown || cat == Policy:
		return leadCode
	case s.status.Detail == 0:
		return leadBasic
	}
	return leadDetail
}

// settle completes a Match whose category is known.
func (s *scratch) settle(c *Catalog, q *Query, m *Match, sure bool, fixed Permanence) {
	b := &s.best
	s.turnToSender(c, q, m)
	switch {
	case m.Why.Matched != "":
	case b.tier() == tierNone, b.byCode, b.phrase != nil && s.codeSaysMore(c):
		m.Why.Matched = s.codeWords(q)
	default:
		m.Why.Matched = s.t.source(b.hit.from, b.hit.to)
	}
	m.Permanence = s.permanence(q, fixed, m.Entry)
	m.Suppress = sure && aboutAddress(m.Category) && m.Permanence == Permanent && s.reply/100 != 4 && s.status.Class != 4
	m.Provider = s.providerName(c)
	s.addClues(c, q, m)
}

// codeAgrees reports whether the enhanced code names the voted category as the
// cause, and another has decided.
func (s *scratch) codeAgrees(c *Catalog, voted, decided Category) bool {
	switch voted {
	case decided, Unknown, Policy, ServerError:
		return false
	}
	if s.status.Detail == 0 {
		return false
	}
	e, _ := c.code(s.reply, s.status)
	return e.Category == voted
}

// saysMore reports whether a category may stand in the place of another: what is
// said where nothing else is known may only where nothing is.
func saysMore(voted, decided Category) bool {
	switch voted {
	case decided, Unknown:
		return false
	case Policy:
		return decided == Unknown
	case Expired, Greylisted:
		return decided == Unknown || decided == Policy || decided == ServerError
	}
	return true
}

// The leads of the words' vote that outvote what the sending system says of the
// reply, a strong phrase or a blocklist, a weak one, a code that says nothing, a
// basic code and an enhanced one.
const (
	leadOuter  = 50
	leadPhrase = 30
	leadWeak   = 10
	leadCode   = 2
	leadBasic  = 5
	leadDetail = 25
	leadAgreed = 15 // of what the enhanced code says too
)

// codeSaysMore reports whether the enhanced code names a cause and the words do
// not: "5.7.20 message rejected" is about DKIM, "4.2.2 try again later" about a
// full mailbox.
func (s *scratch) codeSaysMore(c *Catalog) bool {
	if s.best.tier() < tierWeakPhrase || s.best.phrase == nil {
		return false
	}
	switch s.best.phrase.category {
	case Policy:
		if s.status.Detail == 0 {
			return false
		}
	case Greylisted:
		return s.status.Subject > 0 && s.status.Subject < 7
	default:
		return false
	}
	e, _ := c.code(s.reply, s.status)
	return e.Category != Policy && e.Category != Unknown && e.Category != ServerError
}

// codeWords gives the codes that decided, as the text has them, or as the
// report gives them.
func (s *scratch) codeWords(q *Query) string {
	if p := s.shell.inner; p.to > p.from {
		return s.t.src[p.from:p.to]
	}
	if !s.status.IsZero() {
		return s.status.String()
	}
	return replyText(q.Reply)
}

// permanence says whether trying again can help. A temporary code always says
// so, whatever the words; then the vendor's own word about an entry counts,
// then the class of the code, then what the category usually is.
func (s *scratch) permanence(q *Query, fixed Permanence, e *Entry) Permanence {
	outer := s.shell.outer
	if q.Action == dsn.ActionDelayed {
		return Temporary
	}
	for _, digit := range [...]int{q.Reply / 100, int(q.Status.Class), outer.reply / 100, int(outer.status.Class)} {
		if digit == 4 {
			return Temporary
		}
	}
	if fixed != "" {
		return fixed
	}
	for _, digit := range [...]int{outer.reply / 100, int(outer.status.Class), q.Reply / 100, int(q.Status.Class)} {
		if digit == 5 {
			return Permanent
		}
	}
	if q.Action == "" && (q.Status.Class == 2 || q.Reply/100 == 2 || outer.reply/100 == 2 || outer.status.Class == 2) {
		return NothingFailed
	}
	return e.Permanence
}

// providerName gives the provider whose words decided, unless others say the
// same, else the one that was recognised first.
func (s *scratch) providerName(c *Catalog) string {
	if r := s.best.rule; r != nil && !r.shared && c.providers[r.provider].Name != "" {
		return c.providers[r.provider].Name
	}
	for _, p := range s.active {
		if c.providers[p].Name != "" {
			return c.providers[p].Name
		}
	}
	return ""
}
