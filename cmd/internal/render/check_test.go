package render

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-d13f741b/ndr/check"
)

func hostileCheck() *check.Result {
	return &check.Result{
		Check: "spf", Target: hostile, Status: check.Fail,
		Findings: []check.Finding{{Severity: check.Fail, ID: "spf-syntax", Text: hostile, Record: hostile, Position: 9}},
		Data: &check.SPFData{Term: hostile, Path: []string{"a", hostile}, Result: check.SPFFail, Explanation: hostile,
			Tree: &check.SPFNode{Domain: hostile, Record: hostile, Error: hostile, Children: []*check.SPFNode{{Via: hostile, Record: hostile}}}},
	}
}

func TestCheckJSON(t *testing.T) {
	r := &check.Result{
		Check: "mx", Target: "example.net", Status: check.Pass, Queries: 3,
		Findings: []check.Finding{{Severity: check.Info, ID: "mx-x", Text: "a <b>", Position: -1}},
		Data:     &check.MXData{Hosts: []check.MXHost{{Name: "mx.example.net", Preference: 10}}},
	}
	b, err := AppendCheckJSON(nil, r, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), ":null") || !strings.Contains(string(b), "a <b>") {
		t.Errorf("AppendCheckJSON = %s, want no null and no HTML escapes", b)
	}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"schema", "check", "target", "status", "findings", "data", "queries", "duration_ms"} {
		if _, ok := doc[key]; !ok {
			t.Errorf("key %q is missing in %s", key, b)
		}
	}
	if b, err = AppendCheckJSON(nil, &check.Result{Check: "x"}, nil, false); err != nil || !strings.Contains(string(b), `"findings":[],"data":{}`) {
		t.Errorf("AppendCheckJSON of nothing = %s, %v", b, err)
	}
}

func TestPointed(t *testing.T) {
	tests := []struct {
		record string
		pos    int
		want   string
	}{
		{"v=spf1 ipv4:192.0.2.1 -all", 7, "  | v=spf1 ipv4:192.0.2.1 -all\n           ^\n"},
		{"v=spf1", 6, "  | v=spf1\n          ^\n"},
		{"v=spf1", -1, "  | v=spf1\n"},
		{"v=spf1", 99, "  | v=spf1\n"},
		{"a\x1bb c", 2, "  | a\\x1bb c\n         ^\n"},
		{strings.Repeat("x", 40), 30, "  | " + strings.Repeat("x", 26) + "\n  | " + strings.Repeat("x", 14) + "\n        ^\n"},
		{strings.Repeat("x", 26), 26, "  | " + strings.Repeat("x", 26) + "\n" + strings.Repeat(" ", 30) + "^\n"},
		{strings.Repeat("x", 26*10), 26*5 + 3, "  | ...\n  | " + strings.Repeat("x", 26) + "\n  | " + strings.Repeat("x", 26) + "\n       ^\n  | " + strings.Repeat("x", 26) + "\n  | ...\n"},
		{strings.Repeat("x", 26*10), 2, "  | " + strings.Repeat("x", 26) + "\n      ^\n  | " + strings.Repeat("x", 26) + "\n  | ...\n"},
		{"v=spf1 include:example.net ip4:1", 27, "  | v=spf1 include:example.net\n  | ip4:1\n    ^\n"},
	}
	for _, tt := range tests {
		p := &page{cols: 30}
		p.pointed(2, tt.record, tt.pos)
		if diff := cmp.Diff(tt.want, string(p.b)); diff != "" {
			t.Errorf("pointed(%q, %d) (-want +got):\n%s", tt.record, tt.pos, diff)
		}
	}
}

func TestCheckTextSPF(t *testing.T) {
	r := &check.Result{
		Check: "spf", Target: "example.com", Status: check.Fail, Queries: 3,
		Findings: []check.Finding{
			{Severity: check.Fail, ID: "spf-syntax", Text: "there is no mechanism ipv4; ip4 was meant", Record: "v=spf1 ipv4:192.0.2.1 include:_spf.example.net -all", Position: 7},
		},
		Data: &check.SPFData{
			Result: check.SPFPermerror, Lookups: 3, VoidLookups: 1,
			Tree: &check.SPFNode{
				Domain: "example.com", Record: "v=spf1 ipv4:192.0.2.1 include:_spf.example.net include:b.example -all", Lookups: 3,
				Children: []*check.SPFNode{
					{Via: "include:_spf.example.net", Record: "v=spf1 a:x.example.net ?all", Lookups: 1},
					{Via: "include:b.example", Error: "no SPF record"},
				},
			},
		},
	}
	want := `spf example.com: fail
  fail    there is no mechanism ipv4; ip4 was meant (spf-syntax)
          | v=spf1 ipv4:192.0.2.1 include:_spf.example.net -all
                   ^

Result     permerror
Lookups    3 of 10, 1 of 2 void

Record
  example.com (3 lookups)
  | v=spf1 ipv4:192.0.2.1 include:_spf.example.net include:b.example -all
  |- include:_spf.example.net (1 lookup)
  |    v=spf1 a:x.example.net ?all
  ` + "`- include:b.example (0 lookups)" + `
       no SPF record

3 lookups, 0 ms
`
	if diff := cmp.Diff(want, string(Text{}.AppendCheck(nil, r))); diff != "" {
		t.Errorf("AppendCheck (-want +got):\n%s", diff)
	}
}

func TestCheckTextIsSafe(t *testing.T) {
	addr := netip.MustParseAddr("fe80::1").WithZone(hostile)
	aligned := true
	for _, data := range []any{
		hostileCheck().Data,
		&check.MXData{Hosts: []check.MXHost{{Name: hostile, Addresses: []netip.Addr{addr}, CNAME: hostile}}, Suggestion: hostile},
		&check.DKIMData{Selector: hostile, KeyType: hostile, Record: hostile, Repaired: hostile,
			Signatures: []check.DKIMSignature{{Domain: hostile, Selector: hostile, Result: hostile, Reason: hostile}}},
		&check.DMARCData{Record: hostile, FoundAt: hostile, OrganizationalDomain: hostile, Policy: check.DMARCPolicy(hostile), Aligned: &aligned},
		&check.DNSBLData{Lists: []check.DNSBLResult{{Zone: hostile, Name: hostile, Result: check.Listed, Codes: []string{hostile},
			Reasons: []string{hostile}, Link: hostile, Detail: hostile}}},
		&check.PTRData{Names: []string{hostile}, Confirmed: []string{hostile}, HELO: hostile, HELOAddresses: []netip.Addr{addr}},
	} {
		r := hostileCheck()
		r.Data = data
		assertSafe(t, Text{}.AppendCheck(nil, r))
	}
}
