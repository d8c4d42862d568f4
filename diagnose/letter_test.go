package diagnose_test

import (
	"context"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

var letterTime = time.Date(2026, 11, 24, 9, 0, 0, 0, time.FixedZone("", 3600))

// checkLetter holds a letter to what may be sent as it is.
func checkLetter(t *testing.T, name string, l diagnose.Letter) {
	t.Helper()
	if l.To == "" && l.Via == "" {
		t.Errorf("%s: the letter says neither to whom nor how", name)
	}
	if l.To != "" && (strings.Count(l.To, "@") != 1 || strings.ContainsAny(l.To, " ,;<>\r\n")) {
		t.Errorf("%s: To is %q", name, l.To)
	}
	if l.Subject == "" || len(l.Subject) > 78 {
		t.Errorf("%s: the subject %q has %d characters", name, l.Subject, len(l.Subject))
	}
	for _, r := range l.Subject {
		if r < ' ' || r > '~' {
			t.Errorf("%s: %U in the subject", name, r)
		}
	}
	for line := range strings.Lines(l.Body) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case len(line) > 998:
			t.Errorf("%s: a line of %d bytes", name, len(line))
		case len([]rune(line)) > 78 && len([]rune(line))-longestWord(line) > 20:
			t.Errorf("%s: a line of %d characters: %q", name, len([]rune(line)), line)
		case strings.HasPrefix(line, "From "), line == ".":
			t.Errorf("%s: a line that mail systems change: %q", name, line)
		}
		for _, r := range line {
			if !unicode.IsPrint(r) {
				t.Errorf("%s: %U in %q", name, r, line)
			}
		}
	}
}

func longestWord(line string) int {
	n := 0
	for word := range strings.FieldsSeq(line) {
		n = max(n, len([]rune(word)))
	}
	return n
}

// TestLetters writes all letters of all worlds: each can be sent, and none is
// about what the sender's side can mend by itself.
func TestLetters(t *testing.T) {
	written := map[diagnose.Cause]int{}
	for _, w := range readWorlds(t) {
		dg := diagnoseIn(w.zone, w.rep)
		for _, l := range dg.Letters(letterTime) {
			name := filepath.Base(w.dir)
			checkLetter(t, name, l)
			v := dg.Verdicts[l.Verdict]
			written[v.Cause]++
			listed := v.Cause == diagnose.IPListed || v.Cause == diagnose.DomainListed
			if !listed && v.Who != diagnose.Receiver && v.Who != diagnose.Recipient && v.Who != diagnose.Provider {
				t.Errorf("%s: a letter about %s, on which %s has to act", name, v.Cause, v.Who)
			}
			if strings.Contains(l.Body, "could verify") != (v.Confidence == diagnose.Confirmed) && !listed {
				t.Errorf("%s: %s is %s, and the letter says otherwise:\n%s", name, v.Cause, v.Confidence, l.Body)
			}
		}
	}
	t.Logf("letters: %v", written)
	for _, c := range []diagnose.Cause{diagnose.RecipientMXBroken, diagnose.RecipientRestricted, diagnose.PolicyRefusal, diagnose.SuppressedByProvider, diagnose.IPListed, diagnose.SPFIPNotAuthorised} {
		if written[c] == 0 {
			t.Errorf("no world gives a letter about %s", c)
		}
	}
}

// TestLetterWorlds looks into the letters of some worlds.
func TestLetterWorlds(t *testing.T) {
	tests := []struct {
		world string
		to    string
		want  []string
		not   []string
	}{
		{"spf-forwarder", "postmaster@fwd.alumni.example.org", []string{"Subject: Mail from example.com that your host forwards is refused", "(SRS)", "203.0.113.40", "> 550-5.7.26", "Message-ID:  <20261102091401.86ec1921@mail.example.com>"}, nil},
		{"recipient-mx-broken-private", "postmaster@example.org", []string{"another way than mail", "We could verify it"}, nil},
		{"group-members-only", "postmaster@example.net", []string{"team@example.net", "we have no proof of our own", "2026-11-10 08:00:07 UTC"}, []string{"could verify"}},
		{"sparkpost-suppressed", "", []string{"your own mail provider", "suppression list"}, nil},
		{"ip-listed-zen", "", []string{"Subject: Removal of 192.0.2.10 from zen.spamhaus.org", "Before you send this", "https://"}, []string{"postmaster@"}},
	}
	for _, tt := range tests {
		for _, w := range readWorlds(t) {
			if filepath.Base(w.dir) != tt.world {
				continue
			}
			letters := diagnoseIn(w.zone, w.rep).Letters(letterTime)
			if len(letters) == 0 {
				t.Errorf("%s: no letter", tt.world)
				continue
			}
			l := letters[0]
			if l.To != tt.to {
				t.Errorf("%s: To is %q, want %q", tt.world, l.To, tt.to)
			}
			text := "Via: " + l.Via + "\nSubject: " + l.Subject + "\n\n" + l.Body
			for _, words := range tt.want {
				if !strings.Contains(text, words) {
					t.Errorf("%s: the letter does not have %q:\n%s", tt.world, words, text)
				}
			}
			for _, words := range tt.not {
				if strings.Contains(text, words) {
					t.Errorf("%s: the letter has %q:\n%s", tt.world, words, text)
				}
			}
		}
	}
}

