package check

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// spfLongTTL is the TTL, in seconds, beyond which a change takes long to arrive.
const spfLongTTL = 86400

// spfExtras are answers about what is around the root's record, which an audit
// without a host asks for. An Outcome of 0 is a question that was not asked.
type spfExtras struct {
	// typeSPF is that for the record type SPF, sibling that for the TXT records
	// of a name below the domain that nobody has made.
	typeSPF, sibling Answer
	// mx, a and aaaa tell whether a domain without a record has mail.
	mx, a, aaaa Answer
	// exp is the answer at the name that "exp" leads to, expTerm.
	exp     Answer
	expTerm SPFTerm
	expName string
}

// first asks what does not depend on the root's record.
func (a *spfAudit) first(domain string) {
	if !a.around || !spfDomain(domain) {
		return
	}
	a.add(escapeName(domain), dns.TypeSPF, func(answer Answer) { a.extra.typeSPF = answer })
	if isHostName(strings.ReplaceAll(domain, "_", "x")) && len(domain) < 200 {
		a.add(strangerTo(domain), dns.TypeTXT, func(answer Answer) { a.extra.sibling = answer })
	}
}

// after asks what depends on it: where "exp" leads, or whether a domain without
// a record has mail.
func (a *spfAudit) after(ctx context.Context, root *spfBranch) {
	if !a.around {
		return
	}
	if root.rec == nil {
		if len(root.pub.records) == 0 && root.pub.answer.Outcome.Known() && root.pub.answer.Outcome != NXDomain {
			name := escapeName(root.domain)
			a.add(name, dns.TypeMX, func(answer Answer) { a.extra.mx = answer })
			a.add(name, dns.TypeA, func(answer Answer) { a.extra.a = answer })
			a.add(name, dns.TypeAAAA, func(answer Answer) { a.extra.aaaa = answer })
		}
		return
	}
	t, ok := root.rec.modifier(SPFExp)
	if !ok || !t.Target.Static() {
		return
	}
	name, ok := a.eval.target(ctx, spfPlace{domain: root.domain}, t)
	a.extra.expTerm, a.extra.expName = t, name
	if ok {
		a.add(name, dns.TypeTXT, func(answer Answer) { a.extra.exp = answer })
	}
}

// strangerTo gives a name below a domain that nobody has made. It is always the
// same for a domain: equal questions are asked once.
func strangerTo(domain string) string { return fmt.Sprintf("ndr-%x.%s", hashName(domain), domain) }

// findings tells what the extras show.
func (x *spfExtras) findings(root *spfBranch) []Finding {
	all := x.records(root)
	if root.rec == nil {
		return append(all, x.parked(root)...)
	}
	if texts := txtTexts(x.sibling); slices.Contains(texts, root.rec.text) {
		all = append(all, finding(Info, SPFWildcard, fmt.Sprintf("any name below %s has this record: a wildcard answers", root.domain)))
	}
	if x.expTerm.Text != "" {
		if problem := explanationProblem(x.exp, x.expName); problem != "" {
			f := root.note(Info, SPFExpBroken, x.expTerm, "%q gives no explanation: %s", x.expTerm.Text, problem)
			if x.exp.Outcome != 0 && !x.exp.Outcome.Known() {
				f.Outcome = x.exp.Outcome
			}
			all = append(all, f)
		}
	}
	return all
}

// records tells of other records at the domain, and of how its record is
// reached.
func (x *spfExtras) records(root *spfBranch) []Finding {
	var all []Finding
	for _, text := range root.pub.texts {
		if lower := lowerASCII(text); root.rec != nil && strings.HasPrefix(lower, "spf2.0/") {
			all = append(all, Finding{Severity: Info, ID: SPFSenderID, Record: text, Position: -1,
				Text: "a record of Sender ID stands beside it, which no one evaluates any more (RFC 6686)"})
		}
	}
	for _, text := range txtLike(x.typeSPF) {
		all = append(all, Finding{Severity: Info, ID: SPFTypeSPF, Record: text, Position: -1,
			Text: fmt.Sprintf("%s has a record of the type SPF (99), which nobody looks at (RFC 7208 section 3.1): only TXT counts", root.domain)})
	}
	a := root.pub.answer
	if n := len(a.CNAMEs); n > 0 && root.rec != nil {
		all = append(all, finding(Info, SPFAlias, fmt.Sprintf("%s is an alias (CNAME) of %s, whose record this is", root.domain, a.CNAMEs[n-1])))
	}
	// A short one would say nothing: a resolver's cache gives what is left of it.
	if root.rec != nil && len(a.Records) > 0 && a.Records[0].Header().Ttl > spfLongTTL {
		all = append(all, finding(Info, SPFTTL, fmt.Sprintf("the record may be kept for %d hours (its TTL): a change takes as long to arrive", a.Records[0].Header().Ttl/3600)))
	}
	return all
}

