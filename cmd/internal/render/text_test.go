package render

import (
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

var update = flag.Bool("update", false, "write the golden files anew")

// assertSafe fails where b has a character that a terminal would act on.
func assertSafe(t *testing.T, b []byte) {
	t.Helper()
	for line := range strings.Lines(string(b)) {
		for _, r := range strings.TrimSuffix(line, "\n") {
			if !term.Visible(r) {
				t.Fatalf("%U in %q", r, line)
			}
		}
		if strings.HasPrefix(line, "Fix        trust me") {
			t.Fatalf("a line of the mail's own making: %q", line)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s\nto accept: go test ./cmd/internal/render -update", name, diff)
	}
}

// several is a report about many recipients, with two causes.
func several() *diagnose.Diagnosis {
	d := sample()
	rep := d.Report
	rep.Problems = nil
	r := rep.Recipients[0]
	rep.Recipients, d.Matches = nil, nil
	unknown := catalog.Match{Category: catalog.UserUnknown, Permanence: catalog.Permanent, Suppress: true,
		Entry: &catalog.Entry{Code: "550 5.1.1", Name: "No such mailbox", Meaning: "The address has no mailbox at the receiving system.", Fix: []string{"Take the address off the list"}}}
	for i, name := range []string{"a", "b", "c"} {
		r := r
		r.Final.Value, r.Original.Value = name+"@example.net", ""
		if i == 1 {
			r.Status, r.Command = dsn.Status{Class: 5, Subject: 1, Detail: 1}, "RCPT"
			r.Diagnostic.Text = "550 5.1.1 no such user"
			d.Matches = append(d.Matches, unknown)
		} else {
			d.Matches = append(d.Matches, sample().Matches[0])
		}
		rep.Recipients = append(rep.Recipients, r)
	}
	d.Verdicts[0].Recipients = []int{0, 2}
	d.Verdicts[1].Recipients = []int{0, 2}
	d.Verdicts = append(d.Verdicts, diagnose.Verdict{
		Cause: "recipient-unknown", Confidence: diagnose.Likely, Who: diagnose.Nobody, Recipients: []int{1},
		Summary: "the address b@example.net does not exist",
	})
	return d
}

// quiet is a report of a kind without recipients or verdicts.
func quiet(kind dsn.Kind) *diagnose.Diagnosis {
	return &diagnose.Diagnosis{Case: diagnose.Case{Report: &dsn.Report{
		Kind: kind, From: "jane@example.net", Subject: "Out of office", Date: sampleTime}}}
}

func TestText(t *testing.T) {
	offline := sample()
	offline.Verdicts, offline.Checks = nil, nil
	delayed := sample()
	delayed.Verdicts, delayed.Checks, delayed.Report.Problems = nil, nil, nil
	delayed.Report.Recipients[0].Action = dsn.ActionDelayed
	delayed.Report.Recipients[0].WillRetryUntil = sampleTime.AddDate(0, 0, 3)
	complaint := quiet(dsn.KindFeedback)
	complaint.Report.Recipients = []dsn.Recipient{{Final: dsn.Address{Value: "joe@example.net"}}}
	complaint.Matches = make([]catalog.Match, 1)
	complaint.Report.Feedback = &dsn.Feedback{Type: dsn.FeedbackAbuse, Incidents: 3, SourceIP: netip.MustParseAddr("192.0.2.10"),
		OriginalMailFrom: "b@example.com", OriginalRcptTo: []string{"joe@example.net"}, ReportedDomains: []string{"example.com"}}
	receipt := quiet(dsn.KindDisposition)
	receipt.Report.Disposition = &dsn.Disposition{Type: "displayed", ReportingUA: "host.example.net", ActionMode: "manual-action", SendingMode: "mdn-sent-manually"}
	delivered := sample()
	delivered.Report.Kind, delivered.Report.Recipients[0].Action = dsn.KindDelivery, dsn.ActionDelivered
	delivered.Verdicts, delivered.Checks, delivered.Report.Problems = nil, nil, nil
	delivered.Report.Recipients[0].Diagnostic.Text = "250 2.0.0 accepted"
	for name, d := range map[string]*diagnose.Diagnosis{
		"complaint": complaint, "receipt": receipt, "delivered": delivered,
		"one": sample(), "several": several(), "offline": offline, "delayed": delayed,
		"autoreply": quiet(dsn.KindAutoreply), "none": quiet(dsn.KindNone), "unnamed": quiet(dsn.KindFailure),
	} {
		golden(t, name+".txt", Text{}.AppendDiagnosis(nil, "bounce.eml", false, d))
	}
	golden(t, "one_120.txt", Text{Cols: 120}.AppendDiagnosis(nil, "bounce.eml", true, sample()))
}

func TestTextIsSafe(t *testing.T) {
	for _, cols := range []int{40, 80, 200} {
		assertSafe(t, Text{Cols: cols}.AppendDiagnosis(nil, hostile, true, hostileSample()))
	}
	assertSafe(t, Text{}.AppendExplanation(nil, &Explanation{Input: hostile, Explanation: catalog.Explanation{
		Match: catalog.Match{Entry: sampleEntry(), Category: catalog.AuthFailure, Why: catalog.Why{Rule: "x", Matched: hostile}}}}))
	assertSafe(t, Text{}.AppendExplanation(nil, &Explanation{Input: hostile, Explanation: catalog.Explanation{Match: catalog.Match{Category: catalog.Unknown}}}))
	rep := quiet(dsn.KindAutoreply)
	rep.Report.From, rep.Report.Subject = hostile, hostile
	assertSafe(t, Text{}.AppendDiagnosis(nil, hostile, true, rep))
}

// TestTextFits holds prose to the width; what is to be copied is not broken.
func TestTextFits(t *testing.T) {
	for _, cols := range []int{40, 80, 100} {
		for _, d := range []*diagnose.Diagnosis{sample(), several()} {
			for line := range strings.Lines(string(Text{Cols: cols}.AppendDiagnosis(nil, "x", true, d))) {
				line = strings.TrimSuffix(line, "\n")
				if strings.Contains(line, "IN TXT") || strings.Contains(line, "https://") {
					continue
				}
				if w := term.Width(line); w > cols {
					t.Errorf("%d columns, want at most %d: %q", w, cols, line)
				}
			}
		}
	}
}

func TestTextColorAddsOnlyColor(t *testing.T) {
	style := term.NewStyle(term.Always, nil, func(string) string { return "" })
	plain := string(Text{}.AppendDiagnosis(nil, "x", true, sample()))
	colored := string(Text{Style: style}.AppendDiagnosis(nil, "x", true, sample()))
	if plain == colored {
		t.Fatal("no colour")
	}
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(colored, "\x1b[")
		b.WriteString(before)
		if !ok {
			break
		}
		_, colored, _ = strings.Cut(after, "m")
	}
	if diff := cmp.Diff(plain, b.String()); diff != "" {
		t.Errorf("without its codes (-plain +colored):\n%s", diff)
	}
}

func TestAnswerIsFirst(t *testing.T) {
	lines := strings.Split(string(Text{}.AppendDiagnosis(nil, "x", false, sample())), "\n")
	for i, want := range []string{"Failed     jane@example.net", "Cause      confirmed: 192.0.2.10 is", "Fix        (sender's DNS) Publish"} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d = %q, want %q", i+1, lines[i], want)
		}
	}
}

