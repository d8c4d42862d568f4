package headers

import (
	"net/netip"
	"slices"
)

// maxStatements bounds the statements that are read.
const maxStatements = 50

// authentication reads what systems on the way state.
func (a *analysis) authentication() {
	list := []Statement{}
	for i, f := range a.fields {
		if len(list) >= maxStatements {
			break
		}
		var s Statement
		switch {
		case f.is("Authentication-Results"), f.is("ARC-Authentication-Results"), f.is("X-Original-Authentication-Results"):
			s = ParseAuthResults(f.raw)
		case f.is("Received-SPF"):
			s = parseReceivedSPF(f.raw)
		default:
			continue
		}
		s.Field = f.name
		s.clean()
		s.Hop = a.hopOf(i, &s)
		s.Own = a.ownStatement(i, &s)
		list = append(list, s)
	}
	a.rep.Authentication = list
}

// clean makes what was read fit to be kept: valid UTF-8.
func (s *Statement) clean() {
	s.AuthservID = visible(s.AuthservID)
	for i := range s.Results {
		r := &s.Results[i]
		for _, text := range []*string{&r.Method, &r.Result, &r.Reason, &r.Comment} {
			*text = visible(*text)
		}
		for k := range r.Properties {
			p := &r.Properties[k]
			p.Name, p.Value = visible(p.Name), visible(p.Value)
		}
	}
}

// hopOf gives the Number of the hop that the system wrote which wrote the field at
// index i: the nearest below with the client that the statement is about, or with
// the system's name, or above, where a filter puts its field under that of its
// server; else the nearest below that has a client.
func (a *analysis) hopOf(i int, s *Statement) int {
	above, below, any, client := 0, 0, 0, 0
	ip := s.ip()
	number := len(a.rep.Hops) + 1
	for k, f := range a.fields {
		if !slices.ContainsFunc(traceFields, f.is) {
			continue
		}
		if number--; number < 1 {
			break
		}
		h := a.hopAt(number)
		same := s.AuthservID != "" && sameSystem(s.AuthservID, h)
		if k > i && client == 0 && ip.IsValid() && h.IP == ip {
			client = number
		}
		switch {
		case k < i && same:
			above = number
		case k > i && same && below == 0 && !h.Internal:
			below = number
		}
		if k > i && any == 0 && !h.Internal && h.IP.IsValid() {
			any = number
		}
	}
	switch {
	case client > 0:
		return client
	case below > 0:
		return below
	case above > 0:
		return above
	}
	return any
}

// ip gives the client's address that a statement is about, where it says.
func (s *Statement) ip() netip.Addr {
	for _, r := range s.Results {
		if ip := r.ip(); ip.IsValid() {
			return ip
		}
	}
	return netip.Addr{}
}

// hopAt gives the hop with a Number, nil where there is none.
func (a *analysis) hopAt(number int) *Hop { return a.rep.hopAt(number) }

func (r *Report) hopAt(number int) *Hop {
	if number < 1 || number > len(r.Hops) {
		return nil
	}
	return &r.Hops[number-1]
}

// sameSystem reports whether an authserv-id names the server of a hop, or one of
// the same organization.
func sameSystem(authserv string, h *Hop) bool {
	id, by := cleanDomain(authserv), cleanDomain(h.By)
	if id == by {
		return true
	}
	return sameOrganization(id, by)
}

// ownStatement reports whether an own server states something: it bears its name
// and stands above all that others wrote.
func (a *analysis) ownStatement(i int, s *Statement) bool {
	if len(a.opts.Own) == 0 || a.rep.Border == 0 || s.Instance > 0 {
		return false
	}
	above := 0
	for k, f := range a.fields {
		if k >= i {
			break
		}
		if slices.ContainsFunc(traceFields, f.is) {
			above++
		}
	}
	// A field may stand right under the line of its server.
	own := len(a.rep.Hops) - a.rep.Border + 1
	if above > own {
		return false
	}
	return s.AuthservID == "" && above < own || a.own(s.AuthservID)
}
