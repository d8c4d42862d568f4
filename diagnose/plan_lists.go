package diagnose

import (
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// namedZones are the blocklists that the text names, as zones: those that are
// known, and others that stand there as names. The host of a web page is none.
func namedZones(c *Case, i int) string {
	text := strings.ToLower(c.Report.Recipients[i].Diagnostic.Text)
	zones := check.ZonesIn(text)
	for _, name := range c.Matches[i].Clues.Lists {
		zone, known := check.ZoneFor(name)
		if !known {
			zone = strings.ToLower(name)
		}
		if l, _ := check.BlocklistFor(zone); l.Dead != "" {
			continue // what its operator runs in its place has another name
		}
		at := strings.Index(text, zone)
		if strings.Contains(zone, ".") && !slices.Contains(zones, zone) && (known || at > 0 && text[at-1] != '/' && text[at-1] != '@') {
			zones = append(zones, zone)
		}
	}
	for _, part := range partsNamed(text) {
		if !slices.Contains(zones, part) {
			zones = append(zones, part)
		}
	}
	return strings.Join(zones, ",")
}

// partsNamed are the zones in a text that are parts of a list, as sbl.spamhaus.org
// is of zen.spamhaus.org: the receiver asked the part.
func partsNamed(text string) []string {
	var parts []string
	for token := range strings.FieldsFuncSeq(text, func(r rune) bool { return !inHost(r) }) {
		token = strings.Trim(token, ".-")
		if strings.Count(token, ".") < 2 || len(parts) == maxSignatures || slices.Contains(parts, token) {
			continue
		}
		if l, known := check.BlocklistFor(token); known && l.Dead == "" && l.Zone != token && isPart(l, token) {
			parts = append(parts, token)
		}
	}
	return parts
}

// inHost reports whether a name or a URL, which is none, goes on with r.
func inHost(r rune) bool {
	return r < 0x80 && inName(byte(r)) || r == '/' || r == ':' || r == '@' || r == '='
}

// isPart reports whether a name is known as one of a list's own, and not for its
// web site.
func isPart(l check.Blocklist, name string) bool {
	return slices.Contains(l.Also, name) && !strings.HasPrefix(name, "check.") && !strings.HasPrefix(name, "lookup.") && !strings.HasPrefix(name, "admin.")
}

// partsOf gives the lists to ask for those of the zones that are parts of one.
func partsOf(zones []string) []check.Blocklist {
	var parts []check.Blocklist
	for _, zone := range zones {
		if l, known := check.BlocklistFor(zone); known && l.Zone != zone && isPart(l, zone) {
			l.Zone, l.Name, l.Also = zone, "", nil
			parts = append(parts, l)
		}
	}
	return parts
}
