package render

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// sameSubject reports whether a comparison is about what a row shows: a domain,
// of which the row may have an address or a selector.
func sameSubject(compared, shown string) bool {
	domain, _, _ := strings.Cut(compared, " ")
	shown, _, _ = strings.Cut(shown, " ")
	shown = strings.TrimSuffix(strings.ToLower(shown[strings.LastIndexByte(shown, '@')+1:]), ".")
	return shown == "" || strings.EqualFold(domain, shown) || domain == "the"
}

// now shows what DNS says at present.
func (v *headersView) now(r *headers.Report) {
	e := r.Now
	if e == nil {
		return
	}
	for _, s := range e.SPF {
		v.Now = append(v.Now, authRow{
			Method: "spf", Now: string(s.Result), Subject: cmp.Or(s.Sender, s.HELO),
			Detail: fmt.Sprintf("for %s of hop %d: %s", s.IP, s.Hop, s.Reason),
		})
	}
	for _, s := range e.DKIM {
		v.Now = append(v.Now, authRow{Method: "dkim", Now: s.Result, Subject: join(s.Domain, " ", parens(s.Selector)), Detail: s.Reason})
	}
	if e.ARC.Sets > 0 {
		v.Now = append(v.Now, authRow{Method: "arc", Now: e.ARC.Result, Subject: strings.Join(e.ARC.Sealers, ", "), Detail: e.ARC.Reason})
	}
	if d := e.DMARC; d != nil {
		detail := e.DMARCReason
		switch {
		case d.Policy != "":
			detail = join(fmt.Sprintf("policy %s, found at %s", d.Policy, d.FoundAt), "; ", detail)
		case e.DMARCResult == "none":
			detail = "no policy"
		}
		v.Now = append(v.Now, authRow{Method: "dmarc", Now: cmp.Or(e.DMARCResult, "open"), Subject: fromDomain(r), Detail: detail})
	}
	v.NowCost = fmt.Sprintf("%s, %d ms", count(e.Queries, "lookup"), e.DurationMS)
}

func fromDomain(r *headers.Report) string {
	for _, id := range r.Identities {
		if id.Role == "From" {
			return id.Domain
		}
	}
	return ""
}
