package diagnose_test

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose"
)

// TestWorldsFixes publishes what each verdict proposes: its cause must be gone
// then.
func TestWorldsFixes(t *testing.T) {
	tried := 0
	for _, w := range readWorlds(t) {
		for _, v := range diagnoseIn(w.zone, w.rep).Verdicts {
			mended := mend(w.zone, v.Fix)
			if mended == nil || v.Confidence != diagnose.Confirmed {
				continue
			}
			tried++
			for _, after := range diagnoseIn(mended, w.rep).Verdicts {
				if after.Cause == v.Cause && after.Confidence == diagnose.Confirmed {
					t.Errorf("%s: %s is still confirmed with %+v", filepath.Base(w.dir), v.Cause, v.Fix)
				}
			}
		}
	}
	t.Logf("%d fixes published", tried)
	if tried < 20 {
		t.Errorf("only %d fixes were tried", tried)
	}
}

// mended answers as a world does with records changed.
type mended struct {
	check.Resolver
	fixes []diagnose.Fix
}

// mend gives the world with the records of fixes, or nil where there are none.
func mend(r check.Resolver, fixes []diagnose.Fix) check.Resolver {
	var records []diagnose.Fix
	for _, f := range fixes {
		if f.Value != "" {
			records = append(records, f)
		}
	}
	if len(records) == 0 {
		return nil
	}
	return mended{r, records}
}

func (m mended) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	a := m.Resolver.Lookup(ctx, name, qtype)
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	end := name
	if n := len(a.CNAMEs); n > 0 {
		end = strings.TrimSuffix(a.CNAMEs[n-1], ".")
	}
	var records []dns.RR
	for _, f := range m.fixes {
		if rr := record(f); (strings.EqualFold(f.Name, name) || strings.EqualFold(f.Name, end)) && rr.Header().Rrtype == qtype {
			records = append(records, rr)
		}
	}
	if len(records) == 0 {
		return a
	}
	for _, rr := range a.Records {
		if txt, ok := rr.(*dns.TXT); ok && !sameKind(txt, records) {
			records = append(records, rr)
		}
	}
	a.Outcome, a.Records = check.Answered, records
	return a
}

// sameKind reports whether a record is one that the new ones replace.
func sameKind(txt *dns.TXT, records []dns.RR) bool {
	old, _, _ := strings.Cut(strings.ToLower(strings.Join(txt.Txt, "")), "1")
	for _, rr := range records {
		if now, ok := rr.(*dns.TXT); ok && strings.HasPrefix(strings.ToLower(now.Txt[0]), strings.TrimLeft(old, " \"\\")) {
			return true
		}
	}
	return false
}

func record(f diagnose.Fix) dns.RR {
	h := dns.RR_Header{Name: dns.Fqdn(f.Name), Rrtype: dns.StringToType[f.Type], Class: dns.ClassINET, Ttl: 60}
	switch f.Type {
	case "A":
		return &dns.A{Hdr: h, A: net.ParseIP(f.Value)}
	case "AAAA":
		return &dns.AAAA{Hdr: h, AAAA: net.ParseIP(f.Value)}
	case "PTR":
		return &dns.PTR{Hdr: h, Ptr: dns.Fqdn(f.Value)}
	}
	return &dns.TXT{Hdr: h, Txt: []string{f.Value}}
}
