package check_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

// Each tag of a record, RFC 9989 sections 4.7 and 4.8: what is read of it, and
// what is told of it where.
func TestParseDMARC(t *testing.T) {
	const ok = "v=DMARC1; p=reject; rua=mailto:d@example.com"
	tests := []struct {
		record string
		// want is "p sp np adkim aspf t psd" in short, as String writes it.
		want string
		// told are the findings with their positions: "dmarc-syntax@20".
		told string
	}{
		{ok, "reject - - r r n u", ""},
		// p, sp, np
		{"v=DMARC1; p=none; rua=mailto:d@example.com", "none - - r r n u", ""},
		{"v=DMARC1; p=quarantine; rua=mailto:d@example.com", "quarantine - - r r n u", ""},
		{"v=DMARC1; p=QUARANTINE; rua=mailto:d@example.com", "quarantine - - r r n u", ""},
		{"v=DMARC1; p = reject ; rua=mailto:d@example.com", "reject - - r r n u", ""},
		{"v=DMARC1; p=rejected; rua=mailto:d@example.com", "- - - r r n u", "dmarc-invalid@12"},
		{"v=DMARC1; p=; rua=mailto:d@example.com", "- - - r r n u", "dmarc-invalid@12"},
		{"v=DMARC1; rua=mailto:d@example.com", "- - - r r n u", "dmarc-no-policy@-1"},
		{ok + "; sp=none", "reject none - r r n u", ""},
		{ok + "; sp=quarantine", "reject quarantine - r r n u", ""},
		{ok + "; sp=reject", "reject reject - r r n u", ""},
		{ok + "; sp=no", "reject - - r r n u", "dmarc-invalid@49"},
		{ok + "; np=none", "reject - none r r n u", ""},
		{ok + "; np=reject; sp=none", "reject none reject r r n u", ""},
		{ok + "; np=all", "reject - - r r n u", "dmarc-invalid@49"},
		// adkim, aspf
		{ok + "; adkim=s", "reject - - s r n u", ""},
		{ok + "; adkim=r", "reject - - r r n u", ""},
		{ok + "; adkim=S", "reject - - s r n u", ""},
		{ok + "; adkim=strict", "reject - - r r n u", "dmarc-syntax@52"},
		{ok + "; aspf=s", "reject - - r s n u", ""},
		{ok + "; aspf=x", "reject - - r r n u", "dmarc-syntax@51"},
		{ok + "; adkim=s; aspf=s", "reject - - s s n u", ""},
		// t, psd
		{ok + "; t=y", "reject - - r r y u", ""},
		{ok + "; t=Y", "reject - - r r y u", ""},
		{ok + "; t=n", "reject - - r r n u", ""},
		{ok + "; t=1", "reject - - r r n u", "dmarc-syntax@48"},
		{ok + "; psd=y", "reject - - r r n y", ""},
		{ok + "; psd=n", "reject - - r r n n", ""},
		{ok + "; psd=u", "reject - - r r n u", ""},
		{ok + "; psd=x", "reject - - r r n u", "dmarc-syntax@50"},
		// fo
		{ok + "; ruf=mailto:f@example.com; fo=0", "reject - - r r n u", ""},
		{ok + "; ruf=mailto:f@example.com; fo=1", "reject - - r r n u", ""},
		{ok + "; ruf=mailto:f@example.com; fo=d", "reject - - r r n u", ""},
		{ok + "; ruf=mailto:f@example.com; fo=s:d", "reject - - r r n u", ""},
		{ok + "; ruf=mailto:f@example.com; fo=d:1:s", "reject - - r r n u", ""},
		{ok + "; ruf=mailto:f@example.com; fo=D:S", "reject - - r r n u", ""},
		{ok + "; ruf=mailto:f@example.com; fo=0:1", "reject - - r r n u", "dmarc-syntax@75"},
		{ok + "; ruf=mailto:f@example.com; fo=2", "reject - - r r n u", "dmarc-syntax@75"},
		{ok + "; ruf=mailto:f@example.com; fo=", "reject - - r r n u", "dmarc-syntax@75"},
		{ok + "; ruf=mailto:f@example.com; fo=s:s", "reject - - r r n u", "dmarc-syntax@75"},
		{ok + "; fo=1", "reject - - r r n u", "dmarc-tag-unused@46"},
		// rua, ruf
		{ok + ",mailto:e@example.net", "reject - - r r n u", ""},
		{ok + " , mailto:e@example.net", "reject - - r r n u", ""},
		{ok + ",mailto:e@example.net,mailto:f@example.net", "reject - - r r n u", "dmarc-uri-many@20"},
		{ok + "!10m", "reject - - r r n u", "dmarc-uri-size@44"},
		{ok + "!10x", "reject - - r r n u", "dmarc-uri-invalid@24,dmarc-no-rua@-1"},
		{"v=DMARC1; p=reject; rua=d@example.com", "reject - - r r n u", "dmarc-uri-invalid@24,dmarc-no-rua@-1"},
		{"v=DMARC1; p=reject; rua=mailto:d", "reject - - r r n u", "dmarc-uri-invalid@24,dmarc-no-rua@-1"},
		{"v=DMARC1; p=reject; rua=", "reject - - r r n u", "dmarc-uri-invalid@24,dmarc-no-rua@-1"},
		{"v=DMARC1; p=reject; rua=mailto:d@exa mple.com", "reject - - r r n u", "dmarc-uri-invalid@24,dmarc-no-rua@-1"},
		{"v=DMARC1; p=reject; rua=MAILTO:d@example.com", "reject - - r r n u", ""},
		{"v=DMARC1; p=reject; rua=https://example.com/d", "reject - - r r n u", "dmarc-uri-scheme@24"},
		{"v=DMARC1; p=reject", "reject - - r r n u", "dmarc-no-rua@-1"},
		{ok + "; ruf=mailto:f@example.com,f@example.com", "reject - - r r n u", "dmarc-uri-invalid@71"},
		// removed and unknown tags
		{ok + "; pct=100", "reject - - r r n u", "dmarc-removed-tag@46"},
		{ok + "; pct=50", "reject - - r r n u", "dmarc-pct@46"},
		{ok + "; pct=0", "reject - - r r n u", "dmarc-pct@46"},
		{ok + "; pct=x", "reject - - r r n u", "dmarc-removed-tag@46"},
		{ok + "; ri=86400", "reject - - r r n u", "dmarc-removed-tag@46"},
		{ok + "; rf=afrf", "reject - - r r n u", "dmarc-removed-tag@46"},
		{ok + "; foo=bar", "reject - - r r n u", "dmarc-unknown-tag@46"},
		// the list itself
		{ok + ";", "reject - - r r n u", ""},
		{ok + " ; ", "reject - - r r n u", ""},
		{ok + ";;x=y", "reject - - r r n u", "dmarc-syntax@45,dmarc-unknown-tag@46"},
		{ok + "; x", "reject - - r r n u", "dmarc-syntax@46"},
		{ok + "; =x", "reject - - r r n u", "dmarc-syntax@46"},
		{ok + "; p=none", "reject - - r r n u", "dmarc-duplicate-tag@46"},
		{ok + "; RUA=mailto:e@example.net", "reject - - r r n u", "dmarc-duplicate-tag@46"},
		{"v=DMARC1;p=reject;rua=mailto:d@example.com", "reject - - r r n u", ""},
		{"v=DMARC1\t;\tp=reject\t;\trua=mailto:d@example.com", "reject - - r r n u", ""},
		{"v=DMARC1; rua=mailto:d@example.com; p=reject", "reject - - r r n u", ""},
	}
	for _, tt := range tests {
		t.Run(tt.record, func(t *testing.T) {
			r := check.ParseDMARC(tt.record)
			dash := func(p check.DMARCPolicy) string { return or(string(p), "-") }
			pick := func(v bool, yes, no string) string {
				if v {
					return yes
				}
				return no
			}
			got := strings.Join([]string{dash(r.P), dash(r.SP), dash(r.NP), pick(r.StrictDKIM, "s", "r"), pick(r.StrictSPF, "s", "r"), pick(r.Test, "y", "n"), r.PSD}, " ")
			var told []string
			for _, f := range r.Problems {
				told = append(told, fmt.Sprintf("%s@%d", f.ID, f.Position))
			}
			if got != tt.want || strings.Join(told, ",") != tt.told {
				t.Errorf("ParseDMARC(%q) = %s, %q, want %s, %q", tt.record, got, told, tt.want, tt.told)
			}
		})
	}
}

