package check_test

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

const goodDMARC = "v=DMARC1; p=reject; rua=mailto:d@example.com"

// dmarc writes a DMARC record for a domain.
func dmarc(domain, record string) string { return txt("_dmarc."+domain+".", record) }

func TestDMARCPolicy(t *testing.T) {
	const rua = "; rua=mailto:d@example.com"
	tests := []struct {
		name   string
		domain string // example.com where it is empty
		zone   string
		status check.Status
		ids    string
		policy check.DMARCPolicy
		// at is FoundAt, and org the Organizational Domain; example.com where
		// they are empty, "-" for none.
		at, org string
		// disposition is the policy where it is empty, "-" for none.
		disposition check.DMARCPolicy
	}{
		{name: "reject", zone: dmarc("example.com", goodDMARC), status: check.Pass, policy: "reject"},
		{name: "quarantine", zone: dmarc("example.com", "v=DMARC1; p=quarantine"+rua), status: check.Pass, policy: "quarantine"},
		{name: "none", zone: dmarc("example.com", "v=DMARC1; p=none"+rua), status: check.Warn, ids: "warn dmarc-policy-none", policy: "none"},
		{name: "without reports", zone: dmarc("example.com", "v=DMARC1; p=reject"), status: check.Info, ids: "info dmarc-no-rua", policy: "reject"},
		{name: "case of values", zone: dmarc("example.com", "v=DMARC1; p=Reject; adkim=S"+rua), status: check.Pass, policy: "reject"},
		{name: "case of tag names", zone: dmarc("example.com", "V=DMARC1; P=reject; RUA=mailto:d@example.com"), status: check.Pass, policy: "reject"},
		{name: "white space", zone: dmarc("example.com", "v = DMARC1 ;\tp = reject ; rua = mailto:d@example.com ; "), status: check.Pass, policy: "reject"},
		{name: "no white space", zone: dmarc("example.com", "v=DMARC1;p=reject;rua=mailto:d@example.com;"), status: check.Pass, policy: "reject"},
		{name: "p not second", zone: dmarc("example.com", "v=DMARC1; rua=mailto:d@example.com; p=reject"), status: check.Pass, policy: "reject"},
		{name: "strings are joined", zone: `_dmarc.example.com. TXT "v=DMARC1; p=rej" "ect; rua=mailto:d@example.com"`, status: check.Pass, policy: "reject"},
		{name: "through a CNAME", zone: "_dmarc.example.com. CNAME d.example.net.\n" + txt("d.example.net.", goodDMARC), status: check.Pass, policy: "reject"},
		{name: "unknown tags", zone: dmarc("example.com", "v=DMARC1; p=reject; x=y"+rua), status: check.Info, ids: "info dmarc-unknown-tag", policy: "reject"},
		{name: "removed tags", zone: dmarc("example.com", "v=DMARC1; p=reject; pct=200; ri=0; rf=x"+rua), status: check.Info, ids: "info dmarc-removed-tag, info dmarc-removed-tag, info dmarc-removed-tag", policy: "reject"},
		{name: "unrelated TXT records", zone: dmarc("example.com", goodDMARC) + dmarc("example.com", "hello"), status: check.Pass, policy: "reject"},
		// t
		{name: "testing reject", zone: dmarc("example.com", "v=DMARC1; p=reject; t=y"+rua), status: check.Warn, ids: "warn dmarc-testing", policy: "reject", disposition: "quarantine"},
		{name: "testing quarantine", zone: dmarc("example.com", "v=DMARC1; p=quarantine; t=Y"+rua), status: check.Warn, ids: "warn dmarc-testing", policy: "quarantine", disposition: "none"},
		{name: "testing none", zone: dmarc("example.com", "v=DMARC1; p=none; t=y"+rua), status: check.Warn, ids: "warn dmarc-policy-none", policy: "none"},
		{name: "not testing", zone: dmarc("example.com", "v=DMARC1; p=reject; t=n"+rua), status: check.Pass, policy: "reject"},
		{name: "bad t", zone: dmarc("example.com", "v=DMARC1; p=reject; t=x"+rua), status: check.Warn, ids: "warn dmarc-syntax", policy: "reject"},
		// missing
		{name: "no record", zone: "example.com. A 192.0.2.1", status: check.Fail, ids: "fail dmarc-missing", at: "-"},
		{name: "no domain", zone: "example.net. A 192.0.2.1", status: check.Fail, ids: "fail dmarc-missing", at: "-"},
		{name: "record at the domain itself", zone: txt("example.com.", goodDMARC), status: check.Fail, ids: "fail dmarc-missing", at: "-"},
		{name: "domain appended twice", zone: dmarc("example.com.example.com", goodDMARC), status: check.Fail, ids: "fail dmarc-missing", at: "-"},
		{name: "SPF record in its place", zone: dmarc("example.com", "v=spf1 -all"), status: check.Fail, ids: "fail dmarc-missing", at: "-"},
		{name: "two records", zone: dmarc("example.com", goodDMARC) + dmarc("example.com", "v=DMARC1; p=none"), status: check.Fail, ids: "fail dmarc-multiple-records", at: "-"},
		{name: "the same record twice", zone: dmarc("example.com", goodDMARC) + dmarc("example.com", goodDMARC), status: check.Fail, ids: "fail dmarc-multiple-records", at: "-"},
		// version
		{name: "version in lower case", zone: dmarc("example.com", "v=dmarc1; p=reject"), status: check.Fail, ids: "fail dmarc-invalid", at: "-"},
		{name: "version 2", zone: dmarc("example.com", "v=DMARC2; p=reject"), status: check.Fail, ids: "fail dmarc-invalid", at: "-"},
		{name: "version not first", zone: dmarc("example.com", "p=reject; v=DMARC1"), status: check.Fail, ids: "fail dmarc-invalid", at: "-"},
		{name: "leading space", zone: dmarc("example.com", " v=DMARC1; p=reject"), status: check.Fail, ids: "fail dmarc-invalid", at: "-"},
		{name: "leading quote", zone: dmarc("example.com", `"v=DMARC1; p=reject"`), status: check.Fail, ids: "fail dmarc-invalid", at: "-"},
		{name: "no semicolon after the version", zone: dmarc("example.com", "v=DMARC1 p=reject"), status: check.Fail, ids: "fail dmarc-invalid", at: "-"},
		// invalid policies (4.10.1)
		{name: "no p", zone: dmarc("example.com", "v=DMARC1"+rua), status: check.Warn, ids: "warn dmarc-no-policy, warn dmarc-policy-none", policy: "none"},
		{name: "the version alone", zone: dmarc("example.com", "v=DMARC1"), status: check.Warn, ids: "warn dmarc-no-policy, info dmarc-no-rua, warn dmarc-policy-none", policy: "none"},
		{name: "bad p with rua", zone: dmarc("example.com", "v=DMARC1; p=block"+rua), status: check.Warn, ids: "warn dmarc-invalid, warn dmarc-policy-none", policy: "none"},
		{name: "bad p without rua", zone: dmarc("example.com", "v=DMARC1; p=block"), status: check.Fail, ids: "fail dmarc-invalid, info dmarc-no-rua, fail dmarc-invalid"},
		{name: "bad p with a bad rua", zone: dmarc("example.com", "v=DMARC1; p=block; rua=d@example.com"), status: check.Fail, ids: "fail dmarc-invalid, warn dmarc-uri-invalid, info dmarc-no-rua, fail dmarc-invalid"},
		{name: "empty p with rua", zone: dmarc("example.com", "v=DMARC1; p="+rua), status: check.Warn, ids: "warn dmarc-invalid, warn dmarc-policy-none", policy: "none"},
		{name: "bad sp with rua", zone: dmarc("example.com", "v=DMARC1; p=reject; sp=x"+rua), status: check.Warn, ids: "warn dmarc-invalid, warn dmarc-policy-none", policy: "none"},
		{name: "bad np without rua", zone: dmarc("example.com", "v=DMARC1; p=reject; np=x"), status: check.Fail, ids: "fail dmarc-invalid, info dmarc-no-rua, fail dmarc-invalid"},
		{name: "p twice", zone: dmarc("example.com", "v=DMARC1; p=reject; p=none"+rua), status: check.Warn, ids: "warn dmarc-duplicate-tag", policy: "reject"},
		{name: "rubbish between tags", zone: dmarc("example.com", "v=DMARC1; p=reject; rubbish"+rua), status: check.Warn, ids: "warn dmarc-syntax", policy: "reject"},
		// other values
		{name: "bad adkim", zone: dmarc("example.com", "v=DMARC1; p=reject; adkim=strict"+rua), status: check.Warn, ids: "warn dmarc-syntax", policy: "reject"},
		{name: "bad aspf", zone: dmarc("example.com", "v=DMARC1; p=reject; aspf="+rua), status: check.Warn, ids: "warn dmarc-syntax", policy: "reject"},
		{name: "good fo", zone: dmarc("example.com", "v=DMARC1; p=reject; fo=1:d:s"+rua), status: check.Info, ids: "info dmarc-tag-unused", policy: "reject"},
		{name: "fo with 0 and 1", zone: dmarc("example.com", "v=DMARC1; p=reject; fo=0:1"+rua), status: check.Warn, ids: "warn dmarc-syntax, info dmarc-tag-unused", policy: "reject"},
		{name: "fo with a letter twice", zone: dmarc("example.com", "v=DMARC1; p=reject; fo=d:d"+rua), status: check.Warn, ids: "warn dmarc-syntax, info dmarc-tag-unused", policy: "reject"},
		{name: "size limit", zone: dmarc("example.com", "v=DMARC1; p=reject"+rua+"!10m"), status: check.Info, ids: "info dmarc-uri-size", policy: "reject"},
		{name: "rua without mailto", zone: dmarc("example.com", "v=DMARC1; p=reject; rua=d@example.com"), status: check.Warn, ids: "warn dmarc-uri-invalid, info dmarc-no-rua", policy: "reject"},
		{name: "one rua of two is bad", zone: dmarc("example.com", "v=DMARC1; p=reject; rua=mailto:, mailto:d@example.com"), status: check.Warn, ids: "warn dmarc-uri-invalid", policy: "reject"},
		{name: "rua of another scheme", zone: dmarc("example.com", "v=DMARC1; p=reject; rua=https://example.com/d"), status: check.Info, ids: "info dmarc-uri-scheme", policy: "reject"},
		{name: "bad ruf", zone: dmarc("example.com", "v=DMARC1; p=reject; ruf=mailto:x"+rua), status: check.Warn, ids: "warn dmarc-uri-invalid", policy: "reject"},
		// sp and np
		{name: "sp weaker", zone: dmarc("example.com", "v=DMARC1; p=reject; sp=none"+rua), status: check.Warn, ids: "warn dmarc-sp-weaker", policy: "reject"},
		{name: "np weaker", zone: dmarc("example.com", "v=DMARC1; p=reject; np=none"+rua), status: check.Warn, ids: "warn dmarc-np-weaker", policy: "reject"},
		{name: "sp stronger", zone: dmarc("example.com", "v=DMARC1; p=quarantine; sp=reject"+rua), status: check.Pass, policy: "quarantine"},
		{name: "p for a subdomain", domain: "a.example.com", zone: dmarc("example.com", goodDMARC) + "a.example.com. A 192.0.2.1", status: check.Info, ids: "info dmarc-inherited", policy: "reject"},
		{name: "sp for a subdomain", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=reject; sp=quarantine"+rua) + "a.example.com. A 192.0.2.1", status: check.Info, ids: "info dmarc-inherited", policy: "quarantine"},
		{name: "sp for a subdomain that does not exist", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=reject; sp=quarantine"+rua), status: check.Info, ids: "info dmarc-inherited", policy: "quarantine"},
		{name: "np for a subdomain that exists", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=none; np=reject"+rua) + "a.example.com. MX 10 mx.example.com.", status: check.Warn, ids: "info dmarc-inherited, warn dmarc-policy-none", policy: "none"},
		{name: "np for a subdomain that does not exist", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=none; np=reject"+rua), status: check.Info, ids: "info dmarc-inherited, info dmarc-old-readers", policy: "reject"},
		{name: "np before sp", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=none; sp=quarantine; np=reject"+rua), status: check.Info, ids: "info dmarc-inherited, info dmarc-old-readers", policy: "reject"},
		{name: "sp before np where it exists", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=none; sp=quarantine; np=reject"+rua) + "x.a.example.com. A 192.0.2.1", status: check.Info, ids: "info dmarc-inherited", policy: "quarantine"},
		{name: "np where existence can't be found out", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=none; np=reject"+rua) + ";ndr fail a.example.com servfail", status: check.Unknown, ids: "unknown dmarc-dns-failure, info dmarc-inherited, warn dmarc-policy-none", policy: "none"},
		{name: "t for a subdomain", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=reject; t=y"+rua), status: check.Warn, ids: "info dmarc-inherited, warn dmarc-testing", policy: "reject", disposition: "quarantine"},
		{name: "bad np counts for a subdomain too", domain: "a.example.com", zone: dmarc("example.com", "v=DMARC1; p=reject; np=x"+rua), status: check.Warn, ids: "warn dmarc-invalid, info dmarc-inherited, warn dmarc-policy-none, warn dmarc-old-readers", policy: "none"},
		{name: "own record of a subdomain", domain: "a.example.com", zone: dmarc("example.com", goodDMARC) + dmarc("a.example.com", "v=DMARC1; p=none; sp=reject"+rua), status: check.Warn, ids: "warn dmarc-policy-none, info dmarc-tag-unused", policy: "none", at: "a.example.com"},
		{name: "own records of a subdomain are two", domain: "a.example.com", zone: dmarc("example.com", goodDMARC) + dmarc("a.example.com", "v=DMARC1; p=none") + dmarc("a.example.com", "v=DMARC1"), status: check.Warn, ids: "warn dmarc-multiple-records, info dmarc-inherited", policy: "reject"},
		{name: "own record of a subdomain is none", domain: "a.example.com", zone: dmarc("example.com", goodDMARC) + dmarc("a.example.com", "v=dmarc1; p=none"), status: check.Warn, ids: "warn dmarc-invalid, info dmarc-inherited", policy: "reject"},
		// tree walk (4.10)
		{name: "a record between is passed over", domain: "a.b.example.com", zone: dmarc("example.com", goodDMARC) + dmarc("b.example.com", "v=DMARC1; p=none"+rua), status: check.Info, ids: "info dmarc-inherited", policy: "reject"},
		{name: "psd=n between", domain: "a.b.example.com", zone: dmarc("example.com", goodDMARC) + dmarc("b.example.com", "v=DMARC1; p=quarantine; psd=n"+rua), status: check.Warn,
			ids: "info dmarc-inherited, warn dmarc-organizational-domain", policy: "quarantine", at: "b.example.com", org: "b.example.com"},
		{name: "psd=n at the domain", domain: "a.example.com", zone: dmarc("example.com", goodDMARC) + dmarc("a.example.com", "v=DMARC1; p=quarantine; psd=n"+rua), status: check.Warn,
			ids: "warn dmarc-organizational-domain", policy: "quarantine", at: "a.example.com", org: "a.example.com"},
		{name: "psd=y above a domain with a record", zone: dmarc("example.com", goodDMARC) + dmarc("com", "v=DMARC1; p=none; psd=y"+rua), status: check.Pass, policy: "reject"},
		{name: "psd=y above a domain without", zone: dmarc("com", "v=DMARC1; p=none; sp=reject; psd=y"+rua) + "example.com. A 192.0.2.1", status: check.Warn, ids: "info dmarc-inherited, warn dmarc-old-readers", policy: "reject", at: "com"},
		{name: "psd=y above a domain that does not exist", zone: dmarc("com", "v=DMARC1; p=none; np=reject; psd=y"+rua), status: check.Warn, ids: "info dmarc-inherited, warn dmarc-old-readers", policy: "reject", at: "com"},
		{name: "psd=y in the middle", domain: "a.b.example.com", zone: dmarc("example.com", "v=DMARC1; p=reject; psd=y"+rua), status: check.Warn,
			ids: "info dmarc-inherited, warn dmarc-organizational-domain", policy: "reject", at: "example.com", org: "b.example.com"},
		{name: "psd=y at the domain", zone: dmarc("example.com", "v=DMARC1; p=reject; psd=y"+rua), status: check.Pass, policy: "reject"},
		{name: "no psd at a top-level domain", zone: dmarc("com", goodDMARC), status: check.Warn, ids: "info dmarc-inherited, warn dmarc-organizational-domain", policy: "reject", at: "com", org: "com"},
		{name: "only a subdomain has a record", domain: "a.example.com", zone: dmarc("a.example.com", goodDMARC), status: check.Warn,
			ids: "warn dmarc-organizational-domain", policy: "reject", at: "a.example.com", org: "a.example.com"},
		{name: "deep domain", domain: "a.b.c.d.e.f.g.h.i.j.mail.example.com", zone: dmarc("example.com", goodDMARC), status: check.Info, ids: "info dmarc-inherited", policy: "reject"},
		{name: "the walk leaves out what is too deep", domain: "a.b.c.d.e.f.g.h.i.j.mail.example.com", zone: dmarc("f.g.h.i.j.mail.example.com", goodDMARC), status: check.Fail,
			ids: "fail dmarc-missing", at: "-", org: "a.b.c.d.e.f.g.h.i.j.mail.example.com"},
		{name: "the walk begins again at seven labels", domain: "a.b.c.d.e.f.g.h.i.j.mail.example.com", zone: dmarc("g.h.i.j.mail.example.com", goodDMARC), status: check.Warn,
			ids: "info dmarc-inherited, warn dmarc-organizational-domain", policy: "reject", at: "g.h.i.j.mail.example.com", org: "g.h.i.j.mail.example.com"},
		{name: "U-labels", domain: "bücher.example", zone: dmarc("xn--bcher-kva.example", goodDMARC), status: check.Pass, policy: "reject", at: "xn--bcher-kva.example", org: "xn--bcher-kva.example"},
		// failures
		{name: "SERVFAIL", zone: dmarc("example.com", goodDMARC) + ";ndr fail _dmarc.example.com servfail", status: check.Unknown, ids: "unknown dmarc-dns-failure", at: "-", org: "-"},
		{name: "time-out", zone: dmarc("example.com", goodDMARC) + ";ndr fail _dmarc.example.com timeout", status: check.Unknown, ids: "unknown dmarc-dns-failure", at: "-", org: "-"},
		{name: "SERVFAIL above a domain without record", domain: "a.example.com", zone: ";ndr fail _dmarc.example.com servfail", status: check.Unknown, ids: "unknown dmarc-dns-failure", at: "-", org: "-"},
		{name: "SERVFAIL above a domain with a record", domain: "a.example.com", zone: dmarc("a.example.com", goodDMARC) + ";ndr fail _dmarc.example.com servfail", status: check.Pass, policy: "reject", at: "a.example.com", org: "-"},
		{name: "SERVFAIL at the top above a record", zone: dmarc("example.com", goodDMARC) + ";ndr fail _dmarc.com servfail", status: check.Pass, policy: "reject"},
		{name: "SERVFAIL at the top without a record", zone: ";ndr fail _dmarc.com servfail", status: check.Unknown, ids: "unknown dmarc-dns-failure", at: "-", org: "-"},
		{name: "SERVFAIL beyond psd=n", zone: dmarc("example.com", goodDMARC+"; psd=n") + ";ndr fail _dmarc.com servfail", status: check.Pass, policy: "reject"},
		{name: "not a domain", domain: "example..com", status: check.Fail, ids: "fail dmarc-domain-invalid", at: "-", org: "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := world(t, tt.zone)
			domain := or(tt.domain, "example.com")
			res := check.DMARC(context.Background(), zone, check.DMARCQuery{Domain: domain})
			data := res.Data.(*check.DMARCData)
			if res.Status != tt.status || ids(res) != tt.ids {
				t.Errorf("DMARC(%q) in\n%s= %s, %q, want %s, %q\n%s", domain, tt.zone, res.Status, ids(res), tt.status, tt.ids, texts(res))
			}
			if data.Policy != tt.policy {
				t.Errorf("policy = %q, want %q", data.Policy, tt.policy)
			}
			if want := check.DMARCPolicy(or(string(tt.disposition), string(tt.policy))); data.Disposition != want {
				t.Errorf("disposition = %q, want %q", data.Disposition, want)
			}
			if want := or(tt.at, "example.com"); data.FoundAt != strings.Trim(want, "-") && want != "-" || want == "-" && data.FoundAt != "" {
				t.Errorf("found at %q, want %q", data.FoundAt, want)
			}
			if want := or(tt.org, "example.com"); want != "-" && data.OrganizationalDomain != want || want == "-" && data.OrganizationalDomain != "" {
				t.Errorf("organizational domain = %q, want %q", data.OrganizationalDomain, want)
			}
			if data.Aligned != nil {
				t.Errorf("aligned = %v without a message", *data.Aligned)
			}
			if data.Queries > 8 {
				t.Errorf("the walk has %d queries, more than 8", data.Queries)
			}
			wellFormed(t, res, zone)
		})
	}
}

// or gives the first string that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// TestDMARCWalkNames has the example of RFC 9989 section 4.10.
func TestDMARCWalkNames(t *testing.T) {
	zone := world(t, "")
	res := check.DMARC(context.Background(), zone, check.DMARCQuery{Domain: "a.b.c.d.e.f.g.h.i.j.mail.example.com"})
	want := strings.Fields(`_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com _dmarc.g.h.i.j.mail.example.com
		_dmarc.h.i.j.mail.example.com _dmarc.i.j.mail.example.com _dmarc.j.mail.example.com
		_dmarc.mail.example.com _dmarc.example.com _dmarc.com`)
	var got []string
	for _, q := range zone.Queries() {
		if len(got) < 8 {
			got = append(got, q.Name)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
	if n := res.Data.(*check.DMARCData).Queries; n != 8 {
		t.Errorf("Queries = %d, want 8", n)
	}
}

func TestDMARCAlignment(t *testing.T) {
	const strict = "v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:d@example.com"
	yes, no := true, false
	tests := []struct {
		name        string
		q           check.DMARCQuery
		zone        string // goodDMARC at example.com where it is empty
		aligned     *bool
		status      check.Status
		id          string // of a finding that must be there
		disposition check.DMARCPolicy
	}{
		{name: "nothing known", aligned: nil, status: check.Pass, disposition: "reject"},
		{name: "nothing authenticated", q: check.DMARCQuery{Complete: true}, aligned: &no, status: check.Fail, id: "fail dmarc-not-aligned", disposition: "reject"},
		{name: "DKIM of the domain", q: check.DMARCQuery{DKIMDomains: []string{"example.com"}}, aligned: &yes, status: check.Pass, id: "pass dmarc-aligned", disposition: "pass"},
		{name: "DKIM in capitals", q: check.DMARCQuery{DKIMDomains: []string{"EXAMPLE.COM"}}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "DKIM of a subdomain", q: check.DMARCQuery{DKIMDomains: []string{"mail.example.com"}}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "DKIM of another domain", q: check.DMARCQuery{DKIMDomains: []string{"example.net"}, Complete: true}, aligned: &no, status: check.Fail, disposition: "reject"},
		{name: "one DKIM domain of several", q: check.DMARCQuery{DKIMDomains: []string{"example.net", "mail.example.com"}}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "SPF of the domain", q: check.DMARCQuery{SPFDomain: "example.com"}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "SPF of a subdomain", q: check.DMARCQuery{SPFDomain: "bounce.example.com"}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "SPF of another domain", q: check.DMARCQuery{SPFDomain: "esp.example.net"}, aligned: &no, status: check.Warn, id: "warn dmarc-not-aligned", disposition: "reject"},
		{name: "SPF of another domain, DKIM of the domain", q: check.DMARCQuery{SPFDomain: "esp.example.net", DKIMDomains: []string{"example.com"}, Complete: true}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "subdomain and parent", q: check.DMARCQuery{Domain: "news.example.com", DKIMDomains: []string{"example.com"}}, aligned: &yes, status: check.Info, disposition: "pass"},
		{name: "two subdomains", q: check.DMARCQuery{Domain: "news.example.com", DKIMDomains: []string{"foo.example.com"}}, aligned: &yes, status: check.Info, disposition: "pass"},
		{name: "a domain that ends alike", q: check.DMARCQuery{DKIMDomains: []string{"badexample.com"}, Complete: true}, aligned: &no, status: check.Fail, disposition: "reject"},
		{name: "strict, the same", zone: dmarc("example.com", strict), q: check.DMARCQuery{DKIMDomains: []string{"Example.com"}}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "strict DKIM, subdomain", zone: dmarc("example.com", strict), q: check.DMARCQuery{DKIMDomains: []string{"mail.example.com"}, Complete: true}, aligned: &no, status: check.Fail, disposition: "reject"},
		{name: "strict SPF, subdomain", zone: dmarc("example.com", strict), q: check.DMARCQuery{SPFDomain: "mail.example.com", Complete: true}, aligned: &no, status: check.Fail, disposition: "reject"},
		{name: "strict DKIM only, SPF of a subdomain", zone: dmarc("example.com", "v=DMARC1; p=reject; adkim=s; rua=mailto:d@example.com"),
			q: check.DMARCQuery{SPFDomain: "mail.example.com", DKIMDomains: []string{"mail.example.com"}}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "strict of the parent counts for a subdomain", zone: dmarc("example.com", strict), q: check.DMARCQuery{Domain: "a.example.com", DKIMDomains: []string{"example.com"}, Complete: true}, aligned: &no, status: check.Fail, disposition: "reject"},
		{name: "psd=n parts", zone: dmarc("example.com", goodDMARC) + dmarc("a.example.com", goodDMARC+"; psd=n"), q: check.DMARCQuery{DKIMDomains: []string{"a.example.com"}, Complete: true}, aligned: &no, status: check.Fail, disposition: "reject"},
		{name: "psd=y parts", zone: dmarc("example.com", goodDMARC+"; psd=y"), q: check.DMARCQuery{Domain: "a.example.com", DKIMDomains: []string{"b.example.com"}, Complete: true}, aligned: &no, status: check.Fail, disposition: "reject"},
		{name: "psd=y, below one of its domains", zone: dmarc("example.com", goodDMARC+"; psd=y"), q: check.DMARCQuery{Domain: "x.a.example.com", DKIMDomains: []string{"a.example.com"}, Complete: true}, aligned: &yes, status: check.Warn, disposition: "pass"},
		{name: "policy none", zone: dmarc("example.com", "v=DMARC1; p=none; rua=mailto:d@example.com"), q: check.DMARCQuery{DKIMDomains: []string{"example.net"}, Complete: true}, aligned: &no, status: check.Fail, disposition: "none"},
		{name: "policy none, aligned", zone: dmarc("example.com", "v=DMARC1; p=none; rua=mailto:d@example.com"), q: check.DMARCQuery{DKIMDomains: []string{"example.com"}, Complete: true}, aligned: &yes, status: check.Warn, disposition: "none"},
		{name: "testing", zone: dmarc("example.com", goodDMARC+"; t=y"), q: check.DMARCQuery{Complete: true}, aligned: &no, status: check.Fail, disposition: "quarantine"},
		{name: "no record", zone: "example.com. A 192.0.2.1", q: check.DMARCQuery{DKIMDomains: []string{"example.com"}}, aligned: nil, status: check.Fail, disposition: ""},
		{name: "the identifier's walk fails", zone: dmarc("example.com", goodDMARC) + ";ndr fail _dmarc.example.net servfail", q: check.DMARCQuery{DKIMDomains: []string{"example.net"}, Complete: true}, aligned: nil, status: check.Unknown, id: "unknown dmarc-dns-failure", disposition: ""},
		{name: "the identifier's walk fails, another is aligned", zone: dmarc("example.com", goodDMARC) + ";ndr fail _dmarc.example.net servfail", q: check.DMARCQuery{SPFDomain: "example.net", DKIMDomains: []string{"example.com"}}, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "the identifier's walk fails, strict", zone: dmarc("example.com", strict) + ";ndr fail _dmarc.example.net servfail", q: check.DMARCQuery{DKIMDomains: []string{"example.net"}, Complete: true}, aligned: &no, status: check.Fail, disposition: "reject"},
		// with SPF evaluated
		{name: "SPF passes", q: check.DMARCQuery{IP: netip.MustParseAddr("192.0.2.1"), Sender: "b@bounce.example.com"},
			zone: dmarc("example.com", goodDMARC) + `bounce.example.com. TXT "v=spf1 ip4:192.0.2.1 -all"`, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "SPF passes for another domain", q: check.DMARCQuery{IP: netip.MustParseAddr("192.0.2.1"), Sender: "b@esp.example.net"},
			zone: dmarc("example.com", goodDMARC) + `esp.example.net. TXT "v=spf1 ip4:192.0.2.1 -all"`, aligned: &no, status: check.Warn, disposition: "reject"},
		{name: "SPF passes for HELO of the null sender", q: check.DMARCQuery{IP: netip.MustParseAddr("192.0.2.1"), HELO: "out.example.com"},
			zone: dmarc("example.com", goodDMARC) + `out.example.com. TXT "v=spf1 ip4:192.0.2.1 -all"`, aligned: &yes, status: check.Pass, disposition: "pass"},
		{name: "SPF fails", q: check.DMARCQuery{IP: netip.MustParseAddr("192.0.2.1"), Sender: "b@bounce.example.com", Complete: true},
			zone: dmarc("example.com", goodDMARC) + `bounce.example.com. TXT "v=spf1 -all"`, aligned: &no, status: check.Fail, id: "info dmarc-spf-not-passed", disposition: "reject"},
		{name: "SPF fails, DKIM of the domain", q: check.DMARCQuery{IP: netip.MustParseAddr("192.0.2.1"), Sender: "b@bounce.example.com", DKIMDomains: []string{"example.com"}},
			zone: dmarc("example.com", goodDMARC) + `bounce.example.com. TXT "v=spf1 -all"`, aligned: &yes, status: check.Info, disposition: "pass"},
		{name: "SPF can't be evaluated", q: check.DMARCQuery{IP: netip.MustParseAddr("192.0.2.1"), Sender: "b@bounce.example.com", Complete: true},
			zone: dmarc("example.com", goodDMARC) + ";ndr fail bounce.example.com servfail", aligned: nil, status: check.Unknown, id: "unknown dmarc-spf-unknown", disposition: ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := world(t, or(tt.zone, dmarc("example.com", goodDMARC)))
			tt.q.Domain = or(tt.q.Domain, "example.com")
			res := check.DMARC(context.Background(), zone, tt.q)
			data := res.Data.(*check.DMARCData)
			switch {
			case (data.Aligned == nil) != (tt.aligned == nil):
				t.Errorf("aligned is null: %v, want %v", data.Aligned == nil, tt.aligned == nil)
			case data.Aligned != nil && *data.Aligned != *tt.aligned:
				t.Errorf("aligned = %v, want %v", *data.Aligned, *tt.aligned)
			}
			if res.Status != tt.status || tt.id != "" && !strings.Contains(ids(res), tt.id) {
				t.Errorf("DMARC(%+v) = %s, %q, want %s and %q\n%s", tt.q, res.Status, ids(res), tt.status, tt.id, texts(res))
			}
			if data.Disposition != tt.disposition {
				t.Errorf("disposition = %q, want %q", data.Disposition, tt.disposition)
			}
			wellFormed(t, res, zone)
		})
	}
}

func TestAligned(t *testing.T) {
	org := func(domain string) string {
		switch {
		case strings.HasSuffix(domain, "example.com"):
			return "example.com"
		case strings.HasSuffix(domain, "example.net"):
			return "example.net"
		}
		return ""
	}
	tests := []struct {
		author, auth string
		strict, want bool
	}{
		{"news.example.com", "foo.example.com", false, true},
		{"news.example.com", "news.example.com", true, true},
		{"news.example.com", "NEWS.example.com.", true, true},
		{"news.example.com", "foo.example.com", true, false},
		{"news.example.com", "foo.example.net", false, false},
		{"a.example", "b.example", false, false}, // no Organizational Domain known
		{"a.example", "a.example", false, true},
		{"", "", false, false},
		{"example.com", "", false, false},
	}
	for _, tt := range tests {
		if got := check.Aligned(tt.author, tt.auth, tt.strict, org); got != tt.want {
			t.Errorf("Aligned(%q, %q, %v) = %v, want %v", tt.author, tt.auth, tt.strict, got, tt.want)
		}
	}
}

func TestIsDMARC(t *testing.T) {
	for text, want := range map[string]bool{
		"v=DMARC1": true, "v=DMARC1;": true, "v = DMARC1 ; p=none": true, "V=DMARC1; p=none": true,
		"v=DMARC10; p=none": false, "v=DMARC1 p=none": false, " v=DMARC1": false, "": false, "v": false, "v=dmarc1": false, "x=DMARC1": false,
	} {
		if got := check.IsDMARC(text); got != want {
			t.Errorf("IsDMARC(%q) = %v, want %v", text, got, want)
		}
	}
}
