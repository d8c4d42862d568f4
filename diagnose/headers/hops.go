package headers

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/dsn"
)

// traceFields are the fields that a step of the way leaves.
// QUIRK(gmail): X-Received for steps within the service.
var traceFields = []string{"Received", "X-Received"}

// maxHops bounds the hops that are looked at: no MTA lets a message through with
// more (RFC 5321 section 6.3 has 100).
const maxHops = 200

// hops reads the trace. Fields stand newest first; hops are the first one first.
func (a *analysis) hops() {
	hops := []Hop{}
	for _, f := range a.fields {
		if len(hops) < maxHops && slices.ContainsFunc(traceFields, f.is) {
			hops = append(hops, a.hop(f))
		}
	}
	for i := range hops {
		hops[i].Number = len(hops) - i
	}
	a.border(hops)
	slices.Reverse(hops)
	a.delays(hops)
	a.rep.Hops = hops
}

func (a *analysis) hop(f field) Hop {
	r := dsn.ParseReceived(f.raw)
	h := Hop{
		Field: f.name, From: host(r.From), HELO: r.HELO, Name: r.Name, IP: r.IP, Scope: scopeOf(r.IP),
		By: host(r.By), ByIP: r.ByIP, Software: r.Software, Protocol: r.With, Via: r.Via, ID: r.ID, For: r.For,
		User: r.User, EnvelopeFrom: r.EnvelopeFrom, TLS: r.TLS, TLSVersion: r.TLSVersion, Cipher: r.Cipher,
		Authenticated: r.Authenticated, Local: r.Local, Date: Time{r.Date}, DateText: r.DateText, Text: cut(squeeze(f.value())),
	}
	if strings.EqualFold(h.From, "unknown") {
		h.From = "" // QUIRK(postfix, qmail): no name in reverse DNS
	}
	h.Internal = internal(&h)
	return h
}

// host drops what stands around a host's name.
func host(s string) string {
	s = strings.Trim(s, "()<>,;\"")
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i] // QUIRK(mxlogic): no space before the comment
	}
	return strings.TrimRight(s, ".")
}

// client gives the name by which to call the client, "" where there is none.
func (h *Hop) client() string {
	switch {
	case h.From != "":
		return h.From
	case h.HELO != "":
		return h.HELO
	case h.IP.IsValid():
		return h.IP.String()
	}
	return h.Name
}

// Client is how to call the client: its name in reverse DNS, what it called
// itself, its address, or the user of a local submission.
func (h *Hop) Client() string { return h.client() }

// internal reports whether a step did not leave one host, network or
// organization.
func internal(h *Hop) bool {
	switch h.Scope {
	case ScopeLoopback, ScopePrivate, ScopeLinkLocal, ScopeShared:
		return true
	}
	if h.Local || h.Field != "Received" {
		return true
	}
	if !h.IP.IsValid() && h.HELO == "" && h.From == "" {
		return true
	}
	if h.ByIP.IsValid() && h.ByIP == h.IP {
		return true
	}
	by := strings.ToLower(h.By)
	for _, name := range []string{h.From, h.HELO} {
		name = cleanDomain(name)
		// QUIRK(microsoft365): tenants hand on to each other below outlook.com,
		// through hosts with "outbound" in their names.
		if name == "" || strings.Contains(name, ".outbound.") {
			continue
		}
		if sameOrganization(name, by) {
			return true
		}
	}
	return false
}

// sameOrganization reports whether two hosts are of one organization, by their
// names.
func sameOrganization(a, b string) bool {
	org := serviceOf(organizational(a))
	return strings.Contains(org, ".") && org == serviceOf(organizational(b))
}

// serviceOf gives the main domain of a service that has several.
func serviceOf(org string) string {
	switch org {
	case "exchangelabs.com", "office365.com", "office.com", "outlook.com":
		return "outlook.com"
	case "google.com", "googlemail.com", "gmail.com", "1e100.net":
		return "google.com"
	case "amazonses.com", "amazonaws.com":
		return "amazonses.com"
	}
	return org
}

// special are the ranges that scopeOf tells and netip does not.
var special = []struct {
	prefix netip.Prefix
	scope  Scope
}{
	{netip.MustParsePrefix("100.64.0.0/10"), ScopeShared},
	{netip.MustParsePrefix("0.0.0.0/8"), ScopeReserved},
	{netip.MustParsePrefix("240.0.0.0/4"), ScopeReserved},
}

// scopeOf says what sort of address ip is.
func scopeOf(ip netip.Addr) Scope {
	switch {
	case !ip.IsValid():
		return ScopeNone
	case ip.IsLoopback():
		return ScopeLoopback
	case ip.IsPrivate():
		return ScopePrivate
	case ip.IsLinkLocalUnicast():
		return ScopeLinkLocal
	case ip.IsUnspecified(), ip.IsMulticast():
		return ScopeReserved
	}
	for _, s := range special {
		if s.prefix.Contains(ip) {
			return s.scope
		}
	}
	return ScopePublic
}

// border marks the hops, newest first, that own servers wrote: those from the
// top on without another's in between. A hop of a name that is ours below
// somebody else's may be forged.
func (a *analysis) border(hops []Hop) {
	if len(a.opts.Own) == 0 {
		return
	}
	for i := range hops {
		h := &hops[i]
		addr := ""
		if h.ByIP.IsValid() {
			addr = h.ByIP.String()
		}
		switch {
		case a.own(h.By, addr):
			a.rep.Border = h.Number
			for k := range hops[:i+1] {
				hops[k].Own = true
			}
		case !anonymous(h):
			return
		}
	}
}

// anonymous reports whether a hop does not say by whom it is, as those within
// one system do: qmail's, and Gmail's with addresses in place of names.
func anonymous(h *Hop) bool {
	return h.client() == "" && (h.By == "" || h.ByIP.IsValid()) || h.Local && h.By == ""
}

// delays fills in how long each step was, and the whole way.
func (a *analysis) delays(hops []Hop) {
	before := a.rep.Date
	var first, last time.Time
	for i := range hops {
		h := &hops[i]
		if h.Date.IsZero() {
			continue
		}
		if !before.IsZero() {
			s := int64(h.Date.Sub(before.Time) / time.Second)
			h.DelayS = &s
		}
		before = h.Date
		if first.IsZero() {
			first = h.Date.Time
		}
		last = h.Date.Time
	}
	if !first.IsZero() && countDated(hops) > 1 {
		s := int64(last.Sub(first) / time.Second)
		a.rep.TotalS = &s
	}
}

func countDated(hops []Hop) int {
	n := 0
	for i := range hops {
		if !hops[i].Date.IsZero() {
			n++
		}
	}
	return n
}
