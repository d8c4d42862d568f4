package check

import (
	"context"
	"fmt"

	"github.com/miekg/dns"
)

// The bounds of an audit, which goes on past the limits of RFC 7208 so as to
// tell by how much a record exceeds them. spfMaxAsked leaves room for what one
// evaluation may ask beyond: ten "mx" of ten hosts, the host's own names, and
// an explanation.
const (
	spfAuditAsked    = 100
	spfAuditBranches = 60
	spfMaxAsked      = spfAuditAsked + 150
)

// An spfAudit reads the tree of records that a domain's record includes, level
// by level: what does not depend on each other is asked for at once.
type spfAudit struct {
	eval *spfEval
	// hosted says that there is a host, so that its macros have a value and
	// only addresses of its kind count.
	hosted bool
	// deep asks for the addresses of mail hosts without a host, to flatten.
	deep bool
	// around says that what is around the record is looked at, too.
	around   bool
	branches int
	// cut says that a bound was met and the tree is not whole.
	cut   bool
	batch []spfJob
	extra spfExtras
}

// An spfJob is a question and what to do with its answer.
type spfJob struct {
	q    askFor
	then func(Answer)
}

// An spfBranch is a record in the tree.
type spfBranch struct {
	domain string
	via    SPFTerm // of the parent
	parent *spfBranch
	pub    spfPublished
	rec    *SPFRecord
	errs   []SPFError
	uses   []*spfUse
	// loop says that a record above is the same one, bad that the name can't
	// be one, cut that a bound kept it from being looked up.
	loop, bad, cut bool
}

// An spfUse is a term of a branch with what its lookups found.
type spfUse struct {
	term SPFTerm
	// target is the name asked for; dynamic says that it depends on a message
	// and is not known.
	target  string
	dynamic bool
	answers []Answer
	// hosts are the names of the mail hosts or the PTR records, at the
	// addresses in hostAnswers.
	hosts       []string
	hostAnswers []Answer
	child       *spfBranch
}

// run reads the tree below domain.
func (a *spfAudit) run(ctx context.Context, domain string) *spfBranch {
	root := &spfBranch{domain: domain}
	a.fetch(ctx, root)
	a.first(domain)
	for len(a.batch) > 0 {
		jobs := a.batch
		a.batch = nil
		questions := make([]askFor, len(jobs))
		for i, job := range jobs {
			questions[i] = job.q
		}
		for i, answer := range a.eval.ask.all(ctx, questions) {
			jobs[i].then(answer)
		}
	}
	return root
}

// add puts a question in the next batch, and reports whether there is room.
func (a *spfAudit) add(name string, qtype uint16, then func(Answer)) bool {
	if a.eval.ask.count()+len(a.batch) >= spfAuditAsked {
		a.cut = true
		return false
	}
	a.batch = append(a.batch, spfJob{askFor{name, qtype}, then})
	return true
}

// fetch has the record of a branch looked up, and then what its terms name.
func (a *spfAudit) fetch(ctx context.Context, b *spfBranch) {
	a.branches++
	if !spfDomain(b.domain) {
		b.bad = true
		return
	}
	for up := b.parent; up != nil; up = up.parent {
		if canonical(up.domain) == canonical(b.domain) {
			b.loop = true
			return
		}
	}
	b.cut = !a.add(escapeName(b.domain), dns.TypeTXT, func(Answer) {
		b.pub = spfLookup(ctx, a.eval.ask, b.domain)
		if b.parent == nil {
			defer a.after(ctx, b)
		}
		if len(b.pub.records) != 1 {
			return
		}
		b.rec, b.errs = ParseSPF(b.pub.records[0])
		for _, t := range b.rec.effective() {
			a.use(ctx, b, t)
		}
	})
}

