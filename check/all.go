package check

import (
	"context"
	"net/netip"
	"slices"
	"sync"
)

// An AllQuery says whose mail to look at as a whole.
type AllQuery struct {
	// Domain is the part of an address after the "@"; U-labels are fine.
	Domain string
	// IPs are hosts that send the domain's mail, Sender and HELO what the first
	// of them says; all may be left out.
	IPs    []netip.Addr
	Sender string
	HELO   string
	// Selectors are those of DKIM keys; without any, they are looked for.
	Selectors []string
	// Message is a message of the domain, and Signatures the keys of its
	// signatures; the zero values mean that there is none.
	Message    SignedMessage
	Signatures []DKIMQuery
	// Blocklists says how blocklists are asked; its IP and Domain are not used.
	Blocklists DNSBLQuery
	// Prober connects to the mail servers and fetches the MTA-STS policy; nil
	// looks at DNS alone.
	Prober *Prober
}

// AllData is the Data of a Result of [All].
type AllData struct {
	// Areas sum up the checks of one kind each.
	Areas []Area `json:"areas"`
	// Next are the most useful things to do, first things first; three at most.
	Next []Step `json:"next"`
	// Results are those of all checks, in the order of Areas.
	Results []Result `json:"-"`
}

// An Area is what the checks of one kind come to.
type Area struct {
	// Check is the name of the check, and Grade what it comes to.
	Check  string `json:"check"`
	Grade  Grade  `json:"grade"`
	Status Status `json:"status"`
	// Summary says it in a sentence.
	Summary string `json:"summary"`
}

// maxAllAddresses bounds the addresses that are looked up in blocklists and in
// reverse DNS.
const maxAllAddresses = 6

// All runs every check on a domain, at once, and sums them up. Data is *AllData;
// the findings are those of all the checks. No question is asked twice.
//
// It fails where one of the checks does, and its status is Unknown where none
// does and something that matters could not be found out.
func All(ctx context.Context, r Resolver, q AllQuery) Result {
	if _, cached := r.(*Cache); !cached {
		r = NewCache(r)
	}
	w := startWatch(r)
	a := &allRun{ctx: ctx, r: w, query: q, results: map[string][]Result{}}
	data := &AllData{Areas: []Area{}, Next: []Step{}, Results: []Result{}}
	res := Result{Check: "all", Target: printable(q.Domain, 300), Data: data}
	if domain, err := asciiName(q.Domain); err == nil {
		res.Target, a.query.Domain = domain, domain
	}
	a.run()
	for _, name := range areaOrder {
		results := a.results[name]
		if len(results) == 0 {
			continue
		}
		data.Areas = append(data.Areas, grade(name, results))
		data.Results = append(data.Results, results...)
	}
	res.Status = Pass
	for _, one := range data.Results {
		res.Findings = append(res.Findings, one.Findings...)
		switch {
		case res.Status == Fail || one.Status == Fail:
			res.Status = Fail
		case one.Status == Unknown || res.Status == Unknown:
			res.Status = Unknown
		case rank(one.Status) > rank(res.Status):
			res.Status = one.Status
		}
	}
	data.Next = nextSteps(a.query.Domain, data.Results)
	return w.stop(res)
}

// areaOrder is the order in which the areas are shown.
var areaOrder = []string{"mx", "spf", "dkim", "dmarc", "dnsbl", "ptr", "mta-sts", "tls-rpt", "dane", "smtp"}

// An allRun is one run of all checks.
type allRun struct {
	ctx   context.Context
	r     Resolver
	query AllQuery

	mu      sync.Mutex
	wg      sync.WaitGroup
	results map[string][]Result
}

// start runs a check beside the others; at says where among the results of its
// kind its own comes.
func (a *allRun) start(name string, at int, run func() Result) {
	a.wg.Go(func() {
		res := run()
		a.mu.Lock()
		defer a.mu.Unlock()
		for len(a.results[name]) <= at {
			a.results[name] = append(a.results[name], Result{})
		}
		a.results[name][at] = res
	})
}

