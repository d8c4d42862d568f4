package check

import (
	"fmt"
	"strings"
	"sync"

	"github.com/miekg/dns"
	"golang.org/x/net/publicsuffix"
)

// maxAncestors bounds the names above a missing one that are asked about.
const maxAncestors = 6

// missing is for a domain that does not exist.
func (m *mxRun) missing(a Answer) {
	if n := len(a.CNAMEs); n > 0 {
		m.add(Fail, MXDomainMissing, m.domain+". CNAME "+fqdn(a.CNAMEs[0]), "%s is an alias of %s, which does not exist", m.domain, a.CNAMEs[n-1])
		m.suggest()
		return
	}
	m.data.Exists = false
	above, takesMail := m.nearest()
	m.data.Ancestor = above
	text := fmt.Sprintf("%s does not exist", m.domain)
	switch {
	case above != "" && takesMail:
		text += fmt.Sprintf("; the nearest name that does is %s, which has MX records", above)
	case strings.Contains(above, "."): // that there is a "com" is no news
		text += "; the nearest name that does is " + above
	case above != "" && registrable(m.domain) != m.domain && isBelow(registrable(m.domain), above):
		text += ", nor does " + registrable(m.domain)
	}
	m.add(Fail, MXDomainMissing, "", "%s", text)
	m.suggest()
}

// nearest gives the nearest name above the domain that exists, and whether it
// has MX records.
func (m *mxRun) nearest() (name string, takesMail bool) {
	var names []string
	for n, ok := parentName(m.domain); ok && len(names) < maxAncestors; n, ok = parentName(n) {
		names = append(names, n)
	}
	answers := make([]Answer, len(names))
	var wg sync.WaitGroup
	for i, n := range names {
		wg.Go(func() { answers[i] = m.r.Lookup(m.ctx, n, dns.TypeMX) })
	}
	wg.Wait()
	for i, a := range answers {
		if a.Outcome == Answered || a.Outcome == NoData {
			return names[i], a.Outcome == Answered
		}
	}
	return "", false
}

// suggest looks for the domain that was meant.
func (m *mxRun) suggest() {
	if m.data.Suggestion != "" {
		return
	}
	meant := SuggestDomain(m.domain)
	if meant == "" {
		meant = m.otherTopLevel()
	}
	if meant == "" {
		return
	}
	m.data.Suggestion = meant
	m.add(Info, MXSuggestion, "", "did you mean %s?", meant)
}

// otherTopLevel looks for a domain that is the same but for a misspelt
// top-level domain, and that takes mail.
func (m *mxRun) otherTopLevel() string {
	suffix, listed := publicsuffix.PublicSuffix(m.domain)
	if listed || countLabels(suffix) != 1 || len(suffix) == len(m.domain) {
		return ""
	}
	for _, top := range [...]string{"com", "net", "org"} {
		if distance(suffix, top, 1) > 1 {
			continue
		}
		meant := m.domain[:len(m.domain)-len(suffix)] + top
		if a := m.r.Lookup(m.ctx, meant, dns.TypeMX); a.Outcome == Answered {
			return meant
		}
	}
	return ""
}
