package dsn

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAddressesIn(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"<jane@example.net>: no", []string{"jane@example.net"}},
		{"jane@example.net.", []string{"jane@example.net"}},
		{"mailto:jane@example.net", []string{"jane@example.net"}},
		{"(jane@example.net) 'john.x+y@mail.example.org'", []string{"jane@example.net", "john.x+y@mail.example.org"}},
		{"无法发送到jane@example.net，", []string{"jane@example.net"}},
		{"宛先「jane@example.net」へ", []string{"jane@example.net"}},
		{`"jane doe"@example.net`, []string{`"jane doe"@example.net`}},
		{"jane@example.netさんへ jane@例え.jp", []string{"jane@example.net", "jane@例え.jp"}},
		{"jane@[192.0.2.1]", []string{"jane@[192.0.2.1]"}},
		{"jörg@bücher.example", []string{"jörg@bücher.example"}},
		{"jane@example @example.net @ x@", nil},
		{"JANE@example.net jane@example.net", []string{"JANE@example.net"}},
		{"To:<jane@example.net>,<joe@example.net>", []string{"jane@example.net", "joe@example.net"}},
	} {
		if got := addressesIn(tt.in); !cmp.Equal(got, tt.want) {
			t.Errorf("addressesIn(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestSaidBlocks(t *testing.T) {
	text := "Sorry:\n\n<jane@example.net>:\nRemote host said:\n550 No\n\n\"joe@example.net\":\n\n  host: mx\n  5.1.1 gone\njim@example.net: full\n\nbye\n"
	want := []said{
		{"jane@example.net", "Remote host said:\n550 No"},
		{"joe@example.net", "host: mx\n5.1.1 gone"},
		{"jim@example.net", "full"},
	}
	if diff := cmp.Diff(want, saidBlocks(text), cmp.AllowUnexported(said{})); diff != "" {
		t.Errorf("saidBlocks(%q): %s", text, diff)
	}
}

func TestSplitReturned(t *testing.T) {
	header := "Received: from a by b\n\twith c\nFrom: joe@example.org\nTo: jane@example.net\nSubject: x\nMessage-ID: <1@example.org>\n\nHello\n"
	for _, tt := range []struct{ in, said, returned string }{
		{"Could not deliver.\n\n--- Below this line is a copy of the message.\n\n" + header, "Could not deliver.\n\n", header},
		{"Could not deliver.\n\n" + header, "Could not deliver.\n\n", header},
		{"No:\n> From: a@example.org\n> To: b@example.org\n> Date: x\n> Subject: y\n>\n> z\n", "No:\n", "From: a@example.org\nTo: b@example.org\nDate: x\nSubject: y\n>\nz\n"},
		{"Your message\n  To: b@example.org\n  Subject: y\n  Sent: today\ndid not reach\n", "Your message\n  To: b@example.org\n  Subject: y\n  Sent: today\ndid not reach\n", ""},
		{"No.\n------ Original message follows ------\nhello\n", "No.\n", "hello\n"},
	} {
		said, returned := splitReturned(tt.in)
		if said != tt.said || returned != tt.returned {
			t.Errorf("splitReturned(%q) = %q, %q, want %q, %q", tt.in, said, returned, tt.said, tt.returned)
		}
	}
}

func TestReplyIn(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Remote host said:\n550 5.1.1 No such user\n[RCPT_TO]\n\nmore", "550 5.1.1 No such user\n[RCPT_TO]"},
		{"The error was: 554 554 5.7.0 Header error (state 18).", "554 5.7.0 Header error (state 18)."},
		{"host mx said: 550 no", "550 no"},
		{"call 555 1234 now", ""},
		{"sent 450 messages", ""},
	} {
		if got := replyIn(tt.in); got != tt.want {
			t.Errorf("replyIn(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestHostIn(t *testing.T) {
	for _, tt := range []struct{ in, name, ip string }{
		{"host mx.example.net [192.0.2.1] said: 550", "mx.example.net", "192.0.2.1"},
		{"host: mx.example.net\n5.1.1", "mx.example.net", ""},
		{"while talking to mx.example.net.:", "mx.example.net", ""},
		{"the remote server said", "", ""},
		{"server 192.0.2.7 refused", "", "192.0.2.7"},
	} {
		got := hostIn(tt.in)
		ip := ""
		if got.Address.IsValid() {
			ip = got.Address.String()
		}
		if got.Name != tt.name || ip != tt.ip {
			t.Errorf("hostIn(%q) = %v, want %s %s", tt.in, got, tt.name, tt.ip)
		}
	}
}
