package check

import (
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

func TestClientChain(t *testing.T) {
	for _, tt := range []struct {
		name    string
		links   map[string][]string // the records that the server gives for a name
		rcode   map[string]int
		outcome Outcome
		chain   string
		ttl     time.Duration
		asked   int
	}{
		{"all in one reply", map[string][]string{
			"a.example.com.": {"a.example.com. 60 CNAME b.example.com.", "b.example.com. 30 CNAME c.example.com.", "c.example.com. 90 A 192.0.2.1"},
		}, nil, Answered, "b.example.com c.example.com", 30 * time.Second, 1},
		{"in another order", map[string][]string{
			"a.example.com.": {"c.example.com. 90 A 192.0.2.1", "b.example.com. 30 CNAME C.example.com.", "a.example.com. 60 CNAME b.example.com."},
		}, nil, Answered, "b.example.com c.example.com", 30 * time.Second, 1},
		{"link by link", map[string][]string{
			"a.example.com.": {"a.example.com. 60 CNAME b.example.com."},
			"b.example.com.": {"b.example.com. 30 CNAME c.example.com."},
			"c.example.com.": {"c.example.com. 90 A 192.0.2.1"},
		}, nil, Answered, "b.example.com c.example.com", 30 * time.Second, 3},
		{"to a name without the type", map[string][]string{
			"a.example.com.": {"a.example.com. 60 CNAME b.example.com.", "example.com. 900 SOA a. b. 1 1 1 1 20"},
		}, nil, NoData, "b.example.com", 20 * time.Second, 1},
		{"to nowhere", map[string][]string{
			"a.example.com.": {"a.example.com. 60 CNAME b.example.com.", "example.com. 900 SOA a. b. 1 1 1 1 20"},
		}, map[string]int{"a.example.com.": dns.RcodeNameError}, NXDomain, "b.example.com", 20 * time.Second, 1},
		{"to a name that fails", map[string][]string{
			"a.example.com.": {"a.example.com. 60 CNAME b.example.com."},
		}, map[string]int{"b.example.com.": dns.RcodeRefused}, Refused, "b.example.com", 60 * time.Second, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, true, func(q *dns.Msg, _ string) [][]byte {
				return pack(respond(q, tt.rcode[q.Question[0].Name], tt.links[q.Question[0].Name]...))
			})
			a := client(s).Lookup(t.Context(), "a.example.com", dns.TypeA)
			if a.Outcome != tt.outcome || strings.Join(a.CNAMEs, " ") != tt.chain || len(s.asked()) != tt.asked || a.Outcome.Known() && a.TTL != tt.ttl {
				t.Errorf("Lookup = %v by way of %q for %v after %d questions, want %v, %q, %v, %d",
					a.Outcome, a.CNAMEs, a.TTL, len(s.asked()), tt.outcome, tt.chain, tt.ttl, tt.asked)
			}
		})
	}
}
