package diagnose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestStatusOfReporter holds that a status which the reporting system made of
// the reply code does not outweigh the words of the reply.
func TestStatusOfReporter(t *testing.T) {
	unknown := dsn.Status{Class: 5, Subject: 1, Detail: 1}
	for _, tt := range []struct {
		text     string
		source   dsn.Source
		want     catalog.Category
		suppress bool
	}{
		{"550 Your host 203.0.113.10 is blacklisted", dsn.SourceField, catalog.IPBlocked, false},
		{"550 Verification failed for <news@example.org> 550 Sender verify failed", dsn.SourceField, catalog.SenderRejected, false},
		{"550 No such user", dsn.SourceField, catalog.UserUnknown, true},
		{"550 xyzzy", dsn.SourceField, catalog.UserUnknown, true},
		{"550 5.1.1 xyzzy", dsn.SourceText, catalog.UserUnknown, true},
	} {
		r := dsn.Recipient{Action: dsn.ActionFailed, Reply: 550, Status: unknown, StatusSource: tt.source, Diagnostic: dsn.Diagnostic{Type: "smtp", Text: tt.text}}
		m := classify(catalog.Builtin(), query(&dsn.Report{}, &r), &r)
		if m.Category != tt.want || m.Suppress != tt.suppress {
			t.Errorf("classify(%q, status from %s) = %s, suppress %v, by %s, want %s, %v", tt.text, tt.source, m.Category, m.Suppress, m.Why.Rule, tt.want, tt.suppress)
		}
	}
}

func TestLinkedIPs(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "[]",
		"ip=192.0.2.1 is no link":            "[]",
		"see http://x.example/?ip=192.0.2.1": "[192.0.2.1]",
		"<https://x.example/Why?s=mfrom&id=a%40b.example&ip=192.0.2.1&r=mx>": "[192.0.2.1]",
		"https://x.example/Why?s=mfrom;ip=192.0.2.1;r=mx":                    "[192.0.2.1]",
		"https://x.example/query/ip/2001:db8::1.":                            "[2001:db8::1]",
		"https://x.example/?ip=2001%3Adb8%3A%3A1)":                           "[2001:db8::1]",
		"https://x.example/?ip=300.1.1.1 https://x.example/?ip=":             "[]",
		strings.Repeat("http://x/?ip=192.0.2.1 ", 1000):                      "[192.0.2.1]",
	} {
		if got := fmt.Sprint(linkedIPs(in)); got != want {
			t.Errorf("linkedIPs(%.60q) = %s, want %s", in, got, want)
		}
	}
}
