package check

import (
	"slices"
	"strings"
)

// lists gives the lists to ask.
func (d *dnsblRun) lists() []Blocklist {
	g := loadRegistry()
	if g.err != nil {
		d.add(Unknown, DNSBLNoAnswer, "%v", g.err)
		d.unknown = true
	}
	if len(d.query.Zones) == 0 {
		return d.usual(g)
	}
	var lists []Blocklist
	for _, name := range d.query.Zones {
		l, ok := d.own(canonical(strings.TrimSpace(name)))
		if !ok {
			l, ok = listFor(g, name)
		}
		switch {
		case !ok:
			d.add(Unknown, DNSBLUnknownList, "%q is neither a zone nor a name of a list", printable(name, 255))
			d.unknown = true
		case len(lists) < maxLists && !slices.ContainsFunc(lists, func(o Blocklist) bool { return o.Zone == l.Zone }):
			l.Major = true
			lists = append(lists, l)
		}
	}
	return lists
}

// usual gives the lists that are asked where none are named, the user's own
// first.
func (d *dnsblRun) usual(g *registry) []Blocklist {
	skip := map[string]bool{}
	for _, name := range d.query.Skip {
		skip[canonical(strings.TrimSpace(name))] = true
		if l, ok := listFor(g, name); ok {
			skip[l.Zone] = true
		}
	}
	var lists []Blocklist
	for _, l := range d.query.Own {
		if l.Zone = canonical(l.Zone); l.Default && !skip[l.Zone] && len(lists) < maxLists {
			lists = append(lists, l)
		}
	}
	for _, l := range g.lists {
		if _, own := d.own(l.Zone); own || skip[l.Zone] {
			continue
		}
		if l.Default || l.KeyOnly && d.query.Keys[l.Key] != "" {
			lists = append(lists, l)
		}
	}
	return lists
}

// own gives the user's own list with a zone or name.
func (d *dnsblRun) own(name string) (Blocklist, bool) {
	for _, l := range d.query.Own {
		if l.Zone = canonical(l.Zone); l.Zone == name || strings.EqualFold(l.Name, name) {
			return l, true
		}
	}
	return Blocklist{}, false
}

// listFor gives the list that a user names, which may be none of the registry.
func listFor(g *registry, name string) (Blocklist, bool) {
	zone := canonical(strings.TrimSpace(name))
	if i, ok := g.byZone[zone]; ok {
		return g.lists[i], true
	}
	l, known := BlocklistFor(name)
	ascii, err := asciiName(zone)
	isZone := err == nil && strings.Contains(ascii, ".") && isHostName(strings.ReplaceAll(ascii, "_", "x"))
	switch {
	case !isZone || known && l.Dead != "":
		return l, known
	case known && slices.Contains(l.Also, zone):
		if isPart(zone, l.Zone) {
			// Asked as it is named, its answers mean what they do in the whole.
			l.Zone, l.Name, l.Key, l.KeyZone = zone, l.Name+" ("+zone+")", "", ""
		}
		return l, true
	}
	return Blocklist{Zone: ascii, Name: ascii, Kinds: []ListKind{KindV4, KindV6, KindDomain}, Class: ClassAbuse}, true
}

// isPart reports whether a zone is beside another one in the same domain, such
// as "sbl.spamhaus.org" and "zen.spamhaus.org".
func isPart(zone, whole string) bool {
	return zone != registrable(zone) && registrable(zone) == registrable(whole)
}
