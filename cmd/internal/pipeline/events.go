package pipeline

import (
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/diagnose"
)

// events gives the events of a document, one for each recipient.
func events(doc *render.Document, d *diagnose.Diagnosis) []store.Event {
	list := make([]store.Event, len(doc.Recipients))
	for i := range doc.Recipients {
		r := &doc.Recipients[i]
		address := render.Address(&d.Report.Recipients[i])
		list[i] = store.Event{
			ID: r.EventID, Index: i, Recipient: address, Original: r.Original, Domain: domainOf(address),
			Action: string(r.Action), Status: r.Status.String(), Reply: r.Reply,
			Category: string(r.Category), Permanence: string(r.Permanence), Suppress: r.Suppress, Provider: r.Provider,
		}
		if v := render.VerdictOf(d, i); v != nil {
			list[i].Cause, list[i].Confidence = string(v.Cause), string(v.Confidence)
		}
	}
	return list
}

// domainOf gives the domain of an address in lower case, or "".
func domainOf(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return ""
	}
	return strings.ToLower(strings.Trim(address[i+1:], "<>. \t"))
}
