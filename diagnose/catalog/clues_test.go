package catalog

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestClues holds what is taken out of a reply for the checks that follow.
func TestClues(t *testing.T) {
	ip := func(s string) []netip.Addr { return []netip.Addr{netip.MustParseAddr(s)} }
	tests := []struct {
		why  string
		q    Query
		want Clues
	}{
		{"a list by its zone, the address that is listed, the page about it",
			Query{Text: "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; see https://check.spamhaus.org/listed/?ip=192.0.2.25"},
			Clues{Lists: []string{"zen.spamhaus.org"}, IPs: ip("192.0.2.25"), URLs: []string{"https://check.spamhaus.org/listed/?ip=192.0.2.25"}}},
		{"a list by its page alone", Query{Text: "550 mail from 192.0.2.25 refused, see http://www.spamcop.net/bl.shtml?192.0.2.25"},
			Clues{Lists: []string{"bl.spamcop.net"}, IPs: ip("192.0.2.25"), URLs: []string{"http://www.spamcop.net/bl.shtml?192.0.2.25"}}},
		{"a list that nobody knows", Query{Text: "554 5.7.1 Client host [192.0.2.25] blocked using rbl.example.net"},
			Clues{Lists: []string{"rbl.example.net"}, IPs: ip("192.0.2.25")}},
		{"the answer of a list is no address that is blamed", Query{Text: "550 5.7.1 192.0.2.25 listed in dnsbl.example.net (127.0.0.2)"},
			Clues{Lists: []string{"dnsbl.example.net"}, IPs: ip("192.0.2.25")}},
		{"a network is nobody's address", Query{Text: "421 4.7.28 mail from your IP netblock [192.0.2.0/24] is rate limited"}, Clues{}},
		{"a place in an RFC is no address", Query{Text: "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)"}, Clues{}},
		{"nor is a section", Query{Text: "550 5.7.1 [192.0.2.25] is blocked, see RFC 5321, section 4.1.1.1"}, Clues{IPs: ip("192.0.2.25")}},
		{"a network that is one address", Query{Text: "550 5.7.1 192.0.2.25/32 is blocked for spam"}, Clues{IPs: ip("192.0.2.25")}},
		{"an IPv6 address", Query{Text: "550 5.7.1 [2001:db8::25] is blocked for spam"}, Clues{IPs: ip("2001:db8::25")}},
		{"the domain that is blamed, not the server that speaks",
			Query{Text: "550 5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy", Hosts: []string{"mx.example.net"}},
			Clues{Domains: []string{"example.com"}}},
		{"the domain of the sender", Query{Text: "553 5.1.8 <news@example.com>... Domain of sender address news@example.com does not exist"},
			Clues{Domains: []string{"example.com"}}},
		{"minutes to wait", Query{Text: "450 4.7.1 greylisted, try again in 5 minutes"}, Clues{RetryAfter: 5 * time.Minute}},
		{"seconds to wait", Query{Text: "421 4.7.0 too many connections, retry after 300 seconds"}, Clues{RetryAfter: 300 * time.Second}},
		{"a clock to wait for", Query{Text: "451 4.7.1 Greylisting in action, please come back in 00:04:59"}, Clues{RetryAfter: 4*time.Minute + 59*time.Second}},
		{"a limit of size in megabytes", Query{Text: "552 5.3.4 message is 42 MB, the limit is 25 MB"}, Clues{SizeLimit: 25 << 20}},
		{"in bytes", Query{Text: "552 5.3.4 message size exceeds the maximum of 10485760 bytes"}, Clues{SizeLimit: 10485760}},
		{"a token of the provider", Query{Text: "550 5.7.1 messages from [192.0.2.25] weren't sent, part of their network is on our block list (S3140)"},
			Clues{IPs: ip("192.0.2.25"), Tokens: []string{"S3140"}}},
		{"Gmail's id", Query{Text: "550 5.7.1 refused. f7-20020a05 d2sm1si123.45 - gsmtp"}, Clues{IDs: []string{"d2sm1si123.45"}}},
		{"Microsoft's id", Query{Text: "550 5.7.1 refused [AM0EUR02FT001.eop-EUR02.prod.protection.outlook.com 2026-02-01T10:00:00.000Z 08DC2]"},
			Clues{IDs: []string{"AM0EUR02FT001.eop-EUR02.prod.protection.outlook.com 2026-02-01T10:00:00.000Z 08DC2"}}},
		{"Mimecast's id", Query{Text: "550 Administrative prohibition [xR2bW9.us12]"}, Clues{IDs: []string{"xR2bW9.us12"}}},
		{"an id that is called one", Query{Text: "554 5.7.0 Reject, id=13462-01 - SPAM"}, Clues{IDs: []string{"13462-01"}}},
		{"a case", Query{Text: "554 5.7.1 refused, quote case ID: 7F3A-99 to our support"}, Clues{IDs: []string{"7F3A-99"}}},
		{"an address in brackets is no id", Query{Text: "550 5.7.1 refused [192.0.2.25]"}, Clues{IPs: ip("192.0.2.25")}},
		{"nothing", Query{Text: "550 5.1.1 user unknown"}, Clues{}},
	}
	c := loadTest(t)
	for _, tt := range tests {
		got := c.Classify(tt.q).Clues
		ignore := cmpopts.IgnoreFields(Clues{}) // all count, but for Microsoft's own host
		if tt.why == "Microsoft's id" {
			ignore = cmpopts.IgnoreFields(Clues{}, "Domains")
		}
		if diff := cmp.Diff(tt.want, got, ignore, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" {
			t.Errorf("%s: clues of %q (-want +got):\n%s", tt.why, tt.q.Text, diff)
		}
	}
}
