package dsn

import (
	"slices"
	"testing"
)

// TestCommandsFromText reads at which command each of three recipients was refused.
func TestCommandsFromText(t *testing.T) {
	const postfix = `
<a@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1 unknown (in reply
    to RCPT TO command)

<b@example.net> (expanded from <all@example.org>): host mx.example.net[192.0.2.1]
    said: 550 5.7.1 refused (in reply to end of DATA command)

<c@example.net>: host mx.example.net[192.0.2.1] refused to talk to me: 550 go away
`
	const exim = `
  a@example.net
    host mx.example.net [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<a@example.net>:
    550 5.1.1 unknown
  b@example.net
    (generated from all@example.org)
    host mx.example.net [192.0.2.1]
    SMTP error from remote mail server after pipelined end of data:
    550 5.7.1 refused
  c@example.net
    SMTP error from remote mail server after initial connection: 550 go away
`
	const sendmail = `   ----- Transcript of session follows -----
... while talking to mx.example.net.:
>>> RCPT To:<A@example.net>
<<< 550 5.1.1 unknown
>>> RCPT To:<b@example.net>
<<< 250 fine
>>> DATA
<<< 550-5.7.1 refused
<<< 550 5.7.1 for good
>>> QUIT
<<< 221 bye
`
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"postfix", postfix, []string{"RCPT", "DATA", "CONNECT"}},
		{"exim", exim, []string{"RCPT", "DATA", "CONNECT"}},
		{"sendmail", sendmail, []string{"RCPT", "DATA", ""}},
		{"somebody else", "b@example.net was refused (in reply to RCPT TO command)\n", []string{"", "RCPT", ""}},
		{"nothing of it", "Your message could not be delivered.\n", []string{"", "", ""}},
		{"no reply", ">>> DATA\n<<< x\n<<<\n", []string{"", "", ""}},
	} {
		rep := &Report{Recipients: make([]Recipient, 3)}
		for i, addr := range []string{"a@example.net", "b@example.net", "c@example.net"} {
			rep.Recipients[i].Final.Value = addr
		}
		rep.Recipients[0].Reply, rep.Recipients[1].Reply = 550, 550
		rep.commandsIn(tt.text)
		var got []string
		for i := range rep.Recipients {
			got = append(got, rep.Recipients[i].Command)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: commands %q, want %q", tt.name, got, tt.want)
		}
	}
}