// TestLetterOfHostileBounce: whatever a mail says, the letter has its own lines
// alone.
func TestLetterOfHostileBounce(t *testing.T) {
	for _, s := range []string{
		"a\r\nBcc: all@example.com\r\n\r\n.\r\nFrom x", "\x1b[2J\x00\u202e\u200b\xff", strings.Repeat("x", 100_000), strings.Repeat("From ", 5000), "",
	} {
		rep := &dsn.Report{Kind: dsn.KindFailure, ReportingMTA: dsn.MTA{Name: s}, Original: dsn.Original{MessageID: s, From: s, EnvelopeFrom: s, HELO: s, SendingIP: netip.MustParseAddr("192.0.2.1")},
			Recipients: []dsn.Recipient{{
				Final: dsn.Address{Value: "jane@" + s}, Action: dsn.ActionFailed, Reply: 550, Command: s, Status: dsn.Status{Class: 5, Subject: 7, Detail: 1},
				RemoteMTA: dsn.MTA{Name: s}, Diagnostic: dsn.Diagnostic{Type: "smtp", Text: "550 5.7.1 Message refused by policy " + s},
			}}}
		letters := (&diagnose.Diagnoser{}).Diagnose(context.Background(), rep).Letters(letterTime)
		if len(letters) != 1 {
			t.Fatalf("%.20q: %d letters, want 1", s, len(letters))
		}
		checkLetter(t, fmt.Sprintf("%.20q", s), letters[0])
		if strings.Contains(letters[0].Body, "\nBcc:") {
			t.Errorf("a line of the mail's making: %s", letters[0].Body)
		}
	}
}

// TestLettersToLists: one for each list that was found to list the sender, that
// for which mail is refused first, the one about a mere range of addresses last.
func TestLettersToLists(t *testing.T) {
	zone, err := checktest.ParseString(`
2.0.0.127.zen.spamhaus.org. A 127.0.0.2
2.0.0.127.b.barracudacentral.org. A 127.0.0.2
2.0.0.127.bl.spamcop.net. A 127.0.0.2
10.2.0.192.zen.spamhaus.org. A 127.0.0.10
10.2.0.192.b.barracudacentral.org. A 127.0.0.2
example.net. MX 10 mx.example.net.
mx.example.net. A 198.51.100.25
`)
	if err != nil {
		t.Fatal(err)
	}
	rep := &dsn.Report{Kind: dsn.KindFailure, Recipients: []dsn.Recipient{{
		Final: dsn.Address{Value: "jane@example.net"}, Action: dsn.ActionFailed, Reply: 554, Status: dsn.Status{Class: 5, Subject: 7, Detail: 1},
		Diagnostic: dsn.Diagnostic{Type: "smtp", Text: "554 5.7.1 Client host [192.0.2.10] blocked using zen.spamhaus.org and b.barracudacentral.org"},
	}}}
	var got []string
	for _, l := range diagnoseIn(check.Resolver(zone), rep).Letters(letterTime) {
		checkLetter(t, "lists", l)
		got = append(got, l.Subject)
	}
	if want := []string{"Removal of 192.0.2.10 from b.barracudacentral.org", "Removal of 192.0.2.10 from zen.spamhaus.org"}; !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
}

func ExampleDiagnosis_Letters() {
	rep := &dsn.Report{Kind: dsn.KindFailure, Recipients: []dsn.Recipient{{
		Final: dsn.Address{Value: "team@example.net"}, Action: dsn.ActionFailed, Reply: 550,
		Diagnostic: dsn.Diagnostic{Type: "smtp", Text: "550 5.7.1 Only members of this group may send to it"},
	}}}
	dg := (&diagnose.Diagnoser{}).Diagnose(context.Background(), rep)
	for _, l := range dg.Letters(time.Now()) {
		fmt.Println(l.To)
		fmt.Println(l.Subject)
	}
	// Output:
	// postmaster@example.net
	// Mail from an unnamed domain to example.net is not delivered
}

// TestLetterOriginalRecipient: a report that has the original recipient alone names
// it all the same.
func TestLetterOriginalRecipient(t *testing.T) {
	text := strings.Replace(bounce, "Final-Recipient: rfc822; jane@example.net", "Original-Recipient: rfc822; jane@example.net", 1)
	text = strings.Replace(text, "5.7.23", "5.2.1", 1)
	text = strings.Replace(text, "550 5.7.23 SPF validation failed", "550 5.2.1 mailbox disabled", 1)
	rep, err := dsn.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Recipients) != 1 || rep.Recipients[0].Final.Value != "" {
		t.Fatalf("the test's bounce has the recipients %+v, want one without a final address", rep.Recipients)
	}
	letters := (&diagnose.Diagnoser{}).Diagnose(t.Context(), rep).Letters(time.Now())
	if len(letters) != 1 || strings.Count(letters[0].Body, "jane@example.net") < 2 {
		t.Errorf("Letters = %+v, want one that names jane@example.net in its first sentence and in the facts", letters)
	}
}