// What receivers find that go by RFC 7489.
func TestDMARCOlder(t *testing.T) {
	const rua = "; rua=mailto:d@example.com"
	tests := []struct {
		name, domain, zone string
		policy             check.DMARCPolicy // by RFC 9989
		old                string            // by RFC 7489, "-" for not known
		id                 string            // a finding that must be there, or with "!" must not
	}{
		{"the same", "example.com", dmarc("example.com", goodDMARC), "reject", "reject, by the record of example.com", "!dmarc-old-readers"},
		{"inherited", "a.example.com", dmarc("example.com", goodDMARC+"; sp=none") + "a.example.com. A 192.0.2.1", "none", "none, by the record of example.com", "!dmarc-old-readers"},
		{"pct", "example.com", dmarc("example.com", goodDMARC+"; pct=20"), "reject", "reject, by the record of example.com, for 20 % of what fails", "dmarc-pct"},
		{"pct 100", "example.com", dmarc("example.com", goodDMARC+"; pct=100"), "reject", "reject, by the record of example.com", "!dmarc-pct"},
		{"np unknown", "a.example.com", dmarc("example.com", "v=DMARC1; p=none; np=reject"+rua), "reject", "none, by the record of example.com", "dmarc-old-readers"},
		{"np of a domain that exists", "a.example.com", dmarc("example.com", "v=DMARC1; p=none; np=reject"+rua) + "a.example.com. A 192.0.2.1", "none", "none, by the record of example.com", "!dmarc-old-readers"},
		{"t unknown", "example.com", dmarc("example.com", goodDMARC+"; t=y"), "reject", "reject, by the record of example.com", "dmarc-testing"},
		{"no p, with rua", "example.com", dmarc("example.com", "v=DMARC1"+rua), "none", "none, by the record of example.com", "dmarc-no-policy"},
		{"no p, without rua", "example.com", dmarc("example.com", "v=DMARC1"), "none", "no record applies", "dmarc-no-policy"},
		{"bad sp with rua", "example.com", dmarc("example.com", goodDMARC+"; sp=x"), "none", "none, by the record of example.com", "!dmarc-old-readers"},
		{"bad np", "example.com", dmarc("example.com", goodDMARC+"; np=x"), "none", "reject, by the record of example.com", "dmarc-old-readers"},
		{"psd=n below", "a.b.example.com", dmarc("example.com", goodDMARC) + dmarc("b.example.com", "v=DMARC1; p=none; psd=n"+rua), "none", "reject, by the record of example.com", "dmarc-organizational-domain"},
		{"psd=y at a suffix", "example.com", dmarc("com", "v=DMARC1; p=reject; psd=y"+rua), "reject", "no record applies", "dmarc-old-readers"},
		{"psd=y at no suffix", "a.b.example.com", dmarc("example.com", goodDMARC+"; psd=y"), "reject", "reject, by the record of example.com", "dmarc-organizational-domain"},
		{"record between", "a.b.example.com", dmarc("b.example.com", goodDMARC), "reject", "no record applies", "dmarc-organizational-domain"},
		{"at a public suffix of two labels", "shop.example.co.uk", dmarc("example.co.uk", goodDMARC), "reject", "reject, by the record of example.co.uk", "!dmarc-organizational-domain"},
		{"record of a top-level domain", "example.com", dmarc("com", goodDMARC), "reject", "no record applies", "dmarc-organizational-domain"},
		{"deep", "a.b.c.d.e.f.g.h.i.example.com", dmarc("example.com", goodDMARC), "reject", "reject, by the record of example.com", "!dmarc-old-readers"},
		{"failed lookup", "a.example.com", dmarc("a.example.com", goodDMARC+"; psd=n") + ";ndr fail _dmarc.example.com servfail", "reject", "reject, by the record of a.example.com", "!dmarc-old-readers"},
		{"failed lookup that counts", "a.example.com", dmarc("b.example.com", goodDMARC) + ";ndr fail _dmarc.example.com servfail", "", "-", "dmarc-dns-failure"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := world(t, tt.zone)
			res := check.DMARC(context.Background(), zone, check.DMARCQuery{Domain: tt.domain})
			data := res.Data.(*check.DMARCData)
			old := "-"
			if data.RFC7489 != nil {
				old = data.RFC7489.String()
			}
			if data.Policy != tt.policy || old != tt.old {
				t.Errorf("policy %q, by RFC 7489 %q, want %q, %q\n%s", data.Policy, old, tt.policy, tt.old, texts(res))
			}
			id, not := strings.CutPrefix(tt.id, "!")
			if strings.Contains(ids(res), id) == not {
				t.Errorf("findings %q, want %s", ids(res), tt.id)
			}
			wellFormed(t, res, zone)
		})
	}
}