func TestRecordLine(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct{ name, typ, value, want string }{
		{"example.com", "TXT", "v=spf1 -all", `example.com. IN TXT "v=spf1 -all"`},
		{"example.com.", "txt", `a"b\c`, `example.com. IN txt "a\"b\\c"`},
		{"example.com", "MX", "10 mx.example.com.", "example.com. IN MX 10 mx.example.com."},
		{"example.com", "TXT", long, `example.com. IN TXT "` + long[:255] + `" "` + long[255:] + `"`},
		{"", "TXT", "x", `IN TXT "x"`},
	}
	for _, tt := range tests {
		if got := RecordLine(tt.name, tt.typ, tt.value); got != tt.want {
			t.Errorf("RecordLine(%q, %q, %.20q) = %s, want %s", tt.name, tt.typ, tt.value, got, tt.want)
		}
	}
}

func TestCSV(t *testing.T) {
	d := several()
	d.Report.Recipients[0].Final.Value = "=cmd|' /C calc'!A0"
	d.Report.Recipients[0].Diagnostic.Text = "a,\"b\"\nc\x1b[2J"
	d.Report.Recipients[1].Reply = 0
	want := "bounce.eml,failure,'=cmd|' /C calc'!A0,,failed,5.7.26,550,auth-failure,permanent,false,gmail,spf-ip-not-authorised,confirmed,\"a,\"\"b\"\"\nc[2J\",b3f1\n" +
		"bounce.eml,failure,b@example.net,,failed,5.1.1,,user-unknown,permanent,true,,recipient-unknown,likely,550 5.1.1 no such user,b3f1\n"
	got := string(AppendCSV(nil, "bounce.eml", d))
	if !strings.HasPrefix(got, want) || strings.Count(got, "\n") != 4 {
		t.Errorf("AppendCSV = %s\nwant %s", got, want)
	}
	for in, want := range map[string]string{"+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "\"'\rx\"", " =x": " =x", "a=b": "a=b"} {
		if got := string(appendCell(nil, in)); got != want {
			t.Errorf("appendCell(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSaidBy(t *testing.T) {
	rep := &dsn.Report{ReportingMTA: dsn.MTA{Type: "dns", Name: "mx.example.net"}}
	for _, c := range []struct {
		name, addr, want string
	}{
		{"mx.example.org", "", "mx.example.org"},
		{"mx.example.org", "192.0.2.1", "mx.example.org [192.0.2.1]"},
		{"192.0.2.1", "", "[192.0.2.1]"},
		{"", "192.0.2.1", "[192.0.2.1]"},
		{"127.0.0.1", "127.0.0.1", "a filter or mail store on mx.example.net itself"},
		{"127.0.0.1", "", "a filter or mail store on mx.example.net itself"},
		{"[IPv6:::1]", "", "a filter or mail store on mx.example.net itself"},
		{"localhost.localdomain", "127.0.0.1", "a filter or mail store on mx.example.net itself"},
		{"dovecot.example.net", "127.0.0.1", "dovecot.example.net on mx.example.net itself"},
		{"", "", ""},
	} {
		r := &dsn.Recipient{RemoteMTA: dsn.MTA{Name: c.name}}
		if c.addr != "" {
			r.RemoteMTA.Address = netip.MustParseAddr(c.addr)
		}
		if got := saidBy(rep, r); got != c.want {
			t.Errorf("saidBy(%q, %q) = %q, want %q", c.name, c.addr, got, c.want)
		}
	}
}

// TestManyRecipients holds that what a report leaves out is counted in it.
func TestManyRecipients(t *testing.T) {
	d := sample()
	r, m := d.Report.Recipients[0], d.Matches[0]
	d.Report.Recipients, d.Matches, d.Verdicts = nil, nil, nil
	for i := range maxShown + 31 {
		r.Final.Value = fmt.Sprintf("user%d@example.net", i)
		d.Report.Recipients, d.Matches = append(d.Report.Recipients, r), append(d.Matches, m)
	}
	const want = "and 31 more"
	if got := string(Markdown{}.AppendDiagnosis(nil, "x.eml", false, d)); !strings.Contains(got, want) {
		t.Errorf("Markdown has no %q", want)
	}
	got, err := NewHTML().AppendDiagnosis(nil, "x.eml", d)
	if err != nil || !strings.Contains(string(got), want) {
		t.Errorf("HTML has no %q (%v)", want, err)
	}
}

func TestReplyLines(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"550 no such user", []string{"550 no such user"}},
		{"550-5.7.26 one 550-5.7.26 two 550 5.7.26 three", []string{"550-5.7.26 one", "550-5.7.26 two", "550 5.7.26 three"}},
		{"550-Verification failed for <a@example.com> 550-no such user 550 Sender verify failed",
			[]string{"550-Verification failed for <a@example.com>", "550-no such user", "550 Sender verify failed"}},
		{"550-one line only", []string{"550-one line only"}},
		{"", []string{""}},
	} {
		if got := replyLines(c.in); !cmp.Equal(got, c.want) {
			t.Errorf("replyLines(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
