package diagnose

import (
	"strings"
	"testing"
)

func TestMendDMARC(t *testing.T) {
	tests := []struct{ in, want string }{
		{"v=DMARC1, p=reject, rua=mailto:a@example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com"},
		{`"v=DMARC1; p=none"`, "v=DMARC1; p=none"},
		{"v=DMARC1 p=reject sp=none", "v=DMARC1; p=reject; sp=none"},
		{"v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com"},
		{"v=DMARC1\\; p=quarantine", "v=DMARC1; p=quarantine"},
	}
	for _, test := range tests {
		if got := mendDMARC(test.in); got != test.want {
			t.Errorf("mendDMARC(%q) = %q, want %q", test.in, got, test.want)
		}
		if !soundDMARC(mendDMARC(test.in)) {
			t.Errorf("mendDMARC(%q) is no record that counts", test.in)
		}
	}
}

func TestSaysFailed(t *testing.T) {
	gmail := "unauthenticated. dkim = did not pass spf [example.com] with ip: [192.0.2.10] = pass"
	tests := []struct {
		text, method string
		want         bool
	}{
		{gmail, "dkim", true},
		{gmail, "spf", false},
		{gmail, "dmarc", false},
		{"spf validation failed", "spf", true},
		{"message must pass spf or dkim", "spf", true},
		{"spf=pass dkim=fail", "spf", false},
		{"spf=pass dkim=fail", "dkim", true},
	}
	for _, test := range tests {
		if got := saysFailed(test.text, test.method); got != test.want {
			t.Errorf("saysFailed(%q, %q) = %t, want %t", test.text, test.method, got, test.want)
		}
	}
}

func TestPlainWords(t *testing.T) {
	tests := []struct{ in, want string }{
		{"550-5.7.40 The domain does not have a\n550-5.7.40  DMARC record", "550-5.7.40 the domain does not have a dmarc record"},
		{"550 No such user", "550 no such user"},
		{"", ""},
	}
	for _, test := range tests {
		if got := plainWords(test.in); got != test.want {
			t.Errorf("plainWords(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestQuotedHELO(t *testing.T) {
	tests := []struct{ in, want string }{
		{"450 4.7.1 <srv7.internal.example>: Helo command rejected: Host not found", "srv7.internal.example"},
		{"504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", "localhost"},
		{"550 <user@example.net>: HELO is not yours", ""},
		{"550 bad HELO", ""},
		{"550 <a.example> was said long before the word and is not the name in HELO", ""},
		// Letters that are longer or shorter in lower case.
		{"550 " + strings.Repeat("\u023a", 40) + " helo", ""},
		{"550 " + strings.Repeat("\u023a", 40) + " <PC>: Helo no", "pc"},
		{"550 " + strings.Repeat("\u212a", 40) + " <PC>: Helo no", "pc"},
	}
	for _, test := range tests {
		if got := quotedHELO(test.in); got != test.want {
			t.Errorf("quotedHELO(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
