package check

import (
	"context"
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// The limits of RFC 7208 section 4.6.4.
const (
	spfMaxLookups = 10 // terms that cost a lookup
	spfMaxVoid    = 2  // terms whose lookup finds nothing
	spfMaxNames   = 10 // names of one mx or ptr whose addresses are asked for
	spfMaxLenient = 300
)

// An spfEval is one run of check_host (RFC 7208 section 4), with the counts
// that all of its recursion shares.
type spfEval struct {
	ask     *asker
	host    spfHost
	lookups int
	voids   int
	// lenient lifts the limits of RFC 7208 section 4.6.4 to spfMaxLenient, to
	// see what a record says that exceeds them.
	lenient bool
}

// allowed gives the limits on lookups and on void ones.
func (e *spfEval) allowed() (lookups, voids int) {
	if e.lenient {
		return spfMaxLenient, spfMaxLenient
	}
	return spfMaxLookups, spfMaxVoid
}

// An spfVerdict is what check_host returned, and why.
type spfVerdict struct {
	result SPFResult
	// id is that of the finding that tells it: SPFSyntax.
	id   string
	text string
	// term decided, and path leads to its record. term.Text is empty where it
	// was none.
	term   SPFTerm
	path   []string
	record string
	pos    int
	// rec and domain are where an explanation is taken from: not those of an
	// included record (RFC 7208 section 6.2).
	rec    *SPFRecord
	domain string
	// answer is the one that ended it, where it was one.
	answer Answer
}

// failure is the outcome of the lookup that made a temperror, and 0 otherwise.
func (v spfVerdict) failure() Outcome {
	if v.result == SPFTemperror {
		return v.answer.Outcome
	}
	return 0
}

// An spfPlace is a record under evaluation.
type spfPlace struct {
	domain string
	path   []string
	rec    *SPFRecord
}

// end makes the verdict that ends the evaluation at a term.
func (p spfPlace) end(result SPFResult, t SPFTerm, id, format string, args ...any) spfVerdict {
	return spfVerdict{result: result, id: id, text: fmt.Sprintf(format, args...), term: t,
		path: p.path, record: p.rec.text, pos: t.Pos, rec: p.rec, domain: p.domain}
}

// checkHost is check_host for one domain, RFC 7208 section 4; path leads to it.
func (e *spfEval) checkHost(ctx context.Context, domain string, path []string) spfVerdict {
	domain = strings.TrimSuffix(domain, ".")
	place := spfPlace{domain: domain, path: append(path[:len(path):len(path)], domain)}
	if !spfDomain(domain) {
		return spfVerdict{result: SPFNone, id: SPFDomainInvalid, path: place.path, pos: -1,
			text: fmt.Sprintf("%q is not a domain name of two labels or more", domain)}
	}
	pub := spfLookup(ctx, e.ask, domain)
	if v, ok := pub.verdict(place.path); ok {
		return v
	}
	rec, errs := ParseSPF(pub.records[0])
	if len(errs) > 0 {
		return spfVerdict{result: SPFPermerror, id: SPFSyntax, path: place.path, record: rec.text, pos: errs[0].Pos,
			text: fmt.Sprintf("the record of %s has a syntax error: %s", domain, errs[0].Text)}
	}
	place.rec = rec
	return e.terms(ctx, place)
}

// terms evaluates the terms of a record in turn.
func (e *spfEval) terms(ctx context.Context, place spfPlace) spfVerdict {
	for _, t := range place.rec.effective() {
		if t.CostsLookup() {
			allowed, _ := e.allowed()
			if e.lookups++; e.lookups > allowed {
				return place.end(SPFPermerror, t, SPFTooManyLookups,
					"%q in the record of %s would be lookup number %d, and %d are allowed", t.Text, place.domain, e.lookups, allowed)
			}
		}
		if t.Kind == SPFRedirect {
			return e.redirect(ctx, place, t)
		}
		matched, v := e.match(ctx, place, t)
		switch {
		case v != nil && !matched:
			return *v
		case matched:
			end := place.end(t.result(), t, "spf-"+string(t.result()), "%q in the record of %s matches", t.Text, place.domain)
			if v != nil { // an include: what matched is in the included record
				end.text = fmt.Sprintf("%q in the record of %s matches, because %s", t.Text, place.domain, v.text)
				end.term, end.path, end.record, end.pos = v.term, v.path, v.record, v.pos
			}
			return end
		}
	}
	v := place.end(SPFNeutral, SPFTerm{}, SPFHostNeutral, "no term in the record of %s matches", place.domain)
	v.pos = -1
	return v
}

// redirect goes on in another record, RFC 7208 section 6.1.
func (e *spfEval) redirect(ctx context.Context, place spfPlace, t SPFTerm) spfVerdict {
	target, ok := e.target(ctx, place, t)
	if !ok {
		return place.end(SPFPermerror, t, SPFIncludeBroken, "%q leads to %q, which can't be a domain", t.Text, target)
	}
	v := e.checkHost(ctx, target, place.path)
	return place.broken(t, v)
}

// broken turns what is wrong with a record that t leads to into what that
// means for the record that has t (RFC 7208 sections 5.2 and 6.1).
func (p spfPlace) broken(t SPFTerm, v spfVerdict) spfVerdict {
	switch v.id {
	case SPFMissing, SPFDomainMissing, SPFDomainInvalid, SPFMultipleRecords, SPFSyntax:
		end := p.end(SPFPermerror, t, SPFIncludeBroken, "%q in the record of %s: %s", t.Text, p.domain, v.text)
		end.path, end.answer = v.path, v.answer
		if v.record != "" {
			end.record, end.pos = v.record, v.pos
		}
		return end
	}
	return v
}

// match evaluates a mechanism (RFC 7208 section 5). The verdict is an exception
// unless the term matched; then it says what in an included record matched.
func (e *spfEval) match(ctx context.Context, place spfPlace, t SPFTerm) (bool, *spfVerdict) {
	switch t.Kind {
	case SPFAll:
		return true, nil
	case SPFIP4, SPFIP6:
		return t.Network.Contains(e.host.ip), nil
	}
	target, ok := e.target(ctx, place, t)
	if t.Kind == SPFInclude {
		return e.include(ctx, place, t, target)
	}
	if !ok {
		return false, nil // QUIRK: RFC 7208 section 4.8 leaves this open; most do not match
	}
	switch t.Kind {
	case SPFA:
		return e.address(ctx, place, t, target, e.host.qtype())
	case SPFMX:
		return e.mx(ctx, place, t, target)
	case SPFExists:
		a := e.ask.ask(ctx, target, dns.TypeA)
		if v := e.check(place, t, a); v != nil {
			return false, v
		}
		return a.Outcome == Answered, nil
	}
	return e.ptr(ctx, place, t, target)
}

// check makes an exception of an answer that ends the evaluation: a failure
// (RFC 7208 section 5), or one void lookup too many (section 4.6.4).
func (e *spfEval) check(place spfPlace, t SPFTerm, a Answer) *spfVerdict {
	if !a.Outcome.Known() {
		v := place.end(SPFTemperror, t, SPFDNSFailure, "%q in the record of %s: %s %s could not be looked up: %s",
			t.Text, place.domain, a.Name, dns.TypeToString[a.Type], why(a))
		v.answer = a
		return &v
	}
	if !a.Outcome.Absent() {
		return nil
	}
	if _, allowed := e.allowed(); e.voids >= allowed {
		v := place.end(SPFPermerror, t, SPFVoidLookups,
			"%q in the record of %s is void lookup number %d, and %d are allowed: %s has no %s record (%s)",
			t.Text, place.domain, e.voids+1, allowed, a.Name, dns.TypeToString[a.Type], a.Outcome)
		v.answer = a
		return &v
	}
	e.voids++
	return nil
}

// include evaluates another record, RFC 7208 section 5.2.
func (e *spfEval) include(ctx context.Context, place spfPlace, t SPFTerm, target string) (bool, *spfVerdict) {
	if e.host.hidden(t.Target) {
		return false, nil
	}
	v := place.broken(t, e.checkHost(ctx, target, place.path))
	switch v.result {
	case SPFPass:
		return true, &v
	case SPFTemperror, SPFPermerror:
		return false, &v
	}
	return false, nil
}

// address compares the host with the addresses of a name, RFC 7208 section 5.3.
func (e *spfEval) address(ctx context.Context, place spfPlace, t SPFTerm, name string, qtype uint16) (bool, *spfVerdict) {
	a := e.ask.ask(ctx, name, qtype)
	if v := e.check(place, t, a); v != nil {
		return false, v
	}
	return e.host.in(t, a), nil
}

// mx compares the host with the addresses of the mail hosts of a name, RFC 7208
// section 5.4.
func (e *spfEval) mx(ctx context.Context, place spfPlace, t SPFTerm, name string) (bool, *spfVerdict) {
	a := e.ask.ask(ctx, name, dns.TypeMX)
	if v := e.check(place, t, a); v != nil {
		return false, v
	}
	hosts := spfMXHosts(a)
	if len(hosts) > spfMaxNames {
		v := place.end(SPFPermerror, t, SPFTooManyLookups, "%q in the record of %s: %s has %d MX records, and %d are allowed",
			t.Text, place.domain, name, len(hosts), spfMaxNames)
		return false, &v
	}
	// The addresses of mail hosts are no terms, so that one without any is no
	// void lookup: else a few hosts without IPv6 would make a permerror of
	// every "mx" for clients with it.
	for _, a := range e.ask.all(ctx, spfQuestions(hosts, e.host.qtype())) {
		if !a.Outcome.Known() {
			return false, e.check(place, t, a)
		}
		if e.host.in(t, a) {
			return true, nil
		}
	}
	return false, nil
}

// ptr looks for a validated name of the host at or below a name, RFC 7208
// section 5.5. That it matches a name below is what the text says first, and
// what all implementations do.
func (e *spfEval) ptr(ctx context.Context, place spfPlace, t SPFTerm, name string) (bool, *spfVerdict) {
	a := e.ask.ask(ctx, e.host.reverse(), dns.TypePTR)
	if a.Outcome.Absent() {
		return false, e.check(place, t, a)
	}
	for _, valid := range e.validated(ctx) {
		if isBelow(valid, canonical(name)) {
			return true, nil
		}
	}
	return false, nil
}

// validated gives the names of the host whose addresses have it, RFC 7208
// section 5.5. Failed lookups give none.
func (e *spfEval) validated(ctx context.Context) []string {
	var names []string
	for _, rr := range e.ask.ask(ctx, e.host.reverse(), dns.TypePTR).Records {
		if ptr, ok := rr.(*dns.PTR); ok && len(names) < spfMaxNames {
			names = append(names, canonical(ptr.Ptr))
		}
	}
	var valid []string
	for i, a := range e.ask.all(ctx, spfQuestions(names, e.host.qtype())) {
		if e.host.in(SPFTerm{Bits4: 32, Bits6: 128}, a) {
			valid = append(valid, names[i])
		}
	}
	return valid
}
