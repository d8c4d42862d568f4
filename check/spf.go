package check

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// An SPFQuery says whose SPF record to look at and, where IP is valid, which
// host to judge by it.
type SPFQuery struct {
	// Domain is the domain whose record is looked at. It may be left empty
	// where Sender or HELO gives it.
	Domain string
	// IP is the address of the SMTP client. Without it, the record is audited
	// and no host judged; what is around it is looked at, too, unless Flatten is
	// set: where "exp" leads, records of other types, wildcards.
	IP netip.Addr
	// Sender is the address of MAIL FROM, empty for the null reverse-path, of
	// which RFC 7208 section 2.4 makes postmaster@HELO.
	Sender string
	// HELO is the name that the client gave in HELO or EHLO.
	HELO string
	// Receiver is what the macro "r" stands for, empty for "unknown".
	Receiver string
	// Now is the time for the macro "t", zero for the current time.
	Now time.Time
	// Flatten asks for [SPFData.Flattened].
	Flatten bool
	// Advice asks, with an IP, for what HELO gets by itself (RFC 7208 section
	// 2.3), and for the record that would let the host pass.
	Advice bool
}

// SPFData is the Data of a Result of [SPF].
type SPFData struct {
	// Result is that of check_host (RFC 7208 section 2.6) for the host that was
	// asked about. Without one it is "none", "permerror" or "temperror" where
	// every host gets that, and empty otherwise.
	Result SPFResult `json:"result"`
	// Term is the term that decided, as published, and Path leads from the
	// domain asked about to the domain in whose record it stands.
	Term string   `json:"term"`
	Path []string `json:"path"`
	// Explanation is the text of "exp" (RFC 7208 section 6.2) on a fail.
	Explanation string `json:"explanation"`
	// HELO is what the name in HELO gets by itself, with Advice and beside a sender
	// of another domain.
	HELO SPFIdentity `json:"helo"`
	// Lookups counts the terms that cost a DNS lookup in the record and all
	// that it includes (RFC 7208 section 4.6.4), matched or not, also past
	// the limit of 10. VoidLookups counts those that find nothing.
	Lookups     int `json:"lookups"`
	VoidLookups int `json:"void_lookups"`
	// Addresses counts the IPv4 addresses that the record lets pass by networks
	// and by names of the mechanism "a", where no host was asked about.
	Addresses uint64 `json:"ipv4_addresses"`
	// Authentic says that a trusted server vouches for the record by DNSSEC.
	Authentic bool `json:"authentic"`
	// Tree is the record with all that it includes, null without a record.
	Tree *SPFNode `json:"tree"`
	// Flattened is an equivalent set of records without lookups, where it was
	// asked for.
	Flattened []SPFFlat `json:"flattened"`
}

// An SPFIdentity is the result of check_host for one identity. Both fields are
// empty where it was not evaluated.
type SPFIdentity struct {
	Domain string    `json:"domain"`
	Result SPFResult `json:"result"`
}

// An SPFNode is one SPF record in the tree of includes and redirects.
type SPFNode struct {
	Domain string `json:"domain"`
	// Via is the term of the parent that leads here, empty at the root.
	Via    string `json:"via"`
	Record string `json:"record"`
	// Own counts the terms of this record that cost a lookup, Lookups those of
	// the records below it too.
	Own         int `json:"own"`
	Lookups     int `json:"lookups"`
	VoidLookups int `json:"void_lookups"`
	// Running counts them in the order of evaluation, from the root's first term
	// to the last one of this record and those below it, where nothing matches.
	Running int `json:"running"`
	// Error says what is wrong with this record, or why there is none.
	Error    string     `json:"error"`
	Children []*SPFNode `json:"children"`
}

// An SPFFlat is one record of a flattened set.
type SPFFlat struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// An SPFResult is a result of check_host, RFC 7208 section 2.6.
type SPFResult string

// The results.
const (
	SPFNone      SPFResult = "none"
	SPFNeutral   SPFResult = "neutral"
	SPFPass      SPFResult = "pass"
	SPFFail      SPFResult = "fail"
	SPFSoftfail  SPFResult = "softfail"
	SPFTemperror SPFResult = "temperror"
	SPFPermerror SPFResult = "permerror"
)

