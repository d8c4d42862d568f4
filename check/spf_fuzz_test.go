package check_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

func FuzzParseSPF(f *testing.F) {
	for _, s := range []string{
		"v=spf1 -all", "v=spf1 a:%{l1r-}.example.com/24//64 mx ptr ip4:192.0.2.0/24 ip6:2001:db8::/32 exists:%{ir}.%{v}._spf.%{d2} redirect=_spf.example.com exp=e.%{d} x=%%%_%-",
		"v=spf1  foo a: ip4:192.0.2 %{d} %{x} a/33 \tmx", "v=spf1", "V=SPF1 ?all all", "v=spf10 -all", " v=spf1", "v=spf1 \xff\x00 =x", "v=spf1 include: example.net v=spf1 -all", " A:/000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, record string) {
		rec, errs := check.ParseSPF(record)
		if rec.String() != record {
			t.Errorf("String() = %q, want %q", rec.String(), record)
		}
		pos := 0
		for _, tm := range rec.Terms {
			if tm.Pos < pos || !strings.HasPrefix(record[tm.Pos:], tm.Text) || tm.Text == "" {
				t.Errorf("ParseSPF(%q): term %q at %d", record, tm.Text, tm.Pos)
			}
			pos = tm.Pos + len(tm.Text)
		}
		for i, err := range errs {
			if err.Pos < 0 || err.Pos > len(record) || err.Text == "" || i > 0 && err.Pos < errs[i-1].Pos {
				t.Errorf("ParseSPF(%q): errors %+v", record, errs)
			}
		}
		if len(errs) == 0 {
			with := rec.WithTerm("ip4:192.0.2.10")
			if _, errs := check.ParseSPF(with); len(errs) > 0 || !strings.Contains(with, "ip4:192.0.2.10") {
				t.Errorf("ParseSPF(%q).WithTerm = %q, which has errors: %v", record, with, errs)
			}
		}
		if merged := check.MergeSPF([]string{record, "v=spf1 mx -all"}); merged != check.MergeSPF([]string{merged}) {
			t.Errorf("MergeSPF(%q) = %q, which merges to %q", record, merged, check.MergeSPF([]string{merged}))
		} else if _, errs := check.ParseSPF(merged); len(errs) > 0 {
			t.Errorf("MergeSPF(%q) = %q, which has errors: %v", record, merged, errs)
		}
		if repaired, ok := check.RepairSPF(record); ok {
			if again, ok := check.RepairSPF(repaired); !ok || again != repaired {
				t.Errorf("RepairSPF(%q) = %q, which is repaired to %q", record, repaired, again)
			}
		}
	})
}

// FuzzSPF evaluates random records in a world that has something at most names.
func FuzzSPF(f *testing.F) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 0))
		f.Add(randomRecord(r), randomRecord(r), "user@example.com", "192.0.2.1")
	}
	f.Add("v=spf1 include:%{d} redirect=%{d}", "v=spf1 mx ptr exists:%{p} -all exp=%{d}", "<>", "2001:db8::1")
	f.Add("v=spf1 exists:%{l}.%{S}%{h} -all", "%{i} %{c} %{t}", "a..b\x00\"@example.com", "::ffff:192.0.2.1")
	f.Fuzz(func(t *testing.T, record, other, sender, ip string) {
		addr, err := netip.ParseAddr(ip)
		if err != nil || len(record) > 4000 || len(other) > 4000 {
			return
		}
		text := zoneTXT("example.com.", record) + zoneTXT("*.example.com.", other) + zoneTXT("*.example.net.", other) +
			lines(12, "*.example.com. MX 1 h%d.example.com.") + "*.example.com. A 192.0.2.1\n*.arpa. PTR h1.example.com.\n;ndr fail h3.example.com servfail\n"
		q := check.SPFQuery{Domain: "example.com", IP: addr, Sender: sender, HELO: "mail.example.net"}
		var before string
		for range 2 {
			zone := world(t, text)
			res := check.SPF(context.Background(), zone, q)
			if n := zone.Asked(); n > 250 {
				t.Errorf("%d questions asked", n)
			}
			if res.Duration = 0; res.Status == "" {
				t.Error("no status")
			}
			data := res.Data.(*check.SPFData)
			switch data.Result {
			case "none", "neutral", "pass", "fail", "softfail", "temperror", "permerror":
			default:
				t.Errorf("result %q", data.Result)
			}
			if data.Result == check.SPFTemperror && res.Status != check.Unknown {
				t.Errorf("status %s with temperror", res.Status)
			}
			for _, f := range res.Findings {
				if f.Position >= 0 && f.Position > len(f.Record) || strings.ContainsAny(f.Text, "\n\x1b\x00") {
					t.Errorf("finding %+v", f)
				}
			}
			b, err := json.Marshal(res)
			if err != nil {
				t.Error(err)
			}
			if before != "" && before != string(b) && !strings.Contains(record+other, "%{t") && !strings.Contains(record+other, "%{T") {
				t.Errorf("two runs differ:\n%s\n%s", before, b)
			}
			before = string(b)
		}
	})
}

// zoneTXT writes any bytes as a TXT record.
func zoneTXT(name, text string) string {
	var b strings.Builder
	b.WriteString(name + " TXT")
	for len(text) > 0 {
		n := min(len(text), 200)
		b.WriteString(` "`)
		for i := range n {
			const digits = "0123456789"
			c := text[i]
			b.Write([]byte{'\\', digits[c/100], digits[c/10%10], digits[c%10]})
		}
		b.WriteByte('"')
		text = text[n:]
	}
	if b.Len() == len(name)+4 {
		b.WriteString(` ""`)
	}
	return b.String() + "\n"
}

func FuzzDKIMKey(f *testing.F) {
	for _, s := range []string{"v=DKIM1; k=rsa; p=MIGf", `v=DKIM1\; p="abc"`, "p=", "v=DKIM1; k=ed25519; p=AAAA", "v=DKIM1 k=rsa p=-----BEGIN PUBLIC KEY-----", ";;=;p=p=p"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, record string) {
		if len(record) > 4000 {
			return
		}
		res := check.DKIM(context.Background(), world(t, zoneTXT("s._domainkey.example.com.", record)), check.DKIMQuery{Domain: "example.com", Selector: "s"})
		data := res.Data.(*check.DKIMData)
		if data.Repaired == "" {
			return
		}
		again := check.DKIM(context.Background(), world(t, zoneTXT("s._domainkey.example.com.", data.Repaired)), check.DKIMQuery{Domain: "example.com", Selector: "s"})
		if again.Status == check.Fail {
			t.Errorf("%q is repaired to %q, which fails: %s", record, data.Repaired, texts(again))
		}
	})
}

func FuzzParseDMARC(f *testing.F) {
	for _, s := range []string{goodDMARC, "v=DMARC1; p=none; sp=x; np=; t=y; psd=n; fo=1:d:s; rua=mailto:a@example.com!10m,b, https://x; adkim=s", "v = DMARC1 ;;p", "V=DMARC1;P=REJECT;p=none"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, record string) {
		if !check.IsDMARC(record) {
			return
		}
		for _, p := range check.ParseDMARC(record).Problems {
			if p.Position > len(record) || p.ID == "" || p.Text == "" {
				t.Errorf("ParseDMARC(%q): %+v", record, p)
			}
		}
	})
}
