package mime

import (
	"strings"
	"testing"
)

func TestHeaderUnfolded(t *testing.T) {
	long := strings.Repeat("x", maxLine+10)
	for _, tt := range []struct{ in, want string }{
		{"A: b\n", "b"},
		{"A:  b \t\n", "b"},
		{"A: b\n c\n\td\n", "b c d"},
		{"A: b  \r\n   c\r\n", "b c"},
		{"A:\n b\n c\n", "b c"},
		{"A: b\n \n\t\nB: c\n", "b"},
		{"A: b\n \n c\n", "b"}, // the blank line ends the header
		{"A: x; b=c;\nd=\"e\"\n", "x; b=c; d=\"e\""},
		{"A: b\nstray words\nB: c\n", "b stray words"},
		{"X: y\nA: b\rc\n", "b\rc"},
		{"A: " + long + "\n", long},
		{"A: " + long + "\n y\n", long + " y"},
		{"A : b\n", "b"},
		{"A:\n", ""},
	} {
		mail := tt.in + "\nbody\n"
		m, err := Read(strings.NewReader(mail), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Parts[0].Header().Get("a"); got != tt.want {
			t.Errorf("Read(%.40q): Get = %.80q, want %.80q", tt.in, got, tt.want)
		}
		if h, _ := new(Message).ReadHeader(mail); h.Get("a") != tt.want {
			t.Errorf("ReadHeader(%.40q): Get = %.80q, want %.80q", tt.in, h.Get("a"), tt.want)
		}
	}
}

// What is read of a header in a part leaves the part as it came.
func TestEnclosed(t *testing.T) {
	const inner = "Subject: one\r\n two\r\nReceived: a\r\nReceived:\r\n b\r\n\r\nText\r\n"
	for _, typ := range [...]string{"message/rfc822", "text/rfc822-headers", "text/plain"} {
		m := mustRead(t, "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: "+typ+"\r\n\r\n"+inner+"\r\n--B--\r\n")
		p := &m.Parts[1]
		for range 2 {
			h, more := p.Enclosed()
			var received []string
			for v := range h.Values("Received") {
				received = append(received, v)
			}
			if got := h.Get("Subject"); got != "one two" || strings.Join(received, "|") != "a|b" || !more {
				t.Errorf("%s: Subject %q, Received %q, more %v; want one two, a and b, true", typ, got, received, more)
			}
			if got := p.Content(); got != inner {
				t.Errorf("%s: Content = %q, want %q", typ, got, inner)
			}
		}
	}
}

func TestMatchLoosely(t *testing.T) {
	for _, tt := range []struct {
		line, boundary string
		want           bool
	}{
		{"abc", "a b c", true},
		{"A BC", "abc", true},
		{"abc --", "abc", true},
		{"abcd", "abc", false},
		{"ab", "abc", false},
		{"", " ", false},
		{"--", "", false},
	} {
		tr := tree{msg: &Message{}, boundaries: []boundary{boundary(tt.boundary)}}
		if _, got := tr.matchLoosely([]byte(tt.line)); got != tt.want {
			t.Errorf("matchLoosely(%q) with boundary %q = %v, want %v", tt.line, tt.boundary, got, tt.want)
		}
	}
}
