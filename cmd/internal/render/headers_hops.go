package render

import (
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// slow is the delay from which a hop is marked, in seconds.
const slow = 600

func (v *headersView) hops(r *headers.Report) {
	if len(r.Hops) == 0 {
		v.Way = "no hop is recorded"
		return
	}
	v.Way = count(len(r.Hops), "hop")
	if r.TotalS != nil {
		v.Way += " in " + headers.Duration(*r.TotalS)
	}
	longest, at := int64(1), 0
	for i := range r.Hops {
		if d := r.Hops[i].DelayS; d != nil && *d > longest {
			longest, at = *d, i
		}
	}
	if at > 0 && longest >= 60 && r.TotalS != nil && longest < *r.TotalS {
		v.Way += ", of which " + headers.Duration(longest) + " before hop " + strconv.Itoa(at+1)
	}
	for i := range r.Hops {
		h := &r.Hops[i]
		hv := hopView{Number: h.Number, From: clientText(h), By: serverText(h), How: howText(h)}
		if h.Own {
			hv.Trust = "own"
		}
		if h.Number == r.Border {
			hv.Trust = "border"
		}
		if !h.Date.IsZero() {
			hv.Time = h.Date.UTC().Format("2006-01-02 15:04:05")
		}
		if d := h.DelayS; d != nil {
			hv.Delay, hv.Back, hv.Slow = headers.Duration(*d), *d < 0, *d >= slow
			hv.Bar = int(max(0, *d) * 100 / longest)
			if *d > 0 {
				hv.Bar = max(hv.Bar, 1)
			}
		}
		v.Hops = append(v.Hops, hv)
	}
}

// clientText names the client of a hop with its address.
func clientText(h *headers.Hop) string {
	if h.Local && h.Client() == "" {
		return "the host itself"
	}
	text := h.Client()
	if h.Name != "" {
		text = "user " + h.Name
	}
	if h.IP.IsValid() && text != h.IP.String() {
		text = join(text, " ", "["+h.IP.String()+"]")
	}
	if h.From != "" && h.HELO != "" && !strings.EqualFold(strings.TrimSuffix(h.HELO, "."), h.From) {
		text += ", which calls itself " + h.HELO
	}
	if h.Scope != headers.ScopeNone && h.Scope != headers.ScopePublic {
		text += " (" + string(h.Scope) + ")"
	}
	return text
}

func serverText(h *headers.Hop) string {
	text := h.By
	if text == "" && h.ByIP.IsValid() {
		text = h.ByIP.String()
	}
	if h.Software != "" {
		text = join(text, " ", "("+h.Software+")")
	}
	return text
}

// howText tells how the message was handed over.
func howText(h *headers.Hop) string {
	parts := []string{}
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(h.Protocol)
	switch {
	case h.TLSVersion != "" && h.TLSVersion[0] >= '0' && h.TLSVersion[0] <= '9':
		add("TLS " + h.TLSVersion)
	case h.TLSVersion != "":
		add(h.TLSVersion)
	case h.TLS:
		add("TLS")
	}
	add(h.Cipher)
	if h.User != "" {
		add("user " + h.User)
	} else if h.Authenticated {
		add("authenticated")
	}
	if h.Via != "" {
		add("via " + h.Via)
	}
	if h.For != "" {
		add("for " + h.For)
	}
	return strings.Join(parts, ", ")
}
