package source

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// withLength gives a message of an mbox with the length of its body.
func withLength(head, body string) string {
	return sep + head + fmt.Sprintf("Content-Length: %d\n\n", len(body)) + body
}

// TestMboxLength has messages that are as long as they say.
func TestMboxLength(t *testing.T) {
	cut := "text\n\n" + sep + "Subject: not a message\n\nmore\n"
	two := func(body string) []string {
		return []string{
			fmt.Sprintf("-#1 Subject: a\nContent-Length: %d\n\n%s", len(body), body),
			"-#2 Subject: b\nContent-Length: 5\n\nbody\n",
		}
	}
	b := withLength("Subject: b\n", "body\n")
	tests := []struct {
		name, box string
		want      []string
	}{
		{"mboxcl2", withLength("Subject: a\n", cut) + "\n" + b, two(cut)},
		{"without an empty line between", withLength("Subject: a\n", cut) + b, two(cut)},
		{"empty body", withLength("Subject: a\n", "") + "\n" + b, two("")},
		{"quoted in mboxcl2", withLength("Subject: a\n", cut+">From x\n") + "\n" + b, two(cut + ">From x\n")},
		{"quoted in mboxcl", sep + "Subject: a\nContent-Length: 8\n\n>From x\n\n" + sep + "Subject: b\n",
			[]string{"-#1 Subject: a\nContent-Length: 8\n\nFrom x\n", "-#2 Subject: b\n"}},
		{"the last one", b + "\n" + withLength("Subject: a\n", cut),
			[]string{"-#1 Subject: b\nContent-Length: 5\n\nbody\n", fmt.Sprintf("-#2 Subject: a\nContent-Length: %d\n\n%s", len(cut), cut)}},
		{"a length that is too small", sep + "Subject: a\nContent-Length: 3\n\nbody\n\n" + b,
			[]string{"-#1 Subject: a\nContent-Length: 3\n\nbody\n", "-#2 Subject: b\nContent-Length: 5\n\nbody\n"}},
		{"a length that is too large", sep + "Subject: a\nContent-Length: 30000\n\nbody\n\n" + b,
			[]string{"-#1 Subject: a\nContent-Length: 30000\n\nbody\n", "-#2 Subject: b\nContent-Length: 5\n\nbody\n"}},
		{"no number", sep + "Subject: a\nContent-Length: -1\n\nbody\n\n" + b,
			[]string{"-#1 Subject: a\nContent-Length: -1\n\nbody\n", "-#2 Subject: b\nContent-Length: 5\n\nbody\n"}},
		{"a length in the text", sep + "Subject: a\n\nContent-Length: 1\n\nbody\n\n" + b,
			[]string{"-#1 Subject: a\n\nContent-Length: 1\n\nbody\n", "-#2 Subject: b\nContent-Length: 5\n\nbody\n"}},
	}
	for _, tt := range tests {
		if got := messages(t, tt.box, 0); !slices.Equal(got, tt.want) {
			t.Errorf("%s: messages = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMboxLengthCRLF(t *testing.T) {
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	body := crlf("text\n\n" + sep + "Subject: not a message\n")
	box := crlf(sep+"Subject: a\n") + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body)) + body + "\r\n" + crlf(sep+"Subject: b\n\nc\n")
	want := []string{fmt.Sprintf("-#1 Subject: a\r\nContent-Length: %d\r\n\r\n%s", len(body), body), "-#2 Subject: b\r\n\r\nc\r\n"}
	if got := messages(t, box, 0); !slices.Equal(got, want) {
		t.Errorf("messages = %q, want %q", got, want)
	}
}

// TestMboxPart has a mail that returns another with its "From " line, unquoted.
func TestMboxPart(t *testing.T) {
	report := "Subject: a\nContent-Type: multipart/report;\n\tBoundary=\"b 1\"; report-type=delivery-status\n\n--b 1\n\ntext\n\n" +
		"--b 1\nContent-Type: message/rfc822\n\n" + sep + "Subject: returned\n\nbody\n\n--b 1--\n"
	cut := strings.TrimSuffix(report, "\n--b 1--\n")
	b := "Subject: b\n\nbody\n"
	tests := []struct {
		name, box string
		want      []string
	}{
		{"alone", sep + report, []string{report}},
		{"with another", sep + report + "\n" + sep + b, []string{"-#1 " + report, "-#2 " + b}},
		{"with another one alike", sep + report + "\n" + sep + strings.ReplaceAll(report, "b 1", "c"),
			[]string{"-#1 " + report, "-#2 " + strings.ReplaceAll(report, "b 1", "c")}},
		{"with another of the same boundary", sep + report + "\n" + sep + report, []string{"-#1 " + report, "-#2 " + report}},
		{"cut off, with another of a longer boundary", sep + cut + "\n" + sep + strings.ReplaceAll(report, "b 1", "b 12"),
			[]string{"-#1 " + strings.TrimSuffix(report[:strings.Index(report, sep)], "\n"), "-#2 Subject: returned\n\nbody\n", "-#3 " + strings.ReplaceAll(report, "b 1", "b 12")}},
		{"cut off before the returned one", sep + report[:strings.Index(report, sep)] + sep + b,
			[]string{"-#1 " + strings.TrimSuffix(report[:strings.Index(report, sep)], "\n"), "-#2 " + b}},
		{"cut off in it", sep + cut, []string{"-#1 " + strings.TrimSuffix(report[:strings.Index(report, sep)], "\n"), "-#2 Subject: returned\n\nbody\n"}},
	}
	for _, tt := range tests {
		if got := messages(t, tt.box, 0); !slices.Equal(got, tt.want) {
			t.Errorf("%s: messages = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestLoneMessage holds that a message which is no mbox is never cut.
func TestLoneMessage(t *testing.T) {
	for _, in := range []string{
		"Subject: a\n\ntext\n\n" + sep + "Subject: b\n\nbody\n",
		"From : a@example.com\nSubject: a\n\ntext\n\n" + sep + "Subject: b\n",
		"Return-Path: <>\nSubject: a\n\n>From x\n\n" + sep + "Subject: b\n" + strings.Repeat("x\n", 200<<10),
		"From a@example.com Mon Nov  2 10:14:05 2026\rSubject: a\r\rtext\r", // lines that end in CR alone
	} {
		if got := messages(t, in, 0); len(got) != 1 || got[0] != in {
			t.Errorf("messages of %.60q = %.200q, want it as it is", in, got)
		}
	}
}
