package headers

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
)

// What is worth a word: a step of more than slowHop, clocks that differ by more
// than skewed, more hops than manyHops.
const (
	slowHop  = 10 * 60 // seconds
	skewed   = 30
	manyHops = 20
)

// findings notes what is odd, the gravest subjects first.
func (a *analysis) findings() {
	a.originFindings()
	a.domainFindings()
	a.nameFindings()
	a.authFindings()
	a.signatureFindings()
	a.arcFindings()
	a.hopFindings()
	a.clockFindings()
	a.loopFindings()
	a.trustFindings()
	a.formFindings()
	a.spamFindings()
	a.kindFindings()
}

// hopFindings are about single hops.
func (a *analysis) hopFindings() {
	hops := a.rep.Hops
	if len(hops) == 0 {
		a.note(check.Info, NoTrace, "there is no Received field: the header is not complete, or the message never left the system that wrote it")
		return
	}
	if n := len(hops); n > manyHops {
		a.note(check.Warn, ManyHops, "%d hops: many systems take more than 25 to 50 for a loop and refuse the message", n)
	}
	undated := []string{}
	for i := range hops {
		h := &hops[i]
		if h.Date.IsZero() && len(undated) < 10 {
			undated = append(undated, h.label())
		}
		a.hopTransport(h)
	}
	if len(undated) > 0 {
		a.note(check.Info, HopDateMissing, "no date that can be read: %s", strings.Join(undated, ", "))
	}
	for i := range hops {
		if h := &hops[i]; h.DelayS != nil && *h.DelayS >= slowHop && i > 0 && !a.skewAt(i) {
			a.note(check.Info, HopDelay, "%s: the step to it took %s: a queue, greylisting or a filter", h.label(), Duration(*h.DelayS))
		}
	}
}

// label names a hop for people.
func (h *Hop) label() string {
	if h.By != "" {
		return fmt.Sprintf("hop %d (by %s)", h.Number, h.By)
	}
	return fmt.Sprintf("hop %d", h.Number)
}

// hopTransport is about how a client on the internet spoke to the server.
func (a *analysis) hopTransport(h *Hop) {
	if h.Internal || h.Scope != ScopePublic {
		return
	}
	switch {
	case !h.TLS && h.Protocol != "" && !strings.EqualFold(h.Protocol, "local"):
		a.note(check.Info, PlainHop, "%s: taken in from %s without TLS, as far as its line says (%s)", h.label(), h.client(), h.Protocol)
	case h.TLSVersion == "1.0" || h.TLSVersion == "1.1" || strings.HasPrefix(h.TLSVersion, "SSL"):
		a.note(check.Info, OldTLS, "%s: TLS version %s, which is not to be used any more (RFC 8996)", h.label(), strings.TrimPrefix(h.TLSVersion, "SSL"))
	}
	if h.Authenticated {
		return // a person's program: what it calls itself means nothing
	}
	helo := cleanDomain(h.HELO)
	switch {
	case h.From == "" && strings.Contains(strings.ToLower(h.Text), "(unknown "):
		a.note(check.Info, NoReverse, "%s: the server found no name for %s in reverse DNS that leads back to it", h.label(), h.IP)
	case h.From != "" && helo != "" && cleanDomain(h.From) != helo && organizational(helo) != organizational(cleanDomain(h.From)):
		a.note(check.Info, HELOForged, "%s: the client calls itself %s, but its address belongs to %s", h.label(), h.HELO, h.From)
	}
}

// clockFindings look for clocks that are wrong.
func (a *analysis) clockFindings() {
	hops := a.rep.Hops
	for i := range hops {
		h := &hops[i]
		if h.DelayS == nil || i == 0 || *h.DelayS > -skewed {
			continue
		}
		before := a.datedBefore(i)
		switch {
		case a.ahead(i):
			a.note(check.Warn, ClockSkew, "the clock of %s is ahead by about %s: the next hop is dated earlier", before.label(), Duration(-*h.DelayS))
		default:
			a.note(check.Warn, ClockSkew, "%s is dated %s before the hop that it came from: one of the two clocks is wrong", h.label(), Duration(-*h.DelayS))
		}
	}
	if a.opts.Now.IsZero() {
		return
	}
	for i := range hops {
		if h := &hops[i]; h.Date.After(a.opts.Now.Add(5 * time.Minute)) {
			a.note(check.Warn, FutureHop, "%s is dated %s, which is still to come", h.label(), h.Date.UTC().Format(time.RFC3339))
		}
	}
}

