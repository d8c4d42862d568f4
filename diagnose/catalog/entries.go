package catalog

import "strings"

// Entries gives all entries: those of a rules file, those of providers in the
// order of the data, codes, blocklists, and what the categories mean. They
// belong to the catalogue and are not to be changed.
func (c *Catalog) Entries() []*Entry {
	list := make([]*Entry, 0, len(c.rules)+len(c.codes.order)+len(c.lists)+len(c.lib.about))
	for _, own := range []bool{true, false} {
		for i := range c.rules {
			if c.rules[i].own == own {
				list = append(list, c.rules[i].entry())
			}
		}
	}
	list = append(list, c.codes.order...)
	for i := range c.lists {
		list = append(list, c.lists[i].entry)
	}
	for _, cat := range Categories() {
		if e := c.lib.about[cat]; e != nil {
			list = append(list, e)
		}
	}
	return list
}

// A Filter selects entries; empty fields select all.
type Filter struct {
	Provider string
	Category Category
	// Code is the beginning of a code in Entry.Code: "5.7" selects "5.7.26"
	// and "550 5.7.26".
	Code string
}

// Find gives the entries that f selects, in the order of [Catalog.Entries].
func (c *Catalog) Find(f Filter) []*Entry {
	var list []*Entry
	for _, e := range c.Entries() {
		if f.selects(e) {
			list = append(list, e)
		}
	}
	return list
}

func (f *Filter) selects(e *Entry) bool {
	if f.Provider != "" && !strings.EqualFold(f.Provider, e.Provider) || f.Category != "" && f.Category != e.Category {
		return false
	}
	if f.Code == "" || strings.HasPrefix(e.Code, f.Code) {
		return true
	}
	for word := range strings.FieldsSeq(e.Code) {
		if strings.HasPrefix(word, f.Code) {
			return true
		}
	}
	return false
}

// Entry gives the entry with an id.
func (c *Catalog) Entry(id string) (*Entry, bool) {
	for _, e := range c.Entries() {
		if e.ID == id {
			return e, true
		}
	}
	return nil, false
}

// A Provider is a mail provider, gateway, product or list whose words the
// catalogue knows.
type Provider struct {
	Name  string
	Title string
	// Kind is "mailbox", "gateway", "mta", "esp", "list" or "generic".
	Kind string
	// Hosts are the domains and hosts by which it is recognised, each with all
	// names below it.
	Hosts []string
}

// Providers gives the providers in the order of the data.
func (c *Catalog) Providers() []Provider {
	list := make([]Provider, 0, len(c.providers))
	for i := range c.providers {
		if p := &c.providers[i]; p.Name != "" {
			list = append(list, Provider{Name: p.Name, Title: p.Title, Kind: p.Kind, Hosts: p.Hosts})
		}
	}
	return list
}

// Provider recognises a provider by host names or domains (a remote MTA, an
// MX, a recipient's domain), the most telling first. It gives "" where none of
// them is known.
func (c *Catalog) Provider(hosts ...string) string {
	for _, h := range hosts {
		if p, ok := c.hosts.provider(h); ok {
			return c.providers[p].Name
		}
	}
	return ""
}
