package check_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// TestRealDANE looks at TLSA records in zones that are signed, badly signed and
// not signed, through a resolver that validates, and one that is not trusted to.
func TestRealDANE(t *testing.T) {
	s := startReal(t)
	servers := []string{fmt.Sprintf("127.0.0.1:%d", s.unbound)}
	for range 50 { // until it is up
		c := &check.Client{Servers: servers, TryTimeout: time.Second}
		if c.Lookup(t.Context(), "signed.test", dns.TypeMX).Outcome == check.Answered {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	tests := []struct {
		domain string
		status check.Status
		ids    string
	}{
		{"signed.test", check.Pass, ""},
		{"bogus.test", check.Fail, "fail dane-lookup-bogus"},
		{"shop.example", check.Info, "info dane-missing"},
	}
	for _, tt := range tests {
		r := check.NewCache(&check.Client{Servers: servers})
		res := check.DANE(t.Context(), r, check.DANEQuery{Domain: tt.domain})
		if res.Status != tt.status || ids(res) != tt.ids {
			t.Errorf("%s: %s, %s\n%s\nwant %s, %s", tt.domain, res.Status, ids(res), texts(res), tt.status, tt.ids)
		}
	}
}
