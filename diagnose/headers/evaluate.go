package headers

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/seed-d13f741b/ndr/check"
)

// An Evaluation is what DNS says of a message now, beside what its header
// states.
type Evaluation struct {
	// SPF are the hops whose client SPF was evaluated for, the one that counts
	// first.
	SPF  []SPFNow              `json:"spf"`
	DKIM []check.DKIMSignature `json:"dkim"`
	ARC  check.ARCResult       `json:"arc"`
	// DMARC is null where From gives no domain. Result is "pass", "fail", "none"
	// without a policy, or "" where that is open.
	DMARC       *check.DMARCData `json:"dmarc"`
	DMARCResult string           `json:"dmarc_result"`
	DMARCReason string           `json:"dmarc_reason"`
	// Compared are the results that the header states, each beside that of now.
	Compared   []Comparison    `json:"compared"`
	Queries    int             `json:"queries"`
	DurationMS int64           `json:"duration_ms"`
	Findings   []check.Finding `json:"-"`
}

// An SPFNow is SPF of one hop's client.
type SPFNow struct {
	Hop    int             `json:"hop"` // its Number
	IP     netip.Addr      `json:"ip"`
	Sender string          `json:"sender"`
	HELO   string          `json:"helo"`
	Domain string          `json:"domain"`
	Result check.SPFResult `json:"result"`
	Term   string          `json:"term"`
	Reason string          `json:"reason"`
	// client says that this is the client which brought the message.
	client bool
}

// senderNames are the properties that have the sender, or its domain.
var senderNames = []string{"smtp.mailfrom", "envelope-from", "smtp.mail"}

// A Comparison is one result that the header states, and what it is now.
type Comparison struct {
	Method  string `json:"method"`
	Subject string `json:"subject"`
	By      string `json:"by"`
	Hop     int    `json:"hop"`
	Stated  string `json:"stated"`
	Now     string `json:"now"`
	Text    string `json:"text"`
}

// The bounds of what one message may ask for.
const (
	maxSPF     = 4
	maxLookups = 300
)

// Evaluate fills r.Now: it evaluates SPF, DKIM, ARC and DMARC of the message that
// r was made of, all at once, by asking resolver. It ends when ctx does, with
// what it has till then.
func (r *Report) Evaluate(ctx context.Context, resolver check.Resolver, message []byte) {
	start := time.Now()
	counter := check.NewCounter(check.NewCache(check.Limit(resolver, maxLookups)))
	e := &Evaluation{SPF: r.spfCandidates(), DKIM: []check.DKIMSignature{}, ARC: check.ARCResult{Result: "none"}, Compared: []Comparison{}}
	from := (&analysis{rep: r}).fromDomain()
	signed := check.SignedMessage{Text: message, At: r.arrival().Time}
	if r.headerOnly {
		signed.Extent = check.HeaderOnly
	}
	var group sync.WaitGroup
	for i := range e.SPF {
		group.Go(func() { e.SPF[i].evaluate(ctx, counter) })
	}
	group.Go(func() { e.DKIM = append(e.DKIM, check.VerifySigned(ctx, counter, signed)...) })
	group.Go(func() { e.ARC = check.VerifyARC(ctx, counter, signed) })
	if from != "" {
		// What it asks is in the cache when the identifiers are known.
		group.Go(func() { check.DMARC(ctx, counter, check.DMARCQuery{Domain: from}) })
	}
	group.Wait()
	if from != "" {
		e.dmarc(ctx, counter, from)
	}
	e.compare(r)
	e.judge(r)
	e.Queries, e.DurationMS = counter.Lookups(), time.Since(start).Milliseconds()
	r.Now = e
}

func (r *Report) arrival() Time { return (&analysis{rep: r}).arrival() }

// spfCandidates gives the hops whose client SPF is evaluated for: the one at the
// border, or else the newest that came over the internet, and those that the
// header states a result for.
func (r *Report) spfCandidates() []SPFNow {
	list := []SPFNow{}
	add := func(number int, result AuthResult) {
		h := r.hopAt(number)
		if h == nil || len(list) >= maxSPF {
			return
		}
		c := SPFNow{Hop: number, IP: result.ip(), HELO: h.HELO, Sender: result.Get(senderNames...)}
		if !c.IP.IsValid() {
			c.IP = h.IP
		}
		if c.Sender == "" {
			c.Sender = r.envelopeSender(h)
		}
		c.Sender = strings.Trim(c.Sender, "<>\"")
		if scopeOf(c.IP) != ScopePublic || c.Sender == "" && c.HELO == "" {
			return
		}
		for i := range list {
			if list[i].IP == c.IP && strings.EqualFold(domainPart(list[i].Sender), domainPart(c.Sender)) {
				return
			}
		}
		list = append(list, c)
	}
	if number := r.clientHop(); number > 0 {
		// The address is the one that the hop states: what a field beside it says
		// of the client may be another's word.
		add(number, AuthResult{Properties: r.spfSender(number)})
		for i := range list {
			list[i].client = true
		}
	}
	for i := range r.Authentication {
		s := &r.Authentication[i]
		for _, result := range s.Results {
			if result.Method == "spf" && result.Result != "none" && result.Result != "skipped" {
				add(s.Hop, result)
			}
		}
	}
	return list
}

