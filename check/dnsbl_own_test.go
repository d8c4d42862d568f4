package check_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

// The lists of a user are asked beside those of the registry, or instead.
func TestDNSBLOwn(t *testing.T) {
	v4 := []check.ListKind{check.KindV4}
	office := check.Blocklist{Zone: "BL.Example.com.", Name: "Office", Kinds: v4, Class: check.ClassPolicy, Default: true,
		Codes: []check.ListCode{{Code: "127.0.0.7", Means: "seen at the office"}}}
	asked := check.Blocklist{Zone: "bl.example.net", Name: "Asked", Kinds: v4, Class: check.ClassAbuse}
	zen := check.Blocklist{Zone: "zen.spamhaus.org", Name: "A mirror", Kinds: v4, Class: check.ClassInformational, Default: true}
	for _, tt := range []struct {
		name    string
		query   check.DNSBLQuery
		listed  string // the zones that list, in order
		class   check.ListClass
		text    string
		without string // a zone that is not asked
	}{
		{"default", check.DNSBLQuery{Own: []check.Blocklist{office, asked}}, "bl.example.com zen.spamhaus.org", check.ClassPolicy, "seen at the office", "bl.example.net"},
		{"by zone", check.DNSBLQuery{Own: []check.Blocklist{office, asked}, Zones: []string{"bl.example.net"}}, "bl.example.net", check.ClassAbuse, "is listed in Asked", "bl.example.com"},
		{"by name", check.DNSBLQuery{Own: []check.Blocklist{office, asked}, Zones: []string{"office"}}, "bl.example.com", check.ClassPolicy, "is listed in Office", "zen.spamhaus.org"},
		{"instead of one of the registry", check.DNSBLQuery{Own: []check.Blocklist{zen}}, "zen.spamhaus.org", check.ClassInformational, "A mirror", ""},
		{"skipped", check.DNSBLQuery{Skip: []string{"Spamhaus ", "bl.example.com"}, Own: []check.Blocklist{office}}, "", "", "", "zen.spamhaus.org"},
		{"skipped, but named", check.DNSBLQuery{Skip: []string{"spamhaus"}, Zones: []string{"zen.spamhaus.org"}}, "zen.spamhaus.org", check.ClassAbuse, "Spamhaus ZEN", ""},
	} {
		z := world(t, "10.2.0.192.bl.example.com. A 127.0.0.7\n10.2.0.192.bl.example.net. A 127.0.0.2\n10.2.0.192.zen.spamhaus.org. A 127.0.0.2")
		tt.query.IP = netip.MustParseAddr("192.0.2.10")
		res := check.DNSBL(t.Context(), z, tt.query)
		var listed []string
		class := check.ListClass("")
		for _, l := range res.Data.(*check.DNSBLData).Lists {
			if l.Zone == tt.without {
				t.Errorf("%s: %s was asked", tt.name, l.Zone)
			}
			if l.Result == check.Listed {
				if listed = append(listed, l.Zone); class == "" {
					class = l.Class
				}
			}
		}
		if got := strings.Join(listed, " "); got != tt.listed || class != tt.class || !strings.Contains(texts(res), tt.text) {
			t.Errorf("%s: listed in %q, class %q, want %q, %q, with %q\n%s", tt.name, got, class, tt.listed, tt.class, tt.text, texts(res))
		}
	}
}

func TestBlocklistValid(t *testing.T) {
	for _, l := range check.Blocklists() {
		if err := l.Valid(); err != nil {
			t.Errorf("the registry's %s: %v", l.Zone, err)
		}
	}
	good := func() check.Blocklist {
		return check.Blocklist{Zone: "bl.example.com", Kinds: []check.ListKind{check.KindV4}, Class: check.ClassAbuse}
	}
	for _, tt := range []struct {
		change func(*check.Blocklist)
		want   string
	}{
		{func(*check.Blocklist) {}, ""},
		{func(l *check.Blocklist) { l.Zone = "" }, "it is empty"},
		{func(l *check.Blocklist) { l.Zone = "bl" }, "such as"},
		{func(l *check.Blocklist) { l.Zone = "a b.example" }, "character"},
		{func(l *check.Blocklist) { l.Kinds = nil }, "no kinds"},
		{func(l *check.Blocklist) { l.Kinds[0] = "ipv4" }, `"ipv4"`},
		{func(l *check.Blocklist) { l.Class = "bad" }, `"bad"`},
		{func(l *check.Blocklist) { l.Codes = []check.ListCode{{Code: "127.0.*.2"}} }, ""},
		{func(l *check.Blocklist) { l.Codes = []check.ListCode{{Code: "2"}} }, `"2"`},
		{func(l *check.Blocklist) { l.Codes = []check.ListCode{{Code: "192.0.2.1"}} }, `"192.0.2.1"`},
		{func(l *check.Blocklist) { l.Codes = []check.ListCode{{Code: "127.0.0.2", Class: "worse"}} }, `"worse"`},
	} {
		l := good()
		tt.change(&l)
		if err := l.Valid(); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Valid of %+v = %v, want %q", l, err, tt.want)
		}
	}
}

func TestSplitKey(t *testing.T) {
	for zone, want := range map[string]string{
		"s3cret.zen.dq.spamhaus.net":       "zen.spamhaus.org s3cret",
		"S3cret.ZEN.dq.spamhaus.net.":      "zen.spamhaus.org S3cret",
		"s3cret.combined.mail.abusix.zone": "combined.mail.abusix.zone s3cret",
		"zen.dq.spamhaus.net":              "",
		"zen.spamhaus.org":                 "",
		"a.b.zen.dq.spamhaus.net":          "",
		"xzen.dq.spamhaus.net":             "",
		".zen.dq.spamhaus.net":             "",
		"":                                 "",
	} {
		got := ""
		if l, key, ok := check.SplitKey(zone); ok {
			got = l.Zone + " " + key
		}
		if got != want {
			t.Errorf("SplitKey(%q) = %q, want %q", zone, got, want)
		}
	}
}

func TestRedact(t *testing.T) {
	keys := map[string]string{"a": "abcdef", "b": "ABCDEFGH", "c": ""}
	for text, want := range map[string]string{
		"":                                "",
		"nothing":                         "nothing",
		"1.2.abcdef.zen.example. A":       "1.2.<key>.zen.example. A",
		"AbCdEf and abcdef":               "<key> and <key>",
		"abcdefgh":                        "<key>",
		"\xff\xfeabcdef\xffÄ":             "\xff\xfe<key>\xffÄ",
		"abcdeabcdefabcdefabcdef-abcdefg": "abcde<key><key><key>-<key>g",
	} {
		if got := check.Redact(text, keys); got != want {
			t.Errorf("Redact(%q) = %q, want %q", text, got, want)
		}
	}
}
