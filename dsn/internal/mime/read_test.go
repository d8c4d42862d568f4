package mime

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func mustRead(t *testing.T, mail string) *Message {
	t.Helper()
	m, err := Read(strings.NewReader(mail), Limits{})
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	checkInvariants(t, m, int64(len(mail)))
	return m
}

// checkInvariants holds what is true of every message, however broken: parts
// lie inside of what was read, behind their parents, and do not overlap.
func checkInvariants(t *testing.T, m *Message, total int64) {
	t.Helper()
	if len(m.Parts) == 0 {
		t.Fatal("no parts, want the message itself at least")
	}
	var leaves int64
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.body.start < 0 || p.body.end < p.body.start || p.body.end > len(m.buf) {
			t.Fatalf("part %d: body %v outside of %d bytes", i, p.body, len(m.buf))
		}
		if p.first > p.last || p.last > len(m.fields) {
			t.Fatalf("part %d: fields %d to %d of %d", i, p.first, p.last, len(m.fields))
		}
		if p.Parent >= i || (p.Parent < 0) != (i == 0) || i > 0 && p.Depth != m.Parts[p.Parent].Depth+1 {
			t.Fatalf("part %d: parent %d, depth %d", i, p.Parent, p.Depth)
		}
		if p.Size < 0 || p.Cut != (p.Size > int64(len(p.raw()))) {
			t.Fatalf("part %d: size %d, cut %v, %d bytes kept", i, p.Size, p.Cut, len(p.raw()))
		}
		leaves += p.Size
		_ = p.Text()
	}
	if leaves > total {
		t.Fatalf("parts of %d bytes in a message of %d", leaves, total)
	}
	for _, f := range m.fields {
		if f.name.start < 0 || f.name.end < f.name.start || f.value.start < f.name.end || f.value.end < f.value.start || f.value.end > len(m.buf) {
			t.Fatalf("field %v outside of %d bytes", f, len(m.buf))
		}
	}
}

