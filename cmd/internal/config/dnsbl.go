package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// DNSBL is the table "dnsbl": how blocklists are asked.
type DNSBL struct {
	// Keys are access keys by the name that the registry has for them:
	// "spamhaus", "abusix".
	Keys map[string]Secret `toml:"keys"`
	// Skip are lists, by zone or name, that are never asked by default.
	Skip []string `toml:"skip"`
	// Lists are lists of one's own. One that the registry knows, too, needs no
	// more than its zone: then it is asked by default.
	Lists []List `toml:"list"`

	query check.DNSBLQuery
}

// A List is a table of "dnsbl.list": what check.Blocklist says of a list. Kinds
// are v4 where none are given, Class is abuse, and a list is asked by default
// unless Default is false.
type List struct {
	Zone    string            `toml:"zone"`
	Name    string            `toml:"name"`
	Kinds   []check.ListKind  `toml:"kinds"`
	Class   check.ListClass   `toml:"class"`
	Codes   map[string]string `toml:"codes"` // what an answer means, by the answer
	Refused []string          `toml:"refused"`
	Link    string            `toml:"link"`
	Default *bool             `toml:"default"`
}

// Query gives what the file says of blocklists as what a check begins with: Keys,
// Own and Skip are set.
func (d *DNSBL) Query() check.DNSBLQuery { return d.query }

// finish looks the secrets up and holds all to what there is.
func (d *DNSBL) finish(s secrets) error {
	d.query.Skip = d.Skip
	for _, name := range d.Skip {
		if _, known := check.BlocklistFor(name); !known && !slices.ContainsFunc(d.Lists, func(l List) bool { return strings.EqualFold(l.Zone, name) }) {
			return fmt.Errorf("dnsbl.skip: no list is called %q; \"ndr check dnsbl --list\" shows those that there are", name)
		}
	}
	for i := range d.Lists {
		l, err := d.Lists[i].blocklist()
		if err != nil {
			return fmt.Errorf("dnsbl.list number %d: %w", i+1, err)
		}
		d.query.Own = append(d.query.Own, l)
	}
	return d.keys(s)
}

// keys looks the access keys up.
func (d *DNSBL) keys(s secrets) error {
	var known []string
	for _, l := range check.Blocklists() {
		if l.Key != "" && !slices.Contains(known, l.Key) {
			known = append(known, l.Key)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Keys)) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("dnsbl.keys.%s: no list has such a key; there are %s", name, strings.Join(known, ", "))
		}
		v, err := s.value(d.Keys[name])
		switch {
		case err != nil:
			return fmt.Errorf("dnsbl.keys.%s: %w", name, err)
		case !isKey(v):
			return fmt.Errorf("dnsbl.keys.%s: it is no access key: that is one word of 6 to 63 letters and digits", name)
		}
		if d.query.Keys == nil {
			d.query.Keys = map[string]string{}
		}
		d.query.Keys[name] = v
	}
	return nil
}

// isKey reports whether a key can be a label of a name, and is not so short that
// hiding it would hide words.
func isKey(s string) bool {
	return len(s) >= 6 && len(s) <= 63 && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// blocklist gives what the table says, or the registry's list where it says the
// zone alone.
func (l *List) blocklist() (check.Blocklist, error) {
	zone := strings.ToLower(strings.TrimSuffix(strings.TrimSpace(l.Zone), "."))
	own := check.Blocklist{Zone: zone, Name: l.Name, Kinds: l.Kinds, Class: l.Class, Refused: l.Refused, Link: l.Link, Major: true}
	if known, ok := check.BlocklistFor(zone); ok && known.Zone == zone && known.Dead == "" && l.Name == "" && len(l.Kinds) == 0 && l.Class == "" && len(l.Codes) == 0 {
		own = known
	}
	own.Default = l.Default == nil || *l.Default
	if own.Name == "" {
		own.Name = zone
	}
	if len(own.Kinds) == 0 {
		own.Kinds = []check.ListKind{check.KindV4}
	}
	if own.Class == "" {
		own.Class = check.ClassAbuse
	}
	for _, code := range slices.Sorted(maps.Keys(l.Codes)) {
		own.Codes = append(own.Codes, check.ListCode{Code: code, Means: l.Codes[code]})
	}
	return own, own.Valid()
}