// The addresses for reports: other domains have to agree, RFC 9990 section 4.
func TestDMARCReports(t *testing.T) {
	record := func(uris string) string { return dmarc("example.com", "v=DMARC1; p=reject; rua="+uris) }
	mail := "example.net. MX 10 mx.example.net.\n"
	tests := []struct {
		name, zone string
		domain     string // example.com where it is empty
		want       string // "host external authorised", divided by commas; authorised is + - ?
		ids        string
	}{
		{name: "own domain", zone: record("mailto:d@example.com") + "example.com. MX 10 mx.example.com.", want: "example.com own ?"},
		{name: "own subdomain", zone: record("mailto:d@r.example.com") + "r.example.com. MX 10 mx.example.com.", want: "r.example.com own ?"},
		{name: "another domain that agrees", zone: record("mailto:d@example.net") + mail + txt("example.com._report._dmarc.example.net.", "v=DMARC1"), want: "example.net external +"},
		{name: "agrees with more", zone: record("mailto:d@example.net") + mail + txt("example.com._report._dmarc.example.net.", "v=DMARC1; rua=mailto:x@example.net;"), want: "example.net external +"},
		{name: "agrees with a semicolon", zone: record("mailto:d@example.net") + mail + txt("example.com._report._dmarc.example.net.", "v=DMARC1;"), want: "example.net external +"},
		{name: "agrees for all", zone: record("mailto:d@example.net") + mail + `*._report._dmarc.example.net. TXT "v=DMARC1"`, want: "example.net external +"},
		{name: "agrees through a CNAME", zone: record("mailto:d@example.net") + mail + "example.com._report._dmarc.example.net. CNAME ok.example.net.\n" + txt("ok.example.net.", "v=DMARC1"), want: "example.net external +"},
		{name: "agrees beside another record", zone: record("mailto:d@example.net") + mail + txt("example.com._report._dmarc.example.net.", "hello") + txt("example.com._report._dmarc.example.net.", "v=DMARC1"), want: "example.net external +"},
		{name: "does not agree", zone: record("mailto:d@example.net") + mail, want: "example.net external -", ids: "warn dmarc-report-unauthorised"},
		{name: "has another record there", zone: record("mailto:d@example.net") + mail + txt("example.com._report._dmarc.example.net.", "v=spf1 -all"), want: "example.net external -", ids: "warn dmarc-report-unauthorised"},
		{name: "lookup fails", zone: record("mailto:d@example.net") + mail + ";ndr fail example.com._report._dmarc.example.net servfail", want: "example.net external ?", ids: "unknown dmarc-report-unknown"},
		{name: "agrees for another domain", zone: record("mailto:d@example.net") + mail + txt("example.org._report._dmarc.example.net.", "v=DMARC1"), want: "example.net external -", ids: "warn dmarc-report-unauthorised"},
		{name: "two domains", zone: record("mailto:d@example.com,mailto:d@example.net") + mail + "example.com. MX 10 mx.example.com.", want: "example.com own ?, example.net external -", ids: "warn dmarc-report-unauthorised"},
		{name: "the same domain twice", zone: record("mailto:d@example.net,mailto:e@example.net") + mail, want: "example.net external -, example.net external -", ids: "warn dmarc-report-unauthorised"},
		{name: "inherited record", domain: "a.example.com", zone: record("mailto:d@example.net") + mail + "a.example.com. A 192.0.2.1\n" + txt("example.com._report._dmarc.example.net.", "v=DMARC1"), want: "example.net external +", ids: "info dmarc-inherited"},
		{name: "ruf", zone: dmarc("example.com", "v=DMARC1; p=reject; rua=mailto:d@example.com; ruf=mailto:f@example.net") + mail + "example.com. MX 10 mx.example.com.", want: "example.com own ?, example.net external -", ids: "warn dmarc-report-unauthorised"},
		{name: "domain of reports does not exist", zone: record("mailto:d@gone.example.com"), want: "gone.example.com own ?", ids: "warn dmarc-report-undeliverable"},
		{name: "domain of reports takes no mail", zone: record("mailto:d@r.example.com") + "r.example.com. MX 0 .", want: "r.example.com own ?", ids: "warn dmarc-report-undeliverable"},
		{name: "domain of reports has no mail host", zone: record("mailto:d@r.example.com") + txt("r.example.com.", "hello"), want: "r.example.com own ?", ids: "warn dmarc-report-undeliverable"},
		{name: "domain of reports with an address only", zone: record("mailto:d@r.example.com") + "r.example.com. A 192.0.2.1", want: "r.example.com own ?"},
		{name: "U-labels", zone: record("mailto:d@b%C3%BCcher.example") + "xn--bcher-kva.example. MX 10 mx.example.com.\n" + txt("example.com._report._dmarc.xn--bcher-kva.example.", "v=DMARC1"), want: "xn--bcher-kva.example external +"},
		{name: "parked", zone: dmarc("example.com", "v=DMARC1; p=none; rua=mailto:d@example.net") + mail + "example.com. MX 0 .\n" + txt("example.com._report._dmarc.example.net.", "v=DMARC1"), want: "example.net external +", ids: "warn dmarc-policy-none, info dmarc-parked"},
		{name: "parked, in order", zone: record("mailto:d@example.net") + mail + "example.com. MX 0 .\n" + txt("example.com._report._dmarc.example.net.", "v=DMARC1"), want: "example.net external +"},
		{name: "https", zone: record("https://example.net/r"), ids: "info dmarc-uri-scheme"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := world(t, tt.zone)
			res := check.DMARC(context.Background(), zone, check.DMARCQuery{Domain: or(tt.domain, "example.com"), Reports: true})
			var got []string
			for _, r := range res.Data.(*check.DMARCData).Reports {
				words := r.Host + " own ?"
				if r.External {
					words = r.Host + " external ?"
				}
				if r.Authorised != nil {
					words = strings.TrimSuffix(words, "?") + map[bool]string{true: "+", false: "-"}[*r.Authorised]
				}
				got = append(got, words)
			}
			if strings.Join(got, ", ") != tt.want || ids(res) != tt.ids {
				t.Errorf("reports %q, %q, want %q, %q\n%s", got, ids(res), tt.want, tt.ids, texts(res))
			}
			wellFormed(t, res, zone)
		})
	}
}

