package catalog

import "testing"

// TestProviderNamed holds whose a reply is said to be: words that others say too
// name nobody, codes that one provider alone gives name it.
func TestProviderNamed(t *testing.T) {
	c := loadTest(t)
	tests := []struct {
		text     string
		hosts    []string
		provider string
		category Category
	}{
		{`Unknown user name in "jane@example.net"`, nil, "", UserUnknown}, // MMDF
		{"550 5.1.1 User unknown", nil, "", UserUnknown},
		{"550 5.1.1 User unknown", []string{"gmail-smtp-in.l.google.com"}, "gmail", UserUnknown},
		{"550 5.1.1 <jane@example.net>: Recipient address rejected: User unknown in virtual mailbox table", nil, "postfix", UserUnknown},
		{"451 4.7.550 Access denied", nil, "microsoft365", IPBlocked},
		{"550 5.7.512 Access denied", nil, "microsoft365", MessageMalformed},
		{"451 4.7.550 Access denied", []string{"mx.example.net"}, "microsoft365", IPBlocked},
		{"550 5.7.1 <jane@example.net>... Access denied", nil, "", Policy},
		{"550 invalid DNS MX or A/AAAA resource record", nil, "gmx", SenderRejected},
		{"550 5.1.1 invalid DNS MX or A/AAAA resource record", nil, "gmx", SenderRejected},
		{"550 5.0.0 invalid DNS MX or A/AAAA resource record", nil, "gmx", SenderRejected},
	}
	for _, tt := range tests {
		m := c.Classify(Query{Text: tt.text, Hosts: tt.hosts})
		if m.Provider != tt.provider || m.Category != tt.category {
			t.Errorf("Classify(%q at %v) = %q, %s by %s, want %q, %s", tt.text, tt.hosts, m.Provider, m.Category, m.Why.Rule, tt.provider, tt.category)
		}
	}
}

// TestFrame holds that what an administrator writes into a rule of the server
// counts for more than the frame around it, which explains where it says nothing.
func TestFrame(t *testing.T) {
	c := loadTest(t)
	tests := []struct {
		text, rule string
		category   Category
	}{
		{"550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy", "microsoft365/transport-rule", Policy},
		{"550 5.7.1 TRANSPORT.RULES.RejectMessage; Your attachment is not allowed here", "phrase/content-rejected", ContentRejected},
		{"550 5.7.1 This distribution list only accepts mail from members. TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
			"phrase/recipient-refused", RecipientRefused},
	}
	for _, tt := range tests {
		if m := c.Classify(Query{Text: tt.text}); m.Why.Rule != tt.rule || m.Category != tt.category {
			t.Errorf("Classify(%q) = %s by %s, want %s by %s", tt.text, m.Category, m.Why.Rule, tt.category, tt.rule)
		}
	}
}
