package catalog

import (
	"fmt"
	"testing"

	"github.com/seed-d13f741b/ndr/dsn"
)

// TestTables walks the tables of codes that pages about bounces print: each
// row has to answer with an entry of its own.
func TestTables(t *testing.T) {
	tests := []struct {
		input string
		id    string
		want  Category
	}{
		// Permanent codes.
		{"550 5.1.1", "code/550-5.1.1", UserUnknown},
		{"550 5.1.2", "code/550-5.1.2", DomainUnknown},
		{"550 5.4.1", "code/550-5.4.1", Unreachable},
		{"550 5.7.1", "code/550-5.7.1", Policy},
		{"550 5.7.23", "code/550-5.7.23", AuthFailure},
		{"550 5.7.26", "code/550-5.7.26", AuthFailure},
		{"550 5.7.708", "microsoft365/5.7.708", IPBlocked},
		{"552 5.2.2", "code/552-5.2.2", MailboxFull},
		{"553 5.1.3", "code/553-5.1.3", BadAddress},
		{"554 5.7.1", "code/554-5.7.1", Policy},
		// Temporary codes.
		{"421 4.7.0", "code/421-4.7.0", RateLimited},
		{"421 4.7.28", "code/421-4.7.28", RateLimited},
		{"450 4.2.1", "code/450-4.2.1", UserDisabled},
		{"451 4.3.0", "code/451-4.3.0", ServerError},
		{"452 4.5.3", "code/452-4.5.3", TooManyRecipients},
		// Codes about authentication, as the RFC has them and not as the
		// tables do.
		{"550 5.7.24", "code/550-5.7.24", AuthFailure},
		{"550 5.7.25", "code/550-5.7.25", PTRMissing},
		// The short table.
		{"421", "reply/421", Unreachable},
		{"450", "reply/450", Unknown},
		{"451", "reply/451", ServerError},
		{"452", "reply/452", ServerFull},
		{"550", "reply/550", Unknown},
		{"552", "reply/552", MailboxFull},
		{"553", "reply/553", BadAddress},
		{"554", "reply/554", Policy},
	}
	c := loadTest(t)
	for _, tt := range tests {
		m := c.Classify(Query{Text: tt.input})
		if m.Entry.ID != tt.id || m.Category != tt.want {
			t.Errorf("Classify(%q) = %s, %s, want %s, %s", tt.input, m.Entry.ID, m.Category, tt.id, tt.want)
		}
		if m.Entry.Code != tt.input && m.Entry.Provider == "" || m.Entry.Meaning == "" || len(m.Entry.Fix) == 0 {
			t.Errorf("Classify(%q): entry has code %q, meaning %q, %d fixes", tt.input, m.Entry.Code, m.Entry.Meaning, len(m.Entry.Fix))
		}
		x := c.Explain(tt.input)
		if m.Entry.Provider == "" && (len(x.Registry) == 0 || x.Registry[0].ID != tt.id) {
			t.Errorf("Explain(%q).Registry = %v, want %s first", tt.input, ids(x.Registry), tt.id)
		}
	}
}

func ids(list []*Entry) []string {
	var s []string
	for _, e := range list {
		s = append(s, e.ID)
	}
	return s
}

// registered are the details that the registry of enhanced status codes has
// for each subject.
var registered = map[int]int{1: 10, 2: 4, 3: 6, 4: 7, 5: 6, 6: 10, 7: 30}

func TestRegistry(t *testing.T) {
	c := loadTest(t)
	answers := func(subject, detail int) bool {
		for _, class := range []uint8{2, 4, 5} {
			if e, ok := c.codes.exact[newCodeKey(0, dsn.Status{Class: class, Subject: uint16(subject), Detail: uint16(detail)})]; ok && e.Meaning != "" {
				return true
			}
		}
		return false
	}
	for subject, last := range registered {
		for detail := range last + 1 {
			if !answers(subject, detail) {
				t.Errorf("X.%d.%d is not in enhanced.txt", subject, detail)
			}
		}
	}
	if !answers(0, 0) {
		t.Error("X.0.0 is not in enhanced.txt")
	}
	for subject := range uint16(8) {
		if c.codes.subject[subject] == nil {
			t.Errorf("subject %d is not in enhanced.txt", subject)
		}
	}
	for _, class := range []uint8{2, 4, 5} {
		if c.codes.class[class] == nil {
			t.Errorf("class %d is not in enhanced.txt", class)
		}
	}
	if n := len(c.codes.reply); n < 69 {
		t.Errorf("basic.txt has %d replies, want 69 or more", n)
	}
}