// SPF looks at the SPF record of a domain (RFC 7208) and, where q has an IP
// address, at what it says of that host. The Result's Data is an *SPFData.
//
// The status is Unknown where a lookup failed that the outcome hangs on. With
// an address, the outcome is that of check_host: what is wrong elsewhere in the
// record is a warning then. Without one it is whether every host gets an
// orderly result.
func SPF(ctx context.Context, r Resolver, q SPFQuery) Result {
	watch := startWatch(r)
	host, domain := newSPFHost(q)
	eval := &spfEval{ask: newAsker(watch, spfMaxAsked), host: host}
	audit := &spfAudit{eval: eval, hosted: q.IP.IsValid(), around: !q.IP.IsValid() && !q.Flatten}
	var helo SPFIdentity
	var wg sync.WaitGroup
	if q.Advice {
		wg.Go(func() { helo = eval.helo(ctx, q, domain) })
	}
	root := audit.run(ctx, strings.TrimSuffix(domain, "."))

	data := &SPFData{Tree: root.node(new(int)), VoidLookups: root.voids(), Path: []string{}, Flattened: []SPFFlat{}}
	_, data.Lookups = root.lookups()
	data.Authentic = root.pub.answer.Authentic
	if !audit.hosted {
		data.Addresses = root.addresses()
	}
	if len(root.pub.records) == 0 {
		data.Tree = nil
	}
	res := Result{Check: "spf", Target: domain, Data: data, Findings: spfFindings(audit, root)}
	if q.IP.IsValid() {
		v := eval.checkHost(ctx, domain, nil)
		text, broken := eval.explanation(ctx, v)
		data.Explanation = text
		spfJudge(&res, data, v)
		res.Findings = append(res.Findings, broken...)
		if q.Advice {
			res.Findings = append(res.Findings, root.toPass(q.IP, v)...)
		}
	} else {
		spfSummarise(&res, data, root)
	}
	wg.Wait()
	data.HELO = helo
	if q.Flatten {
		if audit.hosted {
			eval.askOther(ctx, root)
		}
		flattenInto(ctx, &res, data, eval.ask, strings.TrimSuffix(domain, "."))
	}
	for i := range res.Findings { // they may quote a sender, or a macro's value
		res.Findings[i].Text = printable(res.Findings[i].Text, 1000)
	}
	return watch.stop(res)
}

// askOther asks for the addresses of the kind that the host does not have, all
// at once: flattening needs them too, level by level.
func (e *spfEval) askOther(ctx context.Context, root *spfBranch) {
	other := dns.TypeA
	if e.host.qtype() == dns.TypeA {
		other = dns.TypeAAAA
	}
	var questions []askFor
	root.each(func(b *spfBranch) {
		for _, u := range b.uses {
			if u.term.Kind == SPFA && u.target != "" {
				questions = append(questions, askFor{u.target, other})
			}
			for _, host := range u.hosts {
				questions = append(questions, askFor{host, other})
			}
		}
	})
	e.ask.all(ctx, questions[:min(len(questions), spfAuditAsked)])
}

// flattenInto looks at all of the record again, whatever kind of host was asked
// about, and puts a flattened set of records into data, or tells why there is
// none.
func flattenInto(ctx context.Context, res *Result, data *SPFData, ask *asker, domain string) {
	audit := &spfAudit{eval: &spfEval{ask: ask}, deep: true}
	root := audit.run(ctx, domain)
	problem := "it includes too much"
	var records []SPFFlat
	if !audit.cut {
		records, problem = flattenSPF(ctx, ask, root)
	}
	if problem != "" {
		res.Findings = append(res.Findings, finding(Warn, SPFNotFlattened, "the record can't be flattened: "+problem))
		return
	}
	data.Flattened = append(data.Flattened, records...)
}

// spfJudge puts the verdict of check_host on a host in front.
func spfJudge(res *Result, data *SPFData, v spfVerdict) {
	data.Result, data.Term, data.Path = v.result, v.term.Text, v.path
	broken := v.result == SPFNone || v.result == SPFPermerror || v.result == SPFTemperror
	known := false
	for i := range res.Findings {
		f := &res.Findings[i]
		known = known || f.ID == v.id
		if !broken && f.Severity == Fail {
			f.Severity = Warn
		}
	}
	if !known || !broken {
		own := Finding{Severity: spfSeverity(v.result), ID: v.id, Text: v.text, Record: v.record, Position: v.pos, Outcome: v.failure()}
		res.Findings = append([]Finding{own}, res.Findings...)
	}
	res.Status = worst(res.Findings)
	if v.result == SPFTemperror {
		res.Status = Unknown
	}
}

// spfSeverity gives the severity of a result.
func spfSeverity(r SPFResult) Status {
	switch r {
	case SPFPass:
		return Pass
	case SPFSoftfail, SPFNeutral:
		return Warn
	case SPFTemperror:
		return Unknown
	}
	return Fail
}

// spfSummarise gives the result of an audit without a host.
func spfSummarise(res *Result, data *SPFData, root *spfBranch) {
	v, none := root.pub.verdict(nil)
	res.Status = worst(res.Findings)
	unknown := slices.ContainsFunc(res.Findings, func(f Finding) bool { return f.Severity == Unknown })
	switch {
	case root.bad:
		data.Result = SPFNone
	case none:
		data.Result = v.result
	case res.Status == Fail:
		data.Result = SPFPermerror
	case unknown:
		data.Result = SPFTemperror
	}
	if unknown && res.Status != Fail {
		res.Status = Unknown
	}
}
