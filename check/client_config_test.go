package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

func TestClientRandomCase(t *testing.T) {
	s := serve(t, true, func(q *dns.Msg, _ string) [][]byte {
		return pack(respond(q, dns.RcodeSuccess, "a-name-with-many-letters.example.com. 60 A 192.0.2.1"))
	})
	c := client(s)
	c.RandomCase = true
	if a := c.Lookup(t.Context(), "a-name-with-many-letters.example.com", dns.TypeA); a.Outcome != Answered {
		t.Errorf("Lookup = %v, %q", a.Outcome, a.Reason)
	}
	if asked := s.asked()[0]; !strings.ContainsAny(strings.TrimSuffix(asked, " A"), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		t.Errorf("asked %q, want letters in both cases", asked)
	}
	forger := serve(t, true, func(q *dns.Msg, _ string) [][]byte {
		q.Question[0].Name = strings.ToLower(q.Question[0].Name)
		return pack(respond(q, dns.RcodeSuccess, "a-name-with-many-letters.example.com. 60 A 192.0.2.1"))
	})
	c = client(forger)
	c.RandomCase = true
	if a := c.Lookup(t.Context(), "a-name-with-many-letters.example.com", dns.TypeA); a.Outcome != Timeout {
		t.Errorf("Lookup = %v for an answer in the wrong case, want a time-out", a.Outcome)
	}
}

func TestClientBadName(t *testing.T) {
	s := serve(t, true, good)
	for _, name := range []string{strings.Repeat("a", 64) + ".example.com", strings.Repeat("a.", 130) + "example.com", "a..example.com"} {
		a := client(s).Lookup(t.Context(), name, dns.TypeA)
		if a.Outcome != NXDomain || len(s.asked()) != 0 {
			t.Errorf("Lookup(%q) = %v after %d questions, want NXDOMAIN after none", name, a.Outcome, len(s.asked()))
		}
	}
}

func TestNewServer(t *testing.T) {
	for _, tt := range []struct {
		name, addr string
		tls, ok    bool
	}{
		{"192.0.2.1:5353", "192.0.2.1:5353", false, true},
		{"192.0.2.1", "192.0.2.1:53", false, true},
		{"[2001:db8::1]:53", "[2001:db8::1]:53", false, true},
		{"2001:db8::1", "[2001:db8::1]:53", false, true},
		{"[2001:db8::1]", "[2001:db8::1]:53", false, true},
		{"dns.example", "dns.example:53", false, true},
		{"tls://dns.example", "dns.example:853", true, true},
		{"tls://192.0.2.1:8853", "192.0.2.1:8853", true, true},
		{"", "", false, false},
		{":53", "", false, false},
		{"192.0.2.1:", "", false, false},
		{"https://dns.example/dns-query", "", false, false},
	} {
		s, err := newServer(tt.name)
		if (err == nil) != tt.ok {
			t.Errorf("newServer(%q) = %v, %v, want ok %v", tt.name, s, err, tt.ok)
			continue
		}
		if tt.ok && (s.addr != tt.addr || s.tls != tt.tls) {
			t.Errorf("newServer(%q) = %s, TLS %v, want %s, %v", tt.name, s.addr, s.tls, tt.addr, tt.tls)
		}
	}
	c := &Client{Servers: []string{"no server"}}
	if a := c.Lookup(t.Context(), "example.com", dns.TypeA); a.Outcome != Unreachable || !strings.Contains(a.Reason, `"no server"`) {
		t.Errorf("Lookup = %v, %q, want unreachable because of the setting", a.Outcome, a.Reason)
	}
}

func TestSystemServers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "resolv.conf")
	if err := os.WriteFile(file, []byte("search example.com\nnameserver 192.0.2.53\nnameserver 2001:db8::53\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, trust := systemServers(file); !slices.Equal(got, []string{"192.0.2.53:53", "[2001:db8::53]:53"}) || trust {
		t.Errorf("systemServers = %q, %v", got, trust)
	}
	if got, trust := systemServers(file + ".gone"); !slices.Equal(got, []string{"127.0.0.1:53", "[::1]:53"}) || trust {
		t.Errorf("systemServers without a file = %q, %v", got, trust)
	}
	if err := os.WriteFile(file, []byte("nameserver 192.0.2.53\n# options no\noptions edns0 trust-ad\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, trust := systemServers(file); len(got) != 1 || !trust {
		t.Errorf("systemServers with trust-ad = %q, %v, want it trusted", got, trust)
	}
}