// txtLike gives the texts of records of the type SPF, which have the form of
// TXT records.
func txtLike(a Answer) []string {
	var texts []string
	for _, rr := range a.Records {
		if spf, ok := rr.(*dns.SPF); ok {
			texts = append(texts, txtTexts(Answer{Records: []dns.RR{&dns.TXT{Hdr: spf.Hdr, Txt: spf.Txt}}})...)
		}
	}
	return texts
}

// parked tells a domain without a record and without mail to say so.
func (x *spfExtras) parked(root *spfBranch) []Finding {
	if slices.ContainsFunc(root.pub.texts, func(text string) bool { return spfNearMiss(text) != "" }) {
		return nil // it has one, in a way
	}
	noMail := x.mx.Outcome == NoData && x.a.Outcome.Absent() && x.aaaa.Outcome.Absent()
	if len(x.mx.Records) == 1 {
		mx, ok := x.mx.Records[0].(*dns.MX)
		noMail = ok && mx.Mx == "."
	}
	if !noMail {
		return nil
	}
	return []Finding{finding(Info, SPFParked, fmt.Sprintf(
		"%s takes no mail; if it sends none either, \"v=spf1 -all\" says so and keeps others from using its name", root.domain))}
}

// addresses counts the IPv4 addresses that a record lets pass, as far as the
// audit has seen them.
func (b *spfBranch) addresses() uint64 {
	var all spfSet
	b.passing(&all)
	n := uint64(0)
	for _, r := range spfSet(nil).union(all) {
		lo, hi := r.lo.As4(), r.hi.As4()
		n += uint64(binary.BigEndian.Uint32(hi[:])) - uint64(binary.BigEndian.Uint32(lo[:])) + 1
	}
	return n
}

// passing adds the IPv4 networks of the terms that let pass.
func (b *spfBranch) passing(set *spfSet) {
	for _, u := range b.uses {
		if u.term.Qualifier != '+' && u.term.Kind != SPFRedirect {
			continue
		}
		switch u.term.Kind {
		case SPFAll:
			*set = append(*set, prefixRange(netip.PrefixFrom(netip.IPv4Unspecified(), 0)))
		case SPFIP4:
			*set = append(*set, prefixRange(u.term.Network))
		case SPFA:
			for _, answer := range u.answers {
				for _, ip := range spfAddresses(answer) {
					if ip.Is4() {
						*set = append(*set, prefixRange(netip.PrefixFrom(ip, u.term.Bits4)))
					}
				}
			}
		}
		if u.child != nil {
			u.child.passing(set)
		}
	}
}

// explanationProblem says why the answer at the name that "exp" leads to gives
// no explanation, or "" (RFC 7208 section 6.2).
func explanationProblem(a Answer, name string) string {
	texts := txtTexts(a)
	switch {
	case a.Outcome == 0:
		return fmt.Sprintf("%q can't be a domain", name)
	case !a.Outcome.Known():
		return fmt.Sprintf("%s could not be looked up: %s", name, why(a))
	case len(texts) == 0:
		return fmt.Sprintf("%s has no TXT record (%s)", name, a.Outcome)
	case len(texts) > 1:
		return fmt.Sprintf("%s has %d TXT records, and only one is allowed", name, len(texts))
	case !isASCII(texts[0]):
		return fmt.Sprintf("the text of %s is not ASCII", name)
	}
	if _, ok := parseSPFExplanation(texts[0]); !ok {
		return fmt.Sprintf("the text of %s has a macro that is none", name)
	}
	return ""
}