// datedBefore gives the last hop with a date before hops[i].
func (a *analysis) datedBefore(i int) *Hop {
	for k := i - 1; k >= 0; k-- {
		if !a.rep.Hops[k].Date.IsZero() {
			return &a.rep.Hops[k]
		}
	}
	return &a.rep.Hops[i]
}

// ahead reports whether the hop before hops[i] has a clock that is ahead: what
// the way back in time takes, the step to it took too much.
func (a *analysis) ahead(i int) bool {
	h, before := &a.rep.Hops[i], a.datedBefore(i)
	return before.DelayS != nil && *before.DelayS >= skewed && -*h.DelayS >= *before.DelayS/2 && -*h.DelayS <= 2**before.DelayS
}

// skewAt reports whether the delay of hops[i] is that of a clock which the next
// hop puts right.
func (a *analysis) skewAt(i int) bool {
	for k := i + 1; k < len(a.rep.Hops); k++ {
		if d := a.rep.Hops[k].DelayS; d != nil {
			return *d <= -skewed && a.ahead(k)
		}
	}
	return false
}

// loopFindings look for hosts and mailboxes that the message came to twice.
func (a *analysis) loopFindings() {
	last := map[string]int{}
	noted := map[string]bool{}
	outside := 0 // hops so far that came from elsewhere
	for i := range a.rep.Hops {
		h := &a.rep.Hops[i]
		by := cleanDomain(h.By)
		if by == "" || h.Internal {
			continue
		}
		outside++
		if at, ok := last[by]; ok && outside > at+1 && !noted[by] {
			noted[by] = true
			a.note(check.Warn, LoopHost, "%s took the message in twice, with other systems in between: it goes round in a circle, or it was forwarded back", h.By)
		}
		last[by] = outside
	}
	count := map[string]int{}
	for _, f := range a.fields {
		if !f.is("Delivered-To") && !f.is("X-Delivered-To") {
			continue
		}
		address := strings.ToLower(f.value())
		if count[address]++; count[address] == 2 && address != "" {
			a.note(check.Warn, LoopDelivered, "it was delivered to %s twice: Postfix and qmail take that for a loop and bounce it", address)
		}
	}
}

// trustFindings say which lines can be relied on.
func (a *analysis) trustFindings() {
	n := len(a.rep.Hops)
	switch {
	case n == 0:
	case len(a.opts.Own) == 0:
		a.note(check.Info, TrustUnknown, "any sender can write Received and Authentication-Results fields into a message: rely on the lines that your own servers wrote, at the top; all below is what others claim")
	case a.rep.Border == 0:
		a.note(check.Warn, TrustBorder, "the line at the top is by none of the servers that were named as own: all of the header is what others claim")
	default:
		h := a.hopAt(a.rep.Border)
		text := "its line and those of later hops can be relied on"
		if h.IP.IsValid() {
			text += fmt.Sprintf(": the message came in from %s", h.IP)
		}
		if before := a.rep.Border - 1; before > 0 {
			text += fmt.Sprintf("; %s before it: what others claim", plural(before, "hop"))
		}
		a.forgedStatements()
		a.note(check.Info, TrustBorder, "%s is the border of the own servers: %s", h.label(), text)
	}
}

// forgedStatements are those in an own name that stand where no own server wrote.
func (a *analysis) forgedStatements() {
	for i := range a.rep.Authentication {
		if s := &a.rep.Authentication[i]; !s.Own && s.Instance == 0 && s.AuthservID != "" && a.own(s.AuthservID) {
			a.note(check.Warn, AuthUntrusted, "a %s field in the name of %s stands below the lines of the own servers: it may be forged, and is to be removed on the way in (RFC 8601 section 5)", s.Field, s.AuthservID)
		}
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Duration writes seconds for people: "2 s", "3 min 20 s", "5 h 3 min", "2 d 4 h".
func Duration(s int64) string {
	switch {
	case s < 0:
		return "-" + Duration(-s)
	case s < 120:
		return fmt.Sprintf("%d s", s)
	case s < 2*3600:
		return two(s/60, "min", s%60, "s")
	case s < 48*3600:
		return two(s/3600, "h", s%3600/60, "min")
	}
	return two(s/86400, "d", s%86400/3600, "h")
}

func two(a int64, unitA string, b int64, unitB string) string {
	if b == 0 {
		return fmt.Sprintf("%d %s", a, unitA)
	}
	return fmt.Sprintf("%d %s %d %s", a, unitA, b, unitB)
}
