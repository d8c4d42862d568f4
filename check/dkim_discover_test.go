package check_test

import (
	"context"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

func TestDKIMSelectors(t *testing.T) {
	good := "v=DKIM1; p=" + keyText(rsaKey())
	key := func(selector, record string) string { return txt(selector+"._domainkey.example.com.", record) }
	tests := []struct {
		name   string
		zone   string
		domain string // example.com where it is empty
		status check.Status
		ids    string
		found  string // "selector status", divided by commas
		first  string // the selector that was tried first
	}{
		{name: "one", zone: key("google", good), status: check.Pass, found: "google pass", first: "google"},
		{name: "the domain's own system first", zone: "example.com. MX 10 in1-smtp.messagingengine.com.\n" + key("fm2", good), status: check.Pass, found: "fm2 pass", first: "fm1"},
		{name: "the system of an SPF include first", zone: txt("example.com.", "v=spf1 include:sendgrid.net -all") + key("s1", good), status: check.Pass, found: "s1 pass", first: "s1"},
		{name: "several", zone: key("selector1", good) + key("selector2", good) + key("default", good), status: check.Pass, found: "selector1 pass, selector2 pass, default pass"},
		{name: "through a CNAME", zone: "selector1._domainkey.example.com. CNAME k.example.net.\n" + txt("k.example.net.", good), status: check.Pass, found: "selector1 pass"},
		{name: "an old one is revoked", zone: key("s1", good) + key("default", "v=DKIM1; p="), status: check.Info, ids: "info dkim-key-revoked", found: "s1 pass, default fail"},
		{name: "an old one is damaged", zone: key("s1", good) + key("default", "v=DKIM1; p=@@"), status: check.Warn, ids: "warn dkim-key-invalid", found: "s1 pass, default fail"},
		{name: "all are revoked", zone: key("s1", "v=DKIM1; p="), status: check.Fail, ids: "fail dkim-key-revoked", found: "s1 fail"},
		{name: "none at all", zone: "example.com. A 192.0.2.1", status: check.Fail, ids: "fail dkim-no-keys"},
		{name: "others", zone: key("zx81", good), status: check.Unknown, ids: "unknown dkim-no-selector"},
		{name: "wildcard that is no key", zone: `*.example.com. TXT "v=spf1 -all"`, status: check.Unknown, ids: "info dkim-wildcard, unknown dkim-no-selector"},
		{name: "wildcard that is no key, and a key", zone: `*.example.com. TXT "v=spf1 -all"` + "\n" + key("dkim", good), status: check.Pass, found: "dkim pass"},
		{name: "wildcard that is no key, below _domainkey too", zone: `*._domainkey.example.com. TXT "hello"` + "\n" + key("dkim", good), status: check.Info, ids: "info dkim-wildcard", found: "dkim pass"},
		{name: "wildcard key", zone: key("*", good), status: check.Warn, ids: "warn dkim-wildcard", found: "* pass"},
		{name: "wildcard CNAME", zone: "*._domainkey.example.com. CNAME k.example.net.\n" + txt("k.example.net.", "v=DKIM1; p="), status: check.Fail, ids: "warn dkim-wildcard, fail dkim-key-revoked", found: "* fail"},
		{name: "DomainKeys and ADSP", zone: txt("_domainkey.example.com.", "t=y; o=~") + txt("_adsp._domainkey.example.com.", "dkim=all") + key("dkim", good), status: check.Info, ids: "info dkim-domainkeys-policy, info dkim-adsp", found: "dkim pass"},
		{name: "SERVFAIL", zone: ";ndr fail *.example.com servfail", status: check.Unknown, ids: "unknown dkim-dns-failure"},
		{name: "SERVFAIL of one, another found", zone: key("dkim", good) + ";ndr fail google._domainkey.example.com servfail", status: check.Pass, found: "dkim pass"},
		{name: "SERVFAIL of one, none found", zone: "example.com. A 192.0.2.1\n;ndr fail google._domainkey.example.com servfail", status: check.Unknown, ids: "unknown dkim-dns-failure"},
		{name: "U-labels", domain: "bücher.example", zone: txt("mail._domainkey.xn--bcher-kva.example.", good), status: check.Pass, found: "mail pass"},
		{name: "no domain", domain: "a..b", status: check.Fail, ids: "fail dkim-name-invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := world(t, tt.zone)
			res := check.DKIMSelectors(context.Background(), zone, or(tt.domain, "example.com"))
			data := res.Data.(*check.DKIMData)
			var found []string
			for _, s := range data.Selectors {
				found = append(found, s.Selector+" "+string(s.Status))
			}
			if res.Status != tt.status || ids(res) != tt.ids || strings.Join(found, ", ") != tt.found {
				t.Errorf("DKIMSelectors in\n%s= %s, %q, %q, want %s, %q, %q\n%s", tt.zone, res.Status, ids(res), found, tt.status, tt.ids, tt.found, texts(res))
			}
			if tt.first != "" && data.Tried[0] != tt.first {
				t.Errorf("tried first is %q, want %q", data.Tried[0], tt.first)
			}
			wellFormed(t, res, zone)
		})
	}
}