// A message that came back: what is authenticated, how it is aligned, what a
// receiver does with it, and the one change that would align it.
func TestDMARCMessage(t *testing.T) {
	const spf = `esp.example.net. TXT "v=spf1 ip4:192.0.2.1 -all"` + "\n" + `bounce.example.com. TXT "v=spf1 ip4:192.0.2.1 -all"` + "\n" + `strict.example.com. TXT "v=spf1 -all"` + "\n"
	good := dmarc("example.com", goodDMARC)
	esp := strings.Replace(relaxedTags, "d=example.com", "d=esp.example.net", 1)
	espKey := txt("s1._domainkey.esp.example.net.", "p="+keyText(rsaKey()))
	sub := strings.Replace(relaxedTags, "d=example.com", "d=mail.example.com", 1)
	subKey := txt("s1._domainkey.mail.example.com.", "p="+keyText(rsaKey()))
	tests := []struct {
		name   string
		tags   string // of the signature, "-" for none
		fields string
		sender string // with an IP where it is not empty
		zone   string
		edit   []string
		extent check.Extent
		// aligned is + - ?
		aligned, disposition, change, id string
	}{
		{name: "signed by the domain", zone: good + keyZone(rsaKey()), aligned: "+", disposition: "pass"},
		{name: "signed by a subdomain", tags: sub, zone: good + subKey, aligned: "+", disposition: "pass"},
		{name: "signed by a provider", tags: esp, zone: good + espKey, aligned: "-", disposition: "reject", change: "Have the system that signs as esp.example.net sign as example.com instead.", id: "fail dmarc-not-aligned"},
		{name: "signed by a provider, sent by it", tags: esp, sender: "b@esp.example.net", zone: good + espKey + spf, aligned: "-", disposition: "reject", change: "Have the system that signs as esp.example.net sign as example.com instead.", id: "fail dmarc-not-aligned"},
		{name: "signed by a provider, own return path", tags: esp, sender: "b@bounce.example.com", zone: good + espKey + spf, aligned: "+", disposition: "pass"},
		{name: "not signed, sent by a provider", tags: "-", sender: "b@esp.example.net", zone: good + spf, aligned: "-", disposition: "reject", change: "Have the system that sends with the envelope sender esp.example.net sign with DKIM as example.com."},
		{name: "not signed, SPF of the domain fails", tags: "-", sender: "b@strict.example.com", zone: good + spf, aligned: "-", disposition: "reject", change: "Have SPF of strict.example.com allow the sending address, which would align the message.", id: "info dmarc-spf-not-passed"},
		{name: "nothing at all", tags: "-", sender: "b@example.org", zone: good + spf, aligned: "-", disposition: "reject", change: "Sign with DKIM as example.com."},
		{name: "signature broken", zone: good + keyZone(rsaKey()), edit: []string{"minutes", "hours"}, aligned: "-", disposition: "reject", change: "Mend the DKIM signature of example.com, which would align the message: the body was changed after signing: its hash differs.", id: "info dmarc-dkim-not-passed"},
		{name: "signature broken, SPF aligned", sender: "b@bounce.example.com", zone: good + keyZone(rsaKey()) + spf, edit: []string{"minutes", "hours"}, aligned: "+", disposition: "pass"},
		{name: "key missing", zone: good, aligned: "-", disposition: "reject", change: "Mend the DKIM signature of example.com, which would align the message: there is no key at s1._domainkey.example.com (NXDOMAIN).", id: "info dmarc-dkim-not-passed"},
		{name: "key can't be looked up", zone: good + ";ndr fail s1._domainkey.example.com servfail", aligned: "?", id: "unknown dmarc-open"},
		{name: "header only", zone: good + keyZone(rsaKey()), extent: check.HeaderOnly, aligned: "?", id: "unknown dmarc-open"},
		{name: "header only, SPF aligned", sender: "b@bounce.example.com", zone: good + keyZone(rsaKey()) + spf, extent: check.HeaderOnly, aligned: "+", disposition: "pass"},
		{name: "header only, of a provider", tags: esp, zone: good + espKey, extent: check.HeaderOnly, aligned: "-", disposition: "reject", change: "Sign with DKIM as example.com."},
		{name: "strict, signed by a subdomain", tags: sub, zone: dmarc("example.com", goodDMARC+"; adkim=s") + subKey, aligned: "-", disposition: "reject", change: "Leave \"adkim=s\" out of the record of example.com: then DKIM of mail.example.com aligns the message."},
		{name: "strict, sent by a subdomain", tags: "-", sender: "b@bounce.example.com", zone: dmarc("example.com", goodDMARC+"; aspf=s") + spf, aligned: "-", disposition: "reject", change: "Leave \"aspf=s\" out of the record of example.com: then SPF of bounce.example.com aligns the message."},
		{name: "policy none", tags: esp, zone: dmarc("example.com", "v=DMARC1; p=none; rua=mailto:d@example.com") + espKey, aligned: "-", disposition: "none", change: "Have the system that signs as esp.example.net sign as example.com instead."},
		{name: "testing", tags: esp, zone: dmarc("example.com", goodDMARC+"; t=y") + espKey, aligned: "-", disposition: "quarantine", change: "Have the system that signs as esp.example.net sign as example.com instead."},
		{name: "no record", zone: keyZone(rsaKey()), aligned: "?", id: "fail dmarc-missing"},
		{name: "two From fields", zone: good + keyZone(rsaKey()), edit: []string{"From:", "From: eve@example.org\r\nFrom:"}, aligned: "+", disposition: "pass", id: "warn dmarc-from-several"},
		{name: "two authors of one domain", fields: strings.Replace(plainFields, "Joe <joe@example.com>", "joe@example.com, jim@example.com", 1), zone: good + keyZone(rsaKey()), aligned: "+", disposition: "pass"},
		{name: "two authors of two domains", fields: strings.Replace(plainFields, "Joe <joe@example.com>", "joe@example.com, jim@example.org", 1), zone: good + keyZone(rsaKey()), aligned: "+", disposition: "pass", id: "warn dmarc-from-several"},
		{name: "group without members", fields: strings.Replace(plainFields, "Joe <joe@example.com>", "undisclosed:;", 1), zone: good + keyZone(rsaKey()), aligned: "+", disposition: "pass", id: "warn dmarc-from-none"},
		{name: "below psd=y, signed by a sister", tags: strings.Replace(relaxedTags, "d=example.com", "d=b.example.com", 1), zone: dmarc("example.com", goodDMARC+"; psd=y") + txt("s1._domainkey.b.example.com.", "p="+keyText(rsaKey())),
			fields: strings.ReplaceAll(plainFields, "joe@example.com", "joe@a.example.com"), aligned: "-", disposition: "reject", change: "Have the system that signs as b.example.com sign as a.example.com instead.", id: "warn dmarc-old-readers"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fields := or(tt.fields, plainFields)
			mail := signer{Key: rsaKey(), Tags: or(tt.tags, relaxedTags), Fields: fields, Body: plainBody}.mail()
			if tt.tags == "-" {
				mail = strings.ReplaceAll(fields+"\n"+plainBody, "\n", "\r\n")
			}
			for i := 0; i+1 < len(tt.edit); i += 2 {
				mail = strings.Replace(mail, tt.edit[i], tt.edit[i+1], 1)
			}
			if tt.extent == check.HeaderOnly {
				mail = mail[:strings.Index(mail, "\r\n\r\n")+2]
			}
			q := check.DMARCQuery{Domain: "example.com", Message: check.SignedMessage{Text: []byte(mail), Extent: tt.extent, At: bounceTime}}
			if strings.Contains(fields, "a.example.com") {
				q.Domain = "a.example.com"
			}
			if tt.sender != "" {
				q.IP, q.Sender = netip.MustParseAddr("192.0.2.1"), tt.sender
			}
			zone := world(t, tt.zone)
			res := check.DMARC(context.Background(), zone, q)
			data := res.Data.(*check.DMARCData)
			aligned := "?"
			if data.Aligned != nil {
				aligned = map[bool]string{true: "+", false: "-"}[*data.Aligned]
			}
			if aligned != tt.aligned || string(data.Disposition) != tt.disposition || data.Change != tt.change {
				t.Errorf("aligned %s, %q, change %q, want %s, %q, %q\n%s", aligned, data.Disposition, data.Change, tt.aligned, tt.disposition, tt.change, texts(res))
			}
			if !strings.Contains(ids(res), tt.id) {
				t.Errorf("findings %q, want %s", ids(res), tt.id)
			}
			for _, id := range data.Identifiers {
				if id.Reason == "" {
					t.Errorf("%s of %s has no reason", id.Method, id.Domain)
				}
			}
			wellFormed(t, res, zone)
		})
	}
}
