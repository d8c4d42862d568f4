package render

import (
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// A referenceView is the catalogue in the order of the reference: the codes of
// the standards, then whose words the entries are, by kind, then what the
// categories mean.
type referenceView struct {
	Count      int
	Groups     []referenceGroup
	Providers  []referenceChoice
	Categories []referenceChoice
}

// A referenceGroup is a part of the reference.
type referenceGroup struct {
	ID       string
	Title    string
	Count    int
	Sections []referenceSection
}

// A referenceSection is the entries of one provider, or codes of one sort;
// Name is that of the provider, Title is empty where the group has but one.
type referenceSection struct {
	ID      string
	Name    string
	Title   string
	Entries []*catalog.Entry
}

// A referenceChoice is a provider or category that can be picked.
type referenceChoice struct {
	Name  string
	Title string
	Count int
}

// referenceGroups are the groups in their order: by the first part of an id for
// entries that are no provider's, else by the kind of the provider.
var referenceGroups = [...]struct{ key, title string }{
	{"rules", "Your own rules"},
	{"status", "Enhanced status codes"},
	{"reply", "Reply codes"},
	{"code", "Reply and status together"},
	{"mailbox", "Mailbox providers"},
	{"gateway", "Gateways and filters for others"},
	{"mta", "Mail servers and their add-ons"},
	{"esp", "Sending services"},
	{"list", "Blocklists"},
	{"zone", "Zones of blocklists"},
	{"generic", "Anybody"},
	{"category", "What the categories mean"},
}

// newReferenceView sorts entries into the reference. Their order within a
// section is kept.
func newReferenceView(entries []*catalog.Entry, providers []catalog.Provider) *referenceView {
	v := &referenceView{Count: len(entries)}
	for _, g := range referenceGroups {
		group := referenceGroup{ID: "all-" + g.key, Title: g.title}
		for _, p := range providers {
			if p.Kind == g.key {
				group.add(referenceSection{ID: "of-" + p.Name, Name: p.Name, Title: p.Title, Entries: entriesOf(entries, p.Name, "")})
			}
		}
		group.add(referenceSection{Entries: entriesOf(entries, "", g.key)})
		if group.Count > 0 {
			v.Groups = append(v.Groups, group)
		}
		for _, s := range group.Sections {
			if s.Name != "" {
				v.Providers = append(v.Providers, referenceChoice{s.Name, s.Title, len(s.Entries)})
			}
		}
	}
	for _, cat := range catalog.Categories() {
		c := referenceChoice{Name: string(cat)}
		for _, e := range entries {
			if e.Category == cat {
				c.Count++
			}
		}
		if c.Count > 0 {
			v.Categories = append(v.Categories, c)
		}
	}
	return v
}

func (g *referenceGroup) add(s referenceSection) {
	if len(s.Entries) > 0 {
		g.Sections = append(g.Sections, s)
		g.Count += len(s.Entries)
	}
}

// entriesOf gives the entries of a provider, or those of none whose group is
// the one named.
func entriesOf(entries []*catalog.Entry, provider, group string) []*catalog.Entry {
	var list []*catalog.Entry
	for _, e := range entries {
		if e.Provider == provider && (provider != "" || referenceGroupOf(e) == group) {
			list = append(list, e)
		}
	}
	return list
}

// referenceGroupOf gives the group of an entry that is no provider's.
func referenceGroupOf(e *catalog.Entry) string {
	kind, _, _ := strings.Cut(e.ID, "/")
	switch kind {
	case "list":
		return "zone"
	case "subject", "class":
		return "status"
	}
	for _, g := range referenceGroups {
		if g.key == kind {
			return kind
		}
	}
	return "rules"
}

// referenceCode gives what an entry is looked up by, short enough for a row:
// an entry without code or token has none there, its name says it.
func referenceCode(e *catalog.Entry) string {
	switch {
	case strings.HasPrefix(e.ID, "category/"):
		return ""
	case e.Code != "" && !strings.HasPrefix(e.Code, `"`):
		return e.Code
	case len(e.Tokens) > 0:
		return e.Tokens[0]
	}
	return ""
}

// entriesCount says how many entries there are.
func entriesCount(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.Itoa(n) + " entries"
}
