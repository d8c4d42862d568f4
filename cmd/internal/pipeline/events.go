package pipeline

import (
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// events appends the events of a document, one for each recipient, to list, which
// is empty.
func events(list []store.Event, doc *render.Document, d *diagnose.Diagnosis) []store.Event {
	// Anybody can send a bounce of a mail that never was, to have an address
	// taken off a list.
	suspect := doc.Authenticity.Status == "suspect"
	for i := range doc.Recipients {
		r := &doc.Recipients[i]
		// Copies, as the whole text of the mail would be held with a part of it.
		address, original := strings.Clone(render.Address(&d.Report.Recipients[i])), strings.Clone(r.Original)
		e := store.Event{
			ID: r.EventID, Index: i, Recipient: address, Original: original, Domain: domainOf(address),
			Action: actionOf(r.Action), Status: r.Status.String(), Reply: r.Reply,
			Category: string(r.Category), Permanence: string(r.Permanence), Suppress: r.Suppress && !suspect, Provider: r.Provider,
		}
		if v, ok := d.VerdictOf(i); ok {
			e.Cause, e.Confidence = string(v.Cause), string(v.Confidence)
			if len(v.Fix) > 0 {
				e.Fix = newFix(v.Who, &v.Fix[0])
			}
		}
		list = append(list, e)
	}
	return list
}

// actionOf gives a known action as a string of its own: that of r is a part of the
// text of the mail, all of which would be held with it.
func actionOf(a dsn.Action) string {
	for _, known := range []dsn.Action{dsn.ActionFailed, dsn.ActionDelayed, dsn.ActionDelivered, dsn.ActionRelayed, dsn.ActionExpanded} {
		if a == known {
			return string(known)
		}
	}
	return strings.Clone(string(a))
}

func newFix(who diagnose.Actor, f *diagnose.Fix) *store.Fix {
	fix := &store.Fix{Who: string(who), Text: f.Text}
	if f.Value != "" {
		fix.Record = f.Name + ". IN " + f.Type + " " + strconv.Quote(f.Value)
		if f.Type != "TXT" {
			fix.Record = f.Name + ". IN " + f.Type + " " + f.Value
		}
	}
	return fix
}

// domainOf gives the domain of an address in lower case, or "".
func domainOf(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return ""
	}
	return strings.ToLower(strings.Trim(address[i+1:], "<>. \t"))
}
