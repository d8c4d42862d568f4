package source

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const sep = "From MAILER-DAEMON Thu Apr 29 23:34:45 2015\n"

// messages gives the messages that standard input holds, each with its name
// before it but where the input is one message; an error stands for what can't
// be read.
func messages(t *testing.T, input string, max int64) []string {
	t.Helper()
	l := &Loader{Stdin: strings.NewReader(input), MaxSize: max}
	return read(t, l, slices.Collect(List(nil))[0])
}

func read(t *testing.T, l *Loader, in Input) []string {
	t.Helper()
	r, shape, err := l.Load(in)
	if err != nil {
		return []string{err.Error()}
	}
	if shape == Message {
		b, err := io.ReadAll(r)
		if err != nil {
			return []string{err.Error()}
		}
		return []string{string(b)}
	}
	var got []string
	for in := range l.Messages() {
		var sub Loader
		r, shape, err := sub.Load(in)
		if err != nil {
			got = append(got, in.Name+" "+err.Error())
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil || shape != Message {
			t.Fatal(err, shape)
		}
		got = append(got, in.Name+" "+string(b))
	}
	return got
}

func TestMbox(t *testing.T) {
	tests := []struct {
		name, box string
		max       int64
		want      []string
	}{
		{"empty", "", 0, []string{"it is empty"}},
		{"lone message", "Subject: a\n\nFrom me Thu Apr 29 23:34:45 2015\nTo: you\n", 0,
			[]string{"Subject: a\n\nFrom me Thu Apr 29 23:34:45 2015\nTo: you\n"}},
		{"mbox of one", sep + "Subject: a\n\nbody\n\n", 0, []string{"Subject: a\n\nbody\n"}},
		{"mbox of two", sep + "Subject: a\n\nbody\n\n" + sep + "Subject: b\n\nbody\n", 0,
			[]string{"-#1 Subject: a\n\nbody\n", "-#2 Subject: b\n\nbody\n"}},
		{"CRLF", strings.ReplaceAll(sep+"Subject: a\n\nbody\n\n"+sep+"Subject: b\n\nbody\n", "\n", "\r\n"), 0,
			[]string{"-#1 Subject: a\r\n\r\nbody\r\n", "-#2 Subject: b\r\n\r\nbody\r\n"}},
		{"From in a sentence", sep + "Subject: a\n\n\nFrom here on it is text: yes\nTo: x\n\n" + sep + "Subject: b\n\n", 0,
			[]string{"-#1 Subject: a\n\n\nFrom here on it is text: yes\nTo: x\n", "-#2 Subject: b\n"}},
		{"From line without an empty line before", sep + "Subject: a\n\ntext\n" + sep + "Subject: b\n\n", 0,
			[]string{"Subject: a\n\ntext\n" + sep + "Subject: b\n"}},
		{"From line without a field after", sep + "Subject: a\n\ntext\n\n" + sep + "and so on\n", 0,
			[]string{"Subject: a\n\ntext\n\n" + sep + "and so on\n"}},
		{"mboxo and mboxrd quoting", sep + "Subject: a\n\n>From x\n>>From y\n> From z\n", 0,
			[]string{"Subject: a\n\nFrom x\n>From y\n> From z\n"}},
		{"Thunderbird", "From - Thu Apr 29 23:34:45 2015\nSubject: a\n\n\nFrom \nSubject: b\n\n", 0,
			[]string{"-#1 Subject: a\n\n", "-#2 Subject: b\n"}},
		{"Takeout", "From 12@xxx Thu Apr 29 23:34:45 +0000 2015\nSubject: a\n\n\nFrom 13@xxx Thu Apr  2 23:34:45 +0000 2015\nSubject: b\n\n", 0,
			[]string{"-#1 Subject: a\n\n", "-#2 Subject: b\n"}},
		{"one too large", sep + "Subject: a\n\n" + strings.Repeat("x\n", 100) + "\n" + sep + "Subject: b\n\nbody\n", 100,
			[]string{"-#1 message is too large: more than 100 bytes", "-#2 Subject: b\n\nbody\n"}},
		{"only a From line", sep, 0, []string{""}},
	}
	for _, tt := range tests {
		if got := messages(t, tt.box, tt.max); !slices.Equal(got, tt.want) {
			t.Errorf("%s: messages = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestMboxLarge has lines and messages longer than every buffer, at all
// alignments to the look-ahead.
func TestMboxLarge(t *testing.T) {
	for _, pad := range []int{64<<10 - 60, 64<<10 - 48, 64<<10 - 1, 64 << 10, 300 << 10} {
		body := "Subject: a\n\n" + strings.Repeat("y", pad) + "\n\nFrom now on, text\n\n" + sep + "plain\n"
		box := strings.Repeat(sep+body+"\n", 5)
		got := messages(t, box, 0)
		if len(got) != 5 {
			t.Fatalf("pad %d: %d messages, want 5", pad, len(got))
		}
		for i, g := range got {
			if want := fmt.Sprintf("-#%d %s", i+1, body); g != want {
				t.Errorf("pad %d: message %d has %d bytes, want %d", pad, i+1, len(g), len(want))
			}
		}
	}
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	mail := "Subject: a\nFrom: b@example.com\n\n"
	for name, content := range map[string]string{
		"box/cur/2.x:2,S": mail, "box/new/1.x": mail, "box/new/.hidden": mail, "box/tmp/3.x": mail,
		"box/dovecot.index": "binary", "tree/b.eml": mail, "tree/a/2": mail, "tree/a/README": "# no mail\n",
		"tree/c.json": "{}", "tree/a.eml": "\x00\x01", "tree/.git/x.eml": mail, "tree/d.zone": "example.com. 60 IN A 192.0.2.1\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	var l Loader
	for in := range List([]string{filepath.Join(dir, "box"), filepath.Join(dir, "tree"), filepath.Join(dir, "none")}) {
		rel, _ := filepath.Rel(dir, in.Name)
		_, shape, err := l.Load(in)
		switch {
		case errors.Is(err, os.ErrNotExist):
			rel += " missing"
		case err != nil:
			t.Error(err)
		case shape == Other:
			rel += " other"
		}
		got = append(got, rel)
	}
	want := []string{"box/new/1.x", "box/cur/2.x:2,S", "tree/a/2", "tree/a/README other", "tree/a.eml", "tree/b.eml",
		"tree/c.json other", "tree/d.zone other", "none missing"}
	if !slices.Equal(got, want) {
		t.Errorf("List = %q, want %q", got, want)
	}
}

func TestFieldName(t *testing.T) {
	for in, want := range map[string]string{
		"Subject: x": "Subject", "Subject : x": "Subject", "X-A_b: ": "X-A_b", "no field": "", ": x": "",
		"a b: c": "", "": "", "\nSubject: x": "", "Bücher: x": "",
	} {
		if got := fieldName([]byte(in)); got != want {
			t.Errorf("fieldName(%q) = %q, want %q", in, got, want)
		}
	}
}
