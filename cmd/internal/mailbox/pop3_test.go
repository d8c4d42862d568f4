package mailbox

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A popBox is a POP3 server in memory, RFC 1939.
type popBox struct {
	mu    sync.Mutex
	mails map[string]string // by UIDL
	// breaks is after how many RETR the connection drops, once.
	breaks int
}

func newPopBox(t *testing.T, mails map[string]string) (*popBox, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	box := &popBox{mails: mails}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go box.serve(c)
		}
	}()
	return box, "pop3://jane@" + l.Addr().String()
}

func (b *popBox) uids() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []string
	for uid := range b.mails {
		list = append(list, uid)
	}
	slices.Sort(list)
	return list
}

func (b *popBox) serve(c net.Conn) {
	defer c.Close()
	uids := b.uids()
	var deleted []string
	say := func(format string, args ...any) { fmt.Fprintf(c, format+"\r\n", args...) }
	at := func(arg string) string {
		n := 0
		fmt.Sscan(arg, &n)
		return uids[n-1]
	}
	say("+OK ready")
	for r := bufio.NewScanner(c); r.Scan(); {
		word, arg, _ := strings.Cut(r.Text(), " ")
		b.mu.Lock()
		switch word {
		case "PASS":
			if arg == "s3cret-pass" {
				say("+OK")
			} else {
				say("-ERR wrong")
			}
		case "UIDL", "LIST":
			say("+OK")
			for i, uid := range uids {
				if word == "LIST" {
					uid = fmt.Sprint(len(b.mails[uid]))
				}
				say("%d %s", i+1, uid)
			}
			say(".")
		case "RETR":
			if b.breaks--; b.breaks == 0 {
				b.mu.Unlock()
				return
			}
			say("+OK")
			body := strings.TrimSuffix(b.mails[at(arg)], "\r\n")
			say("%s\r\n.", strings.ReplaceAll(body, "\r\n.", "\r\n.."))
		case "DELE":
			deleted = append(deleted, at(arg))
			say("+OK")
		case "QUIT":
			for _, uid := range deleted {
				delete(b.mails, uid)
			}
			say("+OK")
			b.mu.Unlock()
			return
		default:
			say("+OK")
		}
		b.mu.Unlock()
	}
}

func TestPOP3After(t *testing.T) {
	for _, tt := range []struct{ after, left string }{
		{"keep", "[a b c]"}, {"seen", "[a b c]"}, {"delete", "[b]"},
	} {
		box, url := newPopBox(t, map[string]string{"a": testMail(1), "b": "Subject: lunch\r\n\r\nprivate\r\n", "c": testMail(2)})
		box.breaks = 3 // the connection is lost once; what is stored by then comes again at most
		after, err := ParseAfter(tt.after)
		if err != nil {
			t.Fatal(err)
		}
		o := testOptions(after, &fakeMemory{seen: map[string]bool{}}, io.Discard)
		outcome := func(body string) Outcome {
			if strings.Contains(body, "private") {
				return NotBounce
			}
			return Stored
		}
		got, err := drain(t, url, o, outcome)
		if err != nil {
			t.Fatal(err)
		}
		for _, mail := range []string{testMail(1), testMail(2)} {
			if mail = strings.ReplaceAll(mail, "\r\n", "\n"); !slices.Contains(got, mail) {
				t.Errorf("%s: %q was not given: %q", tt.after, mail, got)
			}
		}
		if left := fmt.Sprint(box.uids()); left != tt.left {
			t.Errorf("%s: %s are left, want %s", tt.after, left, tt.left)
		}
		if again, err := drain(t, url, o, outcome); err != nil || len(again) != 0 {
			t.Errorf("%s: given again: %q, %v", tt.after, again, err)
		}
	}
}

func TestPOP3Refusals(t *testing.T) {
	_, url := newPopBox(t, nil)
	o := testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	o.Getenv = func(string) string { return "wrong" }
	if _, err := drain(t, url, o, allStored); err == nil || !strings.Contains(err.Error(), "login as jane") {
		t.Errorf("a wrong password: error %v", err)
	}
	o.After = After{AfterMove, "x"}
	if _, err := drain(t, url, o, allStored); err == nil || !strings.Contains(err.Error(), "can't move") {
		t.Errorf("--after move: error %v", err)
	}
}