// clientHop gives the Number of the hop at which the message came in from the
// internet, 0 where none did.
func (r *Report) clientHop() int {
	if h := r.hopAt(r.Border); h != nil && h.Scope == ScopePublic && !h.Authenticated {
		return h.Number
	}
	if r.Border > 0 {
		return 0
	}
	for i := len(r.Hops) - 1; i >= 0; i-- {
		if h := &r.Hops[i]; h.Scope == ScopePublic && !h.Internal {
			if h.Authenticated {
				return 0
			}
			return h.Number
		}
	}
	return 0
}

// spfSender gives the sender that SPF of a hop was stated for, as a property;
// none where nothing is stated.
func (r *Report) spfSender(number int) []Property {
	for i := range r.Authentication {
		s := &r.Authentication[i]
		for _, result := range s.Results {
			if sender := result.Get(senderNames...); s.Hop == number && result.Method == "spf" && sender != "" {
				return []Property{{senderNames[0], sender}}
			}
		}
	}
	return nil
}

// envelopeSender gives the address of MAIL FROM as a hop or the Return-Path has
// it.
func (r *Report) envelopeSender(h *Hop) string {
	if h.EnvelopeFrom != "" {
		return h.EnvelopeFrom
	}
	for _, id := range r.Identities {
		if id.Role == "Return-Path" {
			return strings.Trim(id.Address, "<>")
		}
	}
	return ""
}

// domainPart gives what stands behind the "@", or all of a domain alone.
func domainPart(s string) string { return cleanDomain(s[strings.LastIndexByte(s, '@')+1:]) }

func (s *SPFNow) evaluate(ctx context.Context, r check.Resolver) {
	q := check.SPFQuery{IP: s.IP, Sender: s.Sender, HELO: s.HELO}
	if s.Sender != "" && !strings.Contains(s.Sender, "@") {
		q.Domain, q.Sender = s.Sender, ""
	}
	res := check.SPF(ctx, r, q)
	s.Domain = res.Target
	if data, ok := res.Data.(*check.SPFData); ok {
		s.Result, s.Term = data.Result, data.Term
	}
	if len(res.Findings) > 0 {
		s.Reason = res.Findings[0].Text
	}
}

// dmarc evaluates DMARC by what SPF of the first hop and DKIM gave.
func (e *Evaluation) dmarc(ctx context.Context, r check.Resolver, from string) {
	q := check.DMARCQuery{Domain: from, Complete: true}
	if len(e.SPF) > 0 && e.SPF[0].client {
		switch first := &e.SPF[0]; first.Result {
		case check.SPFPass:
			q.SPFDomain = first.Domain
		case check.SPFTemperror, "":
			q.Complete = false
		}
	}
	for _, s := range e.DKIM {
		switch s.Result {
		case check.DKIMPass:
			q.DKIMDomains = append(q.DKIMDomains, s.Domain)
		case check.DKIMNeutral, check.DKIMTemperror:
			q.Complete = false
		}
	}
	res := check.DMARC(ctx, r, q)
	data, ok := res.Data.(*check.DMARCData)
	if !ok {
		return
	}
	e.DMARC, e.DMARCReason = data, dmarcReason(res)
	switch {
	case data.Aligned != nil && *data.Aligned:
		e.DMARCResult = "pass"
	case res.Status == check.Unknown:
	case data.Policy == "":
		e.DMARCResult = "none"
	case data.Aligned != nil && q.Complete:
		e.DMARCResult = "fail"
	}
}

// dmarcReason gives the sentence of a check that says why the outcome is what it
// is: what could not be looked up, or else what is aligned and what not.
func dmarcReason(res check.Result) string {
	reason := ""
	for _, f := range res.Findings {
		switch {
		case f.Severity == check.Unknown:
			return f.Text
		case f.ID == "dmarc-aligned", f.ID == "dmarc-not-aligned":
			reason = f.Text
		}
	}
	return reason
}