func (a *allRun) run() {
	q := a.query
	sender := netip.Addr{}
	if len(q.IPs) > 0 {
		sender = q.IPs[0]
	}
	a.start("spf", 0, func() Result {
		return SPF(a.ctx, a.r, SPFQuery{Domain: q.Domain, IP: sender, Sender: q.Sender, HELO: q.HELO})
	})
	a.start("mta-sts", 0, func() Result {
		return MTASTS(a.ctx, a.r, MTASTSQuery{Domain: q.Domain, Prober: q.Prober, Certificates: true})
	})
	a.start("tls-rpt", 0, func() Result { return TLSRPT(a.ctx, a.r, TLSRPTQuery{Domain: q.Domain}) })
	a.start("dane", 0, func() Result { return DANE(a.ctx, a.r, DANEQuery{Domain: q.Domain, Prober: q.Prober}) })
	if q.Prober != nil {
		a.start("smtp", 0, func() Result { return SMTP(a.ctx, a.r, SMTPQuery{Domain: q.Domain, Prober: q.Prober}) })
	}
	a.start("mx", 0, func() Result {
		mx := MX(a.ctx, a.r, MXQuery{Domain: q.Domain})
		a.addresses(mx.Data.(*MXData))
		return mx
	})
	a.signatures(sender)
	a.wg.Wait()
}

// signatures looks at DKIM keys and signatures, and then at DMARC, to which they
// matter.
func (a *allRun) signatures(sender netip.Addr) {
	q := a.query
	dmarc := DMARCQuery{Domain: q.Domain, IP: sender, Sender: q.Sender, HELO: q.HELO}
	if len(q.Message.Text) == 0 {
		a.start("dmarc", 0, func() Result { return DMARC(a.ctx, a.r, dmarc) })
		if len(q.Selectors) == 0 {
			a.start("dkim", 0, func() Result { return DKIMSelectors(a.ctx, a.r, q.Domain) })
		}
	} else {
		a.wg.Go(func() {
			sigs := VerifySigned(a.ctx, a.r, q.Message)
			for _, s := range sigs {
				if s.Result == DKIMPass {
					dmarc.DKIMDomains = append(dmarc.DKIMDomains, s.Domain)
				}
			}
			dmarc.Complete = sender.IsValid()
			a.start("dmarc", 0, func() Result { return DMARC(a.ctx, a.r, dmarc) })
			for i, key := range q.Signatures {
				a.start("dkim", len(q.Selectors)+i, func() Result { return DKIMSigned(a.ctx, a.r, key, sigs) })
			}
			if len(q.Signatures)+len(q.Selectors) == 0 {
				a.start("dkim", 0, func() Result { return DKIMSelectors(a.ctx, a.r, q.Domain) })
			}
		})
	}
	for i, selector := range q.Selectors {
		a.start("dkim", i, func() Result { return DKIM(a.ctx, a.r, DKIMQuery{Domain: q.Domain, Selector: selector}) })
	}
}

// addresses looks the domain, its sending hosts and its mail hosts up in
// blocklists, and the hosts in reverse DNS.
func (a *allRun) addresses(mx *MXData) {
	lists := a.query.Blocklists
	lists.IP, lists.Domain = netip.Addr{}, a.query.Domain
	a.start("dnsbl", 0, func() Result { return DNSBL(a.ctx, a.r, lists) })
	ips := slices.Clone(a.query.IPs)
	for _, h := range mx.Hosts {
		for _, ip := range h.Addresses {
			if unreachable(ip) == "" && !slices.Contains(ips, ip) {
				ips = append(ips, ip)
			}
		}
	}
	for i, ip := range ips[:min(len(ips), maxAllAddresses)] {
		of := lists
		of.IP, of.Domain = ip, ""
		a.start("dnsbl", i+1, func() Result { return DNSBL(a.ctx, a.r, of) })
		switch {
		case i < len(a.query.IPs):
			helo := a.query.HELO
			if i > 0 {
				helo = ""
			}
			a.start("ptr", i, func() Result { return PTR(a.ctx, a.r, PTRQuery{IP: ip, HELO: helo}) })
		case len(a.query.IPs) == 0:
			a.start("ptr", i, func() Result { return demoted(PTR(a.ctx, a.r, PTRQuery{IP: ip})) })
		}
	}
}

// demoted makes failures warnings: a mail host that only receives needs no name
// in reverse DNS, but most send too.
func demoted(res Result) Result {
	for i := range res.Findings {
		if res.Findings[i].Severity == Fail {
			res.Findings[i].Severity = Warn
		}
	}
	if res.Status == Fail {
		res.Status = worst(res.Findings)
	}
	return res
}