// shape gives the types and texts of the parts that have no children.
func shape(m *Message) string {
	var b strings.Builder
	for i := range m.Parts {
		p := &m.Parts[i]
		b.WriteString(strings.Repeat("  ", p.Depth) + p.Type)
		if !p.Multipart() {
			b.WriteString(" " + strings.TrimSpace(p.Text()))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func oddities(m *Message) string {
	var ids []string
	for _, o := range m.Oddities {
		ids = append(ids, string(o.ID))
	}
	return strings.Join(ids, " ")
}

const twoParts = `From: a@example.org
Content-Type: multipart/mixed; boundary="XyZ"

preamble
--XyZ
Content-Type: text/plain

one
--XyZ
Content-Type: text/html

two
--XyZ--
epilogue
`

const twoPartsShape = "multipart/mixed\n  text/plain one\n  text/html two\n"

func TestReadStructure(t *testing.T) {
	replace := strings.NewReplacer
	tests := []struct{ name, mail, shape, oddities string }{
		{"as it should be", twoParts, twoPartsShape, ""},
		{"mbox line", "From a@example.org Mon Nov  2 09:14:07 2026\n" + twoParts, twoPartsShape, ""},
		{"blank lines in front", "\n\n" + twoParts, twoPartsShape, ""},
		{"no closing boundary", replace("--XyZ--\nepilogue\n", "").Replace(twoParts), twoPartsShape, "boundary-unclosed"},
		{"boundary in other case", replace("--XyZ", "--xyz").Replace(twoParts), twoPartsShape, "boundary-mismatch"},
		{"boundary with spaces", replace("--XyZ", "--X yZ ").Replace(twoParts), twoPartsShape, "boundary-mismatch"},
		{"another boundary", replace("--XyZ", "--other").Replace(twoParts), twoPartsShape, "boundary-mismatch"},
		{"no boundary parameter", replace("; boundary=\"XyZ\"", "").Replace(twoParts), twoPartsShape, "boundary-mismatch"},
		{"no Content-Type", replace("Content-Type: multipart/mixed; boundary=\"XyZ\"\n\npreamble", "").Replace(twoParts), twoPartsShape, "boundary-mismatch"},
		{"no boundary at all", "Content-Type: multipart/report\n\ntext\n", "multipart/report\n", "boundary-missing"},
		{"folded boundary parameter", replace("mixed; boundary", "mixed;\n\tboundary").Replace(twoParts), twoPartsShape, ""},
		{"unindented boundary parameter", replace("mixed; boundary", "mixed;\nboundary").Replace(twoParts), twoPartsShape, ""},
		{"header without blank line", "From: a@example.org\nThis is the body.\nMore.\n", "text/plain This is the body.\nMore.\n", "header-unended"},
		{"header alone", "From: a@example.org\n", "text/plain \n", ""},
		{"space before colon", "From : a@example.org\n\nbody\n", "text/plain body\n", ""},
		{"nested", "Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: multipart/alternative; boundary=AB\n\n--AB\n\nx\n--AB\n\ny\n--AB--\n--A\n\nz\n--A--\n",
			"multipart/mixed\n  multipart/alternative\n    text/plain x\n    text/plain y\n  text/plain z\n", ""},
		{"inner one not closed", "Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: multipart/alternative; boundary=B\n\n--B\n\nx\n--A\n\nz\n--A--\n",
			"multipart/mixed\n  multipart/alternative\n    text/plain x\n  text/plain z\n", "boundary-unclosed"},
		{"same boundary inside", "Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: multipart/alternative; boundary=A\n\n--A\n\nx\n--A--\n",
			"multipart/mixed\n  multipart/alternative\n    text/plain x\n", "boundary-unclosed"},
		{"line that begins like the boundary", replace("one", "--XyZa\n-- XyZ-\none").Replace(twoParts),
			"multipart/mixed\n  text/plain --XyZa\n-- XyZ-\none\n  text/html two\n", ""},
		{"returned message stays one part", "Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=A\n\n--A\n\nx\n--A--\n",
			"message/rfc822 Content-Type: multipart/mixed; boundary=A\n\n--A\n\nx\n--A--\n", ""},
	}
	for _, tt := range tests {
		for eol, mail := range map[string]string{"LF": tt.mail, "CRLF": strings.ReplaceAll(tt.mail, "\n", "\r\n"), "CR": strings.ReplaceAll(tt.mail, "\n", "\r")} {
			m := mustRead(t, mail)
			if got := shape(m); got != tt.shape {
				t.Errorf("%s, %s:\n%swant\n%s", tt.name, eol, got, tt.shape)
			}
			if got := oddities(m); got != tt.oddities {
				t.Errorf("%s, %s: oddities %q, want %q", tt.name, eol, got, tt.oddities)
			}
		}
	}
}

// TestReadPieces reads the same whatever pieces the reader gives.
func TestReadPieces(t *testing.T) {
	for eol, mail := range map[string]string{"LF": twoParts, "CRLF": strings.ReplaceAll(twoParts, "\n", "\r\n"), "CR": strings.ReplaceAll(twoParts, "\n", "\r"),
		"CRCRLF": strings.ReplaceAll(twoParts, "\n", "\r\r\n")} {
		for name, r := range map[string]io.Reader{
			"one byte": iotest.OneByteReader(strings.NewReader(mail)),
			"half":     iotest.HalfReader(strings.NewReader(mail)),
			"data+EOF": iotest.DataErrReader(strings.NewReader(mail)),
			"at CR":    io.MultiReader(strings.NewReader(mail[:20]), strings.NewReader(mail[20:])),
		} {
			m, err := Read(r, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := shape(m); got != twoPartsShape {
				t.Errorf("%s, %s:\n%swant\n%s", eol, name, got, twoPartsShape)
			}
		}
	}
}

// TestReadTruncated reads each beginning of a message.
func TestReadTruncated(t *testing.T) {
	for n := range len(twoParts) {
		mustRead(t, twoParts[:n])
		mustRead(t, strings.ReplaceAll(twoParts[:n], "\n", "\r\n"))
	}
}

func TestReadDeep(t *testing.T) {
	var b strings.Builder
	for range 10_000 {
		b.WriteString("Content-Type: multipart/mixed; boundary=A\n\n--A\n")
	}
	m := mustRead(t, b.String())
	for i := range m.Parts {
		if m.Parts[i].Depth > DefaultLimits.Depth {
			t.Fatalf("a part at depth %d, want %d at most", m.Parts[i].Depth, DefaultLimits.Depth)
		}
	}
	if !strings.Contains(oddities(m), string(TooManyParts)) {
		t.Errorf("oddities %q, want %s", oddities(m), TooManyParts)
	}
}

func TestReadManyParts(t *testing.T) {
	mail := "Content-Type: multipart/mixed; boundary=A\n\n" + strings.Repeat("--A\n\nx\n", 50_000) + "--A--\n"
	m := mustRead(t, mail)
	if len(m.Parts) != DefaultLimits.Parts || oddities(m) != string(TooManyParts) {
		t.Errorf("%d parts, %q; want %d and %s", len(m.Parts), oddities(m), DefaultLimits.Parts, TooManyParts)
	}
}

// TestReadEndlessHeader has a header that goes on for ever: as one line, as
// many fields, and as one field of many lines.
func TestReadEndlessHeader(t *testing.T) {
	for name, unit := range map[string]string{"one line": "x", "fields": "A: b\n", "continuations": " x\n", "no fields": "x y\n"} {
		mail := io.MultiReader(strings.NewReader("Subject: x"), io.LimitReader(&repeat{unit: unit}, 20<<20))
		m, err := Read(mail, Limits{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		checkInvariants(t, m, 21<<20)
		if len(m.buf) > 2<<20 || len(m.fields) > maxFields {
			t.Errorf("%s: %d bytes and %d fields kept", name, len(m.buf), len(m.fields))
		}
	}
}

// A repeat reads as unit for ever.
type repeat struct {
	unit string
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.unit[r.at]
		r.at = (r.at + 1) % len(r.unit)
	}
	return len(p), nil
}

// TestReadLarge reads 100 MB of each, of which little may be kept.
func TestReadLarge(t *testing.T) {
	const size = 100 << 20
	for name, head := range map[string]string{
		"zeros": "",
		"text":  "From: a@example.org\n\n",
		"part":  "Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: image/png\n\n",
	} {
		unit := "\x00"
		if name != "zeros" {
			unit = strings.Repeat("QUJD", 19) + "\n"
		}
		r := io.MultiReader(strings.NewReader(head), io.LimitReader(&repeat{unit: unit}, size))
		m, err := Read(r, Limits{Size: size + 1000})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if cap(m.buf) > 2<<20 {
			t.Errorf("%s: %d bytes kept of %d", name, cap(m.buf), size)
		}
		if p := &m.Parts[len(m.Parts)-1]; p.Size < size-1000 || !p.Cut {
			t.Errorf("%s: size %d, cut %v; want all %d bytes counted", name, p.Size, p.Cut, size)
		}
	}
}

func TestReadErrors(t *testing.T) {
	broken := errors.New("broken pipe")
	if _, err := Read(io.MultiReader(strings.NewReader(twoParts), iotest.ErrReader(broken)), Limits{}); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the reader", err)
	}
	if _, err := Read(strings.NewReader(twoParts), Limits{Size: 100}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v, want %v", err, ErrTooLarge)
	}
	if _, err := Read(stuck{}, Limits{}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("error %v, want %v", err, io.ErrNoProgress)
	}
}

// stuck never gives a byte nor an error.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func FuzzRead(f *testing.F) {
	mails, err := filepath.Glob("../../../testdata/*/*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range mails {
		mail, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(mail)
	}
	f.Add([]byte(twoParts))
	f.Fuzz(func(t *testing.T, mail []byte) {
		m, err := Read(bytes.NewReader(mail), Limits{})
		if err != nil {
			t.Fatalf("Read of a buffer: %v", err)
		}
		checkInvariants(t, m, int64(len(mail)))
		for i := range m.Parts {
			h := m.Parts[i].Header()
			for name, value := range h.All() {
				if name == "" {
					t.Errorf("part %d: a field without name: %q", i, value)
				}
				_ = DecodeWords(value)
			}
		}
	})
}
