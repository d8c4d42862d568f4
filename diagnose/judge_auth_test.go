package diagnose

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestAuthRefuted: of several signatures, the one that verifies for the From
// domain is named, not the first.
func TestAuthRefuted(t *testing.T) {
	rep := &dsn.Report{Recipients: make([]dsn.Recipient, 1)}
	rep.Original.DKIM = []dsn.Signature{{Domain: "esp.example", Selector: "a"}, {Domain: "example.com", Selector: "b"}}
	c := &Case{
		Report: rep, Matches: make([]catalog.Match, 1), facts: []Facts{{FromDomain: "example.com", Signatures: rep.Original.DKIM}},
		verified: []check.DKIMSignature{{Domain: "esp.example", Result: check.DKIMFail}, {Domain: "example.com", Result: check.DKIMPass}},
	}
	w := &weighing{c: c, rs: &results{}, r: &rep.Recipients[0], m: &c.Matches[0], f: c.Facts(0)}
	v := w.authRefuted(claims{})
	if !strings.Contains(v.Summary, "of example.com failed") || v.Evidence[0].Target != "b._domainkey.example.com" {
		t.Errorf("authRefuted = %q about %s, want the signature of example.com", v.Summary, v.Evidence[0].Target)
	}
}