// use has looked up what a term names.
func (a *spfAudit) use(ctx context.Context, b *spfBranch, t SPFTerm) {
	u := &spfUse{term: t}
	b.uses = append(b.uses, u)
	if !t.CostsLookup() {
		return
	}
	if t.Target.uses("p") || !a.hosted && !t.Target.Static() {
		u.dynamic = true
		return
	}
	var ok bool
	u.target, ok = a.eval.target(ctx, spfPlace{domain: b.domain}, t)
	keep := func(answer Answer) { u.answers = append(u.answers, answer) }
	switch {
	case a.branches >= spfAuditBranches && (t.Kind == SPFInclude || t.Kind == SPFRedirect):
		a.cut = true
	case t.Kind == SPFInclude || t.Kind == SPFRedirect:
		u.child = &spfBranch{domain: u.target, via: t, parent: b}
		a.fetch(ctx, u.child)
	case !ok:
	case t.Kind == SPFA:
		for _, qtype := range a.types() {
			a.add(u.target, qtype, keep)
		}
	case t.Kind == SPFExists:
		a.add(u.target, dns.TypeA, keep)
	case t.Kind == SPFMX:
		a.add(u.target, dns.TypeMX, func(answer Answer) {
			keep(answer)
			a.addresses(u, spfMXHosts(answer))
		})
	case t.Kind == SPFPTR && a.hosted:
		a.add(a.eval.host.reverse(), dns.TypePTR, func(answer Answer) {
			keep(answer)
			var names []string
			for _, rr := range answer.Records {
				if ptr, ok := rr.(*dns.PTR); ok {
					names = append(names, canonical(ptr.Ptr))
				}
			}
			a.addresses(u, names[:min(len(names), spfMaxNames)])
		})
	}
}

// addresses has the addresses of hosts looked up, where anything needs them.
func (a *spfAudit) addresses(u *spfUse, hosts []string) {
	u.hosts = hosts
	if !a.hosted && !a.deep || len(hosts) > spfMaxNames {
		return
	}
	for _, host := range hosts {
		for _, qtype := range a.types() {
			a.add(host, qtype, func(answer Answer) { u.hostAnswers = append(u.hostAnswers, answer) })
		}
	}
}

// types are the types of address records that count.
func (a *spfAudit) types() []uint16 {
	if a.hosted {
		return []uint16{a.eval.host.qtype()}
	}
	return []uint16{dns.TypeA, dns.TypeAAAA}
}

// void reports whether the term's lookup found nothing (RFC 7208 section
// 4.6.4): for every kind of host, where none is given.
func (u *spfUse) void() bool {
	for _, answer := range u.answers {
		if !answer.Outcome.Absent() {
			return false
		}
	}
	return len(u.answers) > 0
}

// path leads from the root to b.
func (b *spfBranch) path() []string {
	if b.parent == nil {
		return []string{b.domain}
	}
	return append(b.parent.path(), b.domain)
}

// lookups counts the terms of b, and those below it too, that cost a lookup.
func (b *spfBranch) lookups() (own, total int) {
	for _, u := range b.uses {
		if u.term.CostsLookup() {
			own++
		}
		if u.child != nil {
			_, below := u.child.lookups()
			total += below
		}
	}
	return own, own + total
}

// voids counts the void lookups of b and of what is below it.
func (b *spfBranch) voids() int {
	n := 0
	for _, u := range b.uses {
		if u.void() {
			n++
		}
		if u.child != nil {
			n += u.child.voids()
		}
	}
	return n
}

// problem says what is wrong with a record that has no verdict of its own:
// the id of the finding if it were the root's, and a text; both empty if
// nothing is.
func (b *spfBranch) problem() (id, text string) {
	switch {
	case b.loop:
		return SPFIncludeLoop, fmt.Sprintf("%s includes itself", b.domain)
	case b.bad:
		return SPFDomainInvalid, fmt.Sprintf("%q can't be a domain", b.domain)
	case b.cut:
		return "", ""
	}
	if v, ok := b.pub.verdict(nil); ok {
		return v.id, v.text
	}
	if len(b.errs) > 0 {
		return SPFSyntax, fmt.Sprintf("the record of %s has a syntax error: %s", b.domain, b.errs[0].Text)
	}
	return "", ""
}

// node gives the branch as it is shown; running counts the lookups of all that
// comes before it.
func (b *spfBranch) node(running *int) *SPFNode {
	n := &SPFNode{Domain: b.domain, Via: b.via.Text, VoidLookups: b.voids(), Children: []*SPFNode{}}
	n.Own, n.Lookups = b.lookups()
	_, n.Error = b.problem()
	if b.cut {
		n.Error = "not looked up: the tree has too many records"
	}
	if len(b.pub.records) > 0 {
		n.Record = b.pub.records[0]
	}
	for _, u := range b.uses {
		if u.term.CostsLookup() {
			*running++
		}
		if u.child != nil {
			n.Children = append(n.Children, u.child.node(running))
		}
	}
	n.Running = *running
	return n
}