// TestFallback holds that a code which is not known gives way to its subject,
// then to the reply, then to its class.
func TestFallback(t *testing.T) {
	tests := []struct {
		reply  int
		status string
		want   string
	}{
		{550, "5.1.99", "subject/1"},
		{550, "5.7.480", "subject/7"},
		{0, "4.4.317", "subject/4"},
		{550, "5.0.0", "reply/550"},
		{550, "5.9.9", "reply/550"},
		{0, "5.9.9", "class/5"},
		{558, "", "class/5"},
		{458, "", "reply/458"},
		{499, "", "class/4"},
		{0, "5.0.0", "status/5.0.0"},
		{0, "", "category/unknown"},
	}
	c := loadTest(t)
	for _, tt := range tests {
		q := Query{Reply: tt.reply}
		if tt.status != "" {
			st, err := dsn.ParseStatus(tt.status)
			if err != nil {
				t.Fatal(err)
			}
			q.Status = st
		}
		if m := c.Classify(q); m.Entry.ID != tt.want {
			t.Errorf("Classify(%d %s) by %s, want %s", tt.reply, tt.status, m.Entry.ID, tt.want)
		}
	}
}

func TestCodeConditions(t *testing.T) {
	tests := []struct {
		cond, reply, status string
		want                bool
	}{
		{"550", "550", "5.7.1", true},
		{"550", "551", "", false},
		{"5xx", "551", "", true},
		{"55x", "541", "", false},
		{"5.7.1", "421", "5.7.1", true},
		{"5.7.1", "550", "5.7.10", false},
		{"x.7.26", "", "4.7.26", true},
		{"5.7.x", "", "5.7.480", true},
		{"5.7.x", "", "4.7.1", false},
		{"5.x.350-399", "", "5.0.350", true},
		{"5.x.350-399", "", "5.4.400", false},
		{"550 5.7.1", "550", "5.7.1", true},
		{"550 5.7.1", "554", "5.7.1", false},
		{"550 5.7.1", "550", "", true}, // not known, so not against it
		{"550 5.7.1, 421", "421", "4.7.0", true},
	}
	for _, tt := range tests {
		conds, err := appendCodes(nil, tt.cond)
		if err != nil {
			t.Errorf("appendCodes(%q): %v", tt.cond, err)
			continue
		}
		reply := 0
		fmt.Sscan(tt.reply, &reply)
		var st dsn.Status
		if tt.status != "" {
			st, _ = dsn.ParseStatus(tt.status)
		}
		got := false
		for i := range conds {
			got = got || conds[i].holds(reply, st, true)
		}
		if got != tt.want {
			t.Errorf("%q holds for %q %q = %v, want %v", tt.cond, tt.reply, tt.status, got, tt.want)
		}
	}
	for _, bad := range []string{"", "55", "5500", "650", "5.7", "5.7.1.1", "6.1.1", "5.y.1", "550  5.1.1", "x", "5.7.1-", "550,"} {
		if _, err := appendCodes(nil, bad); err == nil {
			t.Errorf("appendCodes(%q) gives no error", bad)
		}
	}
}

func TestPeel(t *testing.T) {
	tests := []struct {
		text         string
		outer, inner string
		start        string // the text of the innermost reply begins so
	}{
		{"550 5.1.1 user unknown", "550 5.1.1", "550 5.1.1", "550"},
		{"user unknown", "0 ", "0 ", "user"},
		{"5.1.1 user unknown", "0 5.1.1", "0 5.1.1", "5.1.1"},
		{"smtp; 550-5.1.1 no such user", "550 5.1.1", "550 5.1.1", "550"},
		{"550 #5.1.0 Address rejected", "550 5.1.0", "550 5.1.0", "550"},
		{"host mx.example.net[192.0.2.1] said: 452 4.2.2 full (in reply to RCPT TO command)", "452 4.2.2", "452 4.2.2", "452"},
		{"550 permanent failure for one or more recipients (jane@example.net:551 5.1.1 no such user)", "550 ", "551 5.1.1", "551"},
		{"Remote Server returned '554 5.4.4 lookup failed'", "554 5.4.4", "554 5.4.4", "554"},
		{"550 5.4.300 Message expired -> 421 4.4.2 Connection dropped", "550 5.4.300", "421 4.4.2", "421"},
		{"550-5.7.26 one\n550-5.7.26 two 550 5.7.26 three", "550 5.7.26", "550 5.7.26", "550"},
		{"554 rejected by 192.0.2.250 after 450 seconds", "554 ", "554 ", "554"},
		{"550 sorry (#5.1.1)", "550 5.1.1", "550 5.1.1", "550"},
		{"call 555-1234", "0 ", "0 ", "call"},
		{"connect to 192.0.2.4[192.0.2.4]:25: Connection refused", "0 ", "0 ", "connect"},
	}
	for _, tt := range tests {
		s := peel(tt.text)
		show := func(p codePlace) string { return fmt.Sprintf("%d %v", p.reply, p.status) }
		if got := tt.text[s.start:]; show(s.outer) != tt.outer || show(s.inner) != tt.inner || len(got) < len(tt.start) || got[:len(tt.start)] != tt.start {
			t.Errorf("peel(%q) = outer %s, inner %s, from %q, want %s, %s, %q", tt.text, show(s.outer), show(s.inner), got, tt.outer, tt.inner, tt.start)
		}
	}
}
