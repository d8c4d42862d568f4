package check_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

func TestSPFAdvice(t *testing.T) {
	const zone = `example.com. TXT "v=spf1 ip4:192.0.2.1 -all"
soft.example. TXT "v=spf1 redirect=example.com"
bad.example. TXT "v=spf1 ipx -all"
no.example. TXT "v=spf1 -ip4:192.0.2.2 ip4:192.0.2.0/24 -all"
helo.example.net. TXT "v=spf1 ip4:192.0.2.2 -all"
`
	for _, tt := range []struct {
		ip, helo, sender string
		identity         check.SPFIdentity
		record           string // that lets the host pass
	}{
		{"192.0.2.1", "helo.example.net", "u@example.com", check.SPFIdentity{Domain: "helo.example.net", Result: check.SPFFail}, ""},
		{"192.0.2.2", "HELO.example.net.", "u@example.com", check.SPFIdentity{Domain: "helo.example.net", Result: check.SPFPass}, "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all"},
		{"2001:db8::2", "", "u@example.com", check.SPFIdentity{}, "v=spf1 ip4:192.0.2.1 ip6:2001:db8::2 -all"},
		{"192.0.2.2", "example.com", "u@example.com", check.SPFIdentity{}, "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all"},
		{"192.0.2.2", "mail", "u@soft.example", check.SPFIdentity{}, "v=spf1 ip4:192.0.2.2 redirect=example.com"},
		{"192.0.2.2", "helo.example.net", "", check.SPFIdentity{}, ""},
		{"192.0.2.2", "", "u@no.example", check.SPFIdentity{}, ""},
		{"192.0.2.2", "", "u@bad.example", check.SPFIdentity{}, ""},
	} {
		q := check.SPFQuery{IP: netip.MustParseAddr(tt.ip), HELO: tt.helo, Sender: tt.sender, Advice: true}
		res := check.SPF(t.Context(), world(t, zone), q)
		record := ""
		for _, f := range res.Findings {
			if f.ID == check.SPFToPass {
				record = f.Record
			}
		}
		data := res.Data.(*check.SPFData)
		if data.HELO != tt.identity || record != tt.record {
			t.Errorf("SPF of %s, HELO %s, %s: HELO %+v, record %q, want %+v, %q", tt.ip, tt.helo, tt.sender, data.HELO, record, tt.identity, tt.record)
		}
		if record == "" {
			continue
		}
		domain := tt.sender[strings.IndexByte(tt.sender, '@')+1:]
		changed := strings.Replace(zone, domain+". TXT", domain+". TXT \""+record+"\"\nold. TXT", 1)
		if got := check.SPF(t.Context(), world(t, changed), q).Data.(*check.SPFData).Result; got != check.SPFPass {
			t.Errorf("with %q, %s gets %s, want pass", record, tt.ip, got)
		}
	}
}
