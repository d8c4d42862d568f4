package catalog

import (
	"strings"
	"sync"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A scratch is the working memory of one classification.
type scratch struct {
	t      text
	m      matcher
	shell  shell
	scan   scan
	active []int // providers recognised, the surest first
	best   choice
	reply  int
	status dsn.Status
	lists  []int
	tokens []hit // of providers
	// phrases are the phrases found.
	phrases []phraseHit
	tally   tally
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// Classify tells what a refusal is about. It goes by the words of the refusing
// system first, then by the codes; the same Query always gives the same Match.
//
// In this order: an entry of the provider whose reply it is (recognised by
// q.Hosts, or by the text's own signature), or a token that only one provider
// writes; an entry of an MTA or blocklist; a phrase; a blocklist named in the
// text; entries and phrases that are marked as weak; the enhanced code; the
// basic code. Unless an entry has decided, the single words and the codes vote
// then: the less what has decided says, the smaller the lead that outvotes it.
// Names, addresses and URLs in the text are not words of it.
func (c *Catalog) Classify(q Query) (m Match) {
	switch q.Action {
	case dsn.ActionDelivered, dsn.ActionRelayed, dsn.ActionExpanded:
		return c.delivered(q.Action)
	}
	s := scratches.Get().(*scratch)
	s.read(c, &q)
	s.choose(c)
	s.outcome(c, &q, &m)
	scratches.Put(s)
	return m
}

// delivered is the Match of a recipient that nothing went wrong for.
func (c *Catalog) delivered(action dsn.Action) Match {
	m := Match{Category: Unknown, Permanence: NothingFailed, Entry: c.codes.class[2]}
	m.Why.Rule = "action/" + string(action)
	return m
}

// read prepares the text of q and finds the candidates in it.
func (s *scratch) read(c *Catalog, q *Query) {
	s.active, s.lists, s.tokens, s.best = s.active[:0], s.lists[:0], s.tokens[:0], choice{rank: noRank}
	s.m = matcher{t: &s.t, p: &c.program}
	q.Text = beforeExpiry(q.Text)
	s.shell = peel(q.Text)
	s.reply, s.status = s.shell.inner.reply, s.shell.inner.status
	if s.reply == 0 {
		s.reply = q.Reply
	}
	if s.status.IsZero() || !s.status.Specific() && q.Status.Specific() {
		s.status = q.Status
	}
	s.t.reset(q.Text, &s.shell)
	if s.shell.start > 0 {
		s.t.setMark(0, s.shell.start, markOuter)
	}
	s.scan.find(&c.index, &s.t)
	s.markConditions(c)
	s.recognise(c, q)
}

// beforeExpiry cuts off that time is over where a reply before it says why.
// QUIRK(exim): "451 4.3.0 Error: queue file write error: retry timeout exceeded".
func beforeExpiry(text string) string {
	reply, ok := strings.CutSuffix(text, ": retry timeout exceeded")
	if !ok || reply == "" {
		return text
	}
	if p, ok := codeAt(reply, 0); ok && p.reply != 0 && says(reply[p.to:]) {
		return reply
	}
	return text
}

// verify matches the pattern of a candidate, if the text has all that it needs.
func (s *scratch) verify(c *Catalog, ref *patternRef, h candidateHit) (hit, bool) {
	if !s.scan.grams.holds(c.index.needs[ref.needs:]) {
		return hit{}, false
	}
	return s.matchAt(c, ref, h)
}

// matchAt matches the pattern of a candidate.
func (s *scratch) matchAt(c *Catalog, ref *patternRef, h candidateHit) (hit, bool) {
	at := &c.index.places[h.cand()]
	for pos := max(h.pos()-int(at.high), 0); pos <= h.pos()-int(at.low); pos++ {
		if m, ok := s.m.match(ref.from, ref.to, ref.flags&flagRaw != 0, int(at.node), int(at.alt), pos); ok {
			return m, true
		}
	}
	return hit{}, false
}

// markConditions marks the sentences that begin like "if you think".
func (s *scratch) markConditions(c *Catalog) {
	for _, found := range s.scan.hits(stageFirst) {
		if found.kind() != refCondition {
			continue
		}
		if h, ok := s.verify(c, c.index.refOf(found), found); ok {
			for k := h.from; k < len(s.t.b) && (k <= h.to || s.t.mark[k]&markStop == 0); k++ {
				s.t.mark[k] |= markIf
			}
		}
	}
}
