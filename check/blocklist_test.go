package check

import (
	"bytes"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// The registry's schema.
func TestRegistry(t *testing.T) {
	lists := Blocklists()
	if len(lists) < 50 {
		t.Fatalf("the registry has %d lists: %v", len(lists), loadRegistry().err)
	}
	classes := []ListClass{ClassAbuse, ClassPolicy, ClassInformational, ClassWhite}
	names := map[string]string{}
	for _, l := range lists {
		bad := func(format string, args ...any) { t.Helper(); t.Errorf(l.Zone+": "+format, args...) }
		if ascii, err := asciiName(l.Zone); err != nil || ascii != l.Zone {
			bad("zone is no canonical name: %v", err)
		}
		if l.Name == "" || len(l.Kinds) == 0 || !slices.Contains(classes, l.Class) || l.Source == "" {
			bad("lacks name, kinds, class or source")
		}
		for _, k := range l.Kinds {
			if !slices.Contains([]ListKind{KindV4, KindV6, KindDomain}, k) {
				bad("kind %q", k)
			}
		}
		for _, a := range append(l.Also, l.Zone) {
			if a != strings.ToLower(a) || a == "" || strings.Contains(a, "://") || strings.HasPrefix(a, "www.") {
				bad("name %q is not in the form that is looked for", a)
			}
			if other := names[a]; other != "" && other != l.Zone {
				bad("name %q is also one of %s", a, other)
			}
			names[a] = l.Zone
		}
		for _, c := range l.Codes {
			if ip, err := netip.ParseAddr(strings.ReplaceAll(c.Code, "*", "9")); err != nil || !loopback.Contains(ip) || c.Means == "" || c.Class != "" && !slices.Contains(classes, c.Class) {
				bad("code %+v", c)
			}
		}
		for _, b := range l.Bits {
			if b.Bit&(b.Bit-1) != 0 || b.Bit == 0 || b.Means == "" || b.Class != "" && !slices.Contains(classes, b.Class) {
				bad("bit %+v", b)
			}
		}
		for _, code := range l.Refused {
			if ip, err := netip.ParseAddr(strings.ReplaceAll(code, "*", "9")); err != nil || l.refusal(ip) == "" {
				bad("refusal %q", code)
			}
		}
		if (l.Key != "") != strings.Contains(l.KeyZone, "{key}") || l.KeyOnly && l.Key == "" {
			bad("key %q with the zone %q", l.Key, l.KeyZone)
		}
		if l.Dead != "" && (l.Default || l.Major) || l.Dead == "" && (l.Terms == "" || l.Link == "") || l.KeyOnly && l.Default || l.Form != "" && l.Form != "registered" {
			bad("dead, default, terms, link or form do not go together")
		}
		if u, err := url.Parse(l.Link); err != nil || l.Link != "" && (u.Host == "" || !strings.HasPrefix(u.Scheme, "http")) {
			bad("link %q", l.Link)
		}
	}
	for _, zone := range []string{"zen.spamhaus.org", "bl.spamcop.net", "b.barracudacentral.org", "psbl.surriel.com", "dnsbl-1.uceprotect.net", "dnsbl-2.uceprotect.net", "dnsbl-3.uceprotect.net", "dbl.spamhaus.org", "multi.surbl.org", "multi.uribl.com"} {
		if i, ok := loadRegistry().byZone[zone]; !ok || !lists[i].Default {
			t.Errorf("%s is not asked by default", zone)
		}
	}
}

func TestRegistryDamaged(t *testing.T) {
	for _, data := range []string{"", "[", `[{"zone":"a.example","colour":"red"}]`, "{}"} {
		if g := newRegistry([]byte(data)); g.err == nil {
			t.Errorf("newRegistry(%q) has no error", data)
		}
	}
	if bytes.Contains(blocklistData, []byte("\t")) {
		t.Error("the registry has tabs")
	}
}

func TestZoneFor(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"zen.spamhaus.org", "zen.spamhaus.org"},
		{" ZEN.spamhaus.org. ", "zen.spamhaus.org"},
		{"Spamhaus", "zen.spamhaus.org"},
		{"sbl-xbl.spamhaus.org", "zen.spamhaus.org"},
		{"10.2.0.192.zen.spamhaus.org", "zen.spamhaus.org"},
		{"https://www.spamhaus.org/query/ip/192.0.2.10", "zen.spamhaus.org"},
		{"http://www.spamhaus.org/query/bl?ip=192.0.2.10", "zen.spamhaus.org"},
		{"https://www.spamhaus.org/query/domain/example.com", "dbl.spamhaus.org"},
		{"https://check.spamhaus.org/listed/?searchterm=192.0.2.10", "zen.spamhaus.org"},
		{"key123.zen.dq.spamhaus.net", "zen.spamhaus.org"},
		{"cbl.abuseat.org", "zen.spamhaus.org"},
		{"SpamCop", "bl.spamcop.net"},
		{"https://www.spamcop.net/bl.shtml?192.0.2.10", "bl.spamcop.net"},
		{"http://www.barracudanetworks.com/reputation/?pr=1&ip=192.0.2.10", "b.barracudacentral.org"},
		{"http://www.sorbs.net/lookup.shtml?192.0.2.10", "dnsbl.sorbs.net"},
		{"spam.dnsbl.sorbs.net", "dnsbl.sorbs.net"},
		{"UCEPROTECT-Level 2", "dnsbl-2.uceprotect.net"},
		{"dnsbl-3.uceprotect.net", "dnsbl-3.uceprotect.net"},
		{"multi.uribl.com", "multi.uribl.com"},
		{"ix.dnsbl.manitu.net", "ix.dnsbl.manitu.net"},
		{"hostkarma.junkemailfilter.com", "hostkarma.junkemailfilter.com"},
		{"example.com", ""}, {"", ""}, {"mail", ""}, {"https://www.barracuda.com/", ""}, {"notspamhaus.org", ""},
	} {
		got, ok := ZoneFor(tt.name)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("ZoneFor(%q) = %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
}

func TestZonesIn(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"554 5.7.1 Service unavailable; Client host [192.0.2.10] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.10", "zen.spamhaus.org"},
		{"550 blocked using bl.spamcop.net; Blocked - see https://www.spamcop.net/bl.shtml?192.0.2.10 and b.barracudacentral.org", "bl.spamcop.net b.barracudacentral.org"},
		{"550 5.7.1 Your IP is listed in Spamhaus and SpamCop.", "zen.spamhaus.org bl.spamcop.net"},
		{"550 rejected: domain example.com is listed by the Spamhaus DBL (https://www.spamhaus.org/query/domain/example.com)", "dbl.spamhaus.org"},
		{"554 listed at Spamhaus DBL", "dbl.spamhaus.org"},
		{"host in RBL (UCEPROTECT-Level 2), UCEPROTECT", "dnsbl-2.uceprotect.net"},
		{"550-5.7.1 \"JunkMail rejected - mail.example.com [192.0.2.10]:24706 is in an RBL: see <http://www.sorbs.net/lookup.shtml?192.0.2.10>\"", "dnsbl.sorbs.net"},
		{"550 5.1.1 <spamcop@example.com> user unknown; write to abuse@spamhaus.org", ""},
		{"550 5.7.1 the sorbstone.example is closed, see nospamhaus.example", ""},
		{"550 rejected: domain example.com listed at fresh15.spameatingmonkey.net", "fresh.spameatingmonkey.net"},
		{"550 5.7.1 message rejected", ""},
		{"", ""},
		{strings.Repeat("spamhaus ", 100000), "zen.spamhaus.org"},
	} {
		if got := strings.Join(ZonesIn(tt.text), " "); got != tt.want {
			t.Errorf("ZonesIn(%.80q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestDecode(t *testing.T) {
	g := loadRegistry()
	for _, tt := range []struct {
		zone   string
		codes  string
		result Listing
		class  ListClass
	}{
		{"zen.spamhaus.org", "127.0.0.2", Listed, ClassAbuse},
		{"zen.spamhaus.org", "127.0.0.10", Listed, ClassPolicy},
		{"zen.spamhaus.org", "127.0.0.11 127.0.0.4", Listed, ClassAbuse},
		{"zen.spamhaus.org", "127.0.0.77", Listed, ClassInformational},
		{"zen.spamhaus.org", "127.0.5.1", TempError, ClassAbuse},
		{"zen.spamhaus.org", "127.0.0.1", Rewritten, ClassAbuse},
		{"zen.spamhaus.org", "127.255.255.252", ListRefused, ClassAbuse},
		{"zen.spamhaus.org", "127.255.255.254", ListRefused, ClassAbuse},
		{"zen.spamhaus.org", "127.255.255.255", ListRefused, ClassAbuse},
		{"zen.spamhaus.org", "127.255.255.1", ListRefused, ClassAbuse},
		{"zen.spamhaus.org", "127.0.0.2 127.255.255.254", ListRefused, ClassAbuse},
		{"zen.spamhaus.org", "198.51.100.1", Rewritten, ClassAbuse},
		{"zen.spamhaus.org", "127.0.0.2 198.51.100.1", Rewritten, ClassAbuse},
		{"zen.spamhaus.org", "0.0.0.0", Rewritten, ClassAbuse},
		{"dbl.spamhaus.org", "127.0.1.2", Listed, ClassAbuse},
		{"dbl.spamhaus.org", "127.0.1.255", ListRefused, ClassAbuse},
		{"multi.surbl.org", "127.0.0.80", Listed, ClassAbuse},
		{"multi.surbl.org", "127.0.0.32", Listed, ClassInformational},
		{"multi.surbl.org", "127.0.0.1", ListRefused, ClassAbuse},
		{"multi.surbl.org", "127.0.0.254", ListRefused, ClassAbuse},
		{"multi.uribl.com", "127.0.0.1", ListRefused, ClassAbuse},
		{"multi.uribl.com", "127.0.0.2", Listed, ClassAbuse},
		{"multi.uribl.com", "127.0.0.8", Listed, ClassInformational},
		{"hostkarma.junkemailfilter.com", "127.0.0.1", NotListed, ClassWhite},
		{"hostkarma.junkemailfilter.com", "127.0.0.2", Listed, ClassAbuse},
		{"hostkarma.junkemailfilter.com", "127.0.0.3", NotListed, ClassWhite},
		{"hostkarma.junkemailfilter.com", "127.0.0.5", NotListed, ClassWhite},
		{"bl.mailspike.net", "127.0.0.18", NotListed, ClassWhite},
		{"dnsbl-3.uceprotect.net", "127.0.0.2", Listed, ClassInformational},
		{"list.dnswl.org", "127.0.5.3", NotListed, ClassWhite},
		{"list.dnswl.org", "127.0.0.255", ListRefused, ClassWhite},
		{"list.dnswl.org", "127.0.10.3", ListRefused, ClassWhite},
		{"bl.blocklist.de", "127.0.0.1", Rewritten, ClassAbuse},
		{"bl.blocklist.de", "127.0.0.19", Listed, ClassAbuse},
		{"dyna.spamrats.com", "127.0.0.36", Listed, ClassPolicy},
	} {
		q := &listQuery{list: &g.lists[g.byZone[tt.zone]]}
		q.Class = q.list.Class
		var addrs []netip.Addr
		for c := range strings.FieldsSeq(tt.codes) {
			addrs = append(addrs, netip.MustParseAddr(c))
		}
		q.decode(addrs)
		if q.Result != tt.result || q.Class != tt.class {
			t.Errorf("decode(%s, %s) = %s, %s, want %s, %s", tt.zone, tt.codes, q.Result, q.Class, tt.result, tt.class)
		}
		if got := q.Detail != ""; got != (q.Result != Listed && q.Result != NotListed) {
			t.Errorf("decode(%s, %s) = %s with the detail %q", tt.zone, tt.codes, q.Result, q.Detail)
		}
	}
}
