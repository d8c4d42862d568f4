package check

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
)

// blocklistData is the registry: for each list what Blocklist says.
//
//go:embed data/dnsbl.json
var blocklistData []byte

// A Blocklist describes a list that is asked over DNS (RFC 5782).
type Blocklist struct {
	// Zone is where it is asked, Name what it is called.
	Zone string `json:"zone"`
	Name string `json:"name"`
	// Also are the words, host names and starts of URLs by which bounces name
	// it, in lower case, and the zones that are parts of it.
	Also  []string   `json:"also"`
	Kinds []ListKind `json:"kinds"`
	// Class is that of its entries, where a code does not say otherwise.
	Class ListClass `json:"class"`
	// Codes are what its answers mean; a "*" stands for any octet, and the first
	// that fits counts. Bits do the same for a list whose last octet is a sum.
	// A list with neither lists by any answer.
	Codes []ListCode `json:"codes"`
	Bits  []ListBit  `json:"bits"`
	// Refused are the answers by which it says that it does not answer, beside
	// 127.255.255.0/24.
	Refused []string `json:"refused"`
	// Form is "registered" for a list of domains that knows only registrable
	// ones.
	Form string `json:"form"`
	// Terms say who may ask.
	Terms string `json:"terms"`
	// Default lists are asked where no other are named. Major ones are those
	// whose silence leaves the outcome open.
	Default bool `json:"default"`
	Major   bool `json:"major"`
	// Key names the access key that it can be asked with (DNSBLQuery.Keys), and
	// KeyZone the zone for that, with "{key}" in it. KeyOnly lists do not answer
	// without.
	Key     string `json:"key"`
	KeyZone string `json:"key_zone"`
	KeyOnly bool   `json:"key_only"`
	// Dead is since when the list is shut down, as far as known, or empty.
	Dead string `json:"dead"`
	// Note is what else there is to know of a dead list.
	Note string `json:"note"`
	// Link is where it explains an entry and takes requests for removal;
	// "{subject}" stands for the address or domain.
	Link string `json:"link"`
	// Source is where all this is from, and Verified when it was looked at last,
	// or empty.
	Source   string `json:"source"`
	Verified string `json:"verified"`
}

// A ListKind is what can be looked up in a list.
type ListKind string

// The kinds.
const (
	KindV4     ListKind = "v4"
	KindV6     ListKind = "v6"
	KindDomain ListKind = "domain"
)

// A ListCode is the meaning of an answer.
type ListCode struct {
	Code  string    `json:"code"`
	Means string    `json:"means"`
	Class ListClass `json:"class"` // empty for the list's
}

// A ListBit is the meaning of a bit in the last octet of an answer.
type ListBit struct {
	Bit   byte      `json:"bit"`
	Means string    `json:"means"`
	Class ListClass `json:"class"` // empty for the list's
}

// A registry is the lists in their order, and where their names lead.
type registry struct {
	lists  []Blocklist
	byZone map[string]int
	hosts  map[string][]alias // by host name
	words  []alias            // longest first
	err    error
	// byFirst are the words by their first byte, longest first.
	byFirst [256][]alias
}

// An alias is a name by which a list is known. For a host name, path is what
// the path of a URL begins with.
type alias struct {
	word, path string
	list       int
}

var loadRegistry = sync.OnceValue(func() *registry { return newRegistry(blocklistData) })

func newRegistry(data []byte) *registry {
	g := &registry{byZone: map[string]int{}, hosts: map[string][]alias{}}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&g.lists); err != nil {
		g.err = fmt.Errorf("check: the registry of blocklists is damaged: %w", err)
		return g
	}
	for i, l := range g.lists {
		g.byZone[l.Zone] = i
		g.name(l.Zone, i)
		g.name(strings.ToLower(l.Name), i)
		for _, a := range l.Also {
			g.name(a, i)
		}
	}
	byLength := func(a, b alias) int { return len(b.word+b.path) - len(a.word+a.path) }
	slices.SortStableFunc(g.words, byLength)
	for _, a := range g.words {
		g.byFirst[a.word[0]] = append(g.byFirst[a.word[0]], a)
	}
	for _, hosts := range g.hosts {
		slices.SortStableFunc(hosts, byLength)
	}
	return g
}

// name notes a name of a list: a word, or a host with the start of a path.
func (g *registry) name(s string, list int) {
	host, path, _ := strings.Cut(s, "/")
	if strings.Contains(host, " ") || !strings.Contains(host, ".") {
		g.words = append(g.words, alias{word: s, list: list})
		return
	}
	g.hosts[host] = append(g.hosts[host], alias{host, path, list})
}

// Blocklists gives the registry, in the order in which lists are asked.
func Blocklists() []Blocklist { return slices.Clone(loadRegistry().lists) }

// BlocklistFor gives the list that a bounce, or a person, names: by its zone or
// a name in it, by what it is called ("Spamhaus", "spamcop"), or by a URL.
func BlocklistFor(name string) (Blocklist, bool) {
	g := loadRegistry()
	name = strings.ToLower(strings.TrimSpace(name))
	for _, a := range g.words {
		if a.word == name {
			return g.lists[a.list], true
		}
	}
	if i, ok := g.host(name); ok {
		return g.lists[i], true
	}
	return Blocklist{}, false
}

// ZoneFor gives the zone of the list that BlocklistFor finds.
func ZoneFor(name string) (zone string, ok bool) {
	l, ok := BlocklistFor(name)
	return l.Zone, ok
}

// host gives the list of a host name or URL, in lower case: that whose alias is
// the host or above it, and whose path the URL's begins with.
func (g *registry) host(s string) (int, bool) {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	end := strings.IndexAny(s, "/?:#")
	host, path := s, ""
	if end >= 0 {
		host, path = s[:end], strings.TrimLeft(s[end:], "/")
	}
	host = strings.TrimPrefix(strings.Trim(host, "."), "www.")
	for ok := strings.Contains(host, "."); ok; host, ok = parentName(host) {
		for _, a := range g.hosts[host] {
			if strings.HasPrefix(path, a.path) {
				return a.list, true
			}
		}
	}
	return 0, false
}

// Valid reports what keeps a list that somebody wrote from being asked: no zone,
// a kind, class or code that there is not.
func (l *Blocklist) Valid() error {
	zone, err := asciiName(l.Zone)
	switch {
	case err != nil:
		return fmt.Errorf("check: the zone of a blocklist: %s", strings.TrimPrefix(err.Error(), "check: "))
	case !strings.Contains(zone, "."):
		return fmt.Errorf("check: the zone of a blocklist is a name such as \"bl.example.com\", not %q", l.Zone)
	case len(l.Kinds) == 0:
		return fmt.Errorf("check: the blocklist %s has no kinds: v4, v6 or domain", l.Zone)
	}
	for _, k := range l.Kinds {
		if k != KindV4 && k != KindV6 && k != KindDomain {
			return fmt.Errorf("check: the blocklist %s has the kind %q, which must be v4, v6 or domain", l.Zone, k)
		}
	}
	classes := []ListClass{l.Class}
	for _, c := range l.Codes {
		if !validCode(c.Code) {
			return fmt.Errorf("check: the blocklist %s has the code %q, which must be like 127.0.0.2 or 127.0.*.2", l.Zone, c.Code)
		}
		if c.Class != "" {
			classes = append(classes, c.Class)
		}
	}
	for _, c := range classes {
		if gravity(c) < 0 {
			return fmt.Errorf("check: the blocklist %s has the class %q, which must be abuse, policy, informational or white", l.Zone, c)
		}
	}
	return nil
}

// validCode reports whether a code can be that of a list: an address in
// 127.0.0.0/8, in which "*" stands for any octet.
func validCode(code string) bool {
	ip, err := netip.ParseAddr(strings.ReplaceAll(code, "*", "0"))
	return err == nil && ip.Is4() && strings.HasPrefix(code, "127.")
}

// has reports whether subjects of a kind can be looked up in the list.
func (l *Blocklist) has(k ListKind) bool { return slices.Contains(l.Kinds, k) }

// queryZone gives the zone to ask, with the key where there is one.
func (l *Blocklist) queryZone(keys map[string]string) string {
	if key := keys[l.Key]; l.Key != "" && key != "" {
		return strings.ReplaceAll(l.KeyZone, "{key}", key)
	}
	return l.Zone
}

// kindOf gives the kind of an address.
func kindOf(ip netip.Addr) ListKind {
	if ip.Is4() {
		return KindV4
	}
	return KindV6
}
