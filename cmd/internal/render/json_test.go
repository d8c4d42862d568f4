package render

import (
	"bytes"
	"encoding/json"
	"io"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// fillValue gives every field of v a value of its own, every list two elements.
func fillValue(v reflect.Value, n *int) {
	if !v.CanSet() {
		return // it is not for JSON
	}
	*n++
	switch x := v.Addr().Interface().(type) {
	case *Time:
		*x = Time{time.Unix(int64(*n)*1e6, 0).UTC()}
		return
	case *dsn.Status:
		*x = dsn.Status{Class: 5, Subject: 7, Detail: uint16(*n % 1000)}
		return
	case *netip.Addr:
		*x = netip.AddrFrom4([4]byte{192, 0, 2, byte(*n)})
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("text \"" + strings.Repeat("x", *n%7) + "\" \\ <&> \u202e \x1b é 漢 \U0001f600")
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fillValue(v.Index(i), n)
		}
	}
}

// tokens gives the JSON tokens of b, so that text with other escapes or white
// space is equal.
func tokens(t *testing.T, b []byte) []json.Token {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(b))
	var list []json.Token
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatalf("not JSON: %v\n%s", err, b)
		}
		list = append(list, tok)
	}
}

// TestDocumentJSON holds the appended JSON to what encoding/json makes of the
// structs: all keys, in their order.
func TestDocumentJSON(t *testing.T) {
	var full, empty Document
	n := 0
	fillValue(reflect.ValueOf(&full).Elem(), &n)
	emptyLists(reflect.ValueOf(&empty))
	for name, doc := range map[string]*Document{"full": &full, "empty": &empty} {
		std, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, indent := range []bool{false, true} {
			got := doc.AppendJSON(nil, indent)
			if diff := cmp.Diff(tokens(t, std), tokens(t, got)); diff != "" {
				t.Errorf("%s: AppendJSON(indent %t) differs from encoding/json (-want +got):\n%s", name, indent, diff)
			}
			var back Document
			dec := json.NewDecoder(bytes.NewReader(got))
			dec.DisallowUnknownFields()
			if err := dec.Decode(&back); err != nil {
				t.Errorf("%s: reading it back: %v", name, err)
			}
			if diff := cmp.Diff(doc, &back, cmpopts.EquateComparable(netip.Addr{}), cmpopts.IgnoreUnexported(Lookup{})); diff != "" {
				t.Errorf("%s: read back (-want +got):\n%s", name, diff)
			}
		}
	}
}

func TestEmptyDocumentJSON(t *testing.T) {
	var doc Document
	doc.Fill("-", &diagnose.Diagnosis{Case: diagnose.Case{Report: &dsn.Report{Kind: dsn.KindNone}}})
	got := string(doc.AppendJSON(nil, false))
	want := `{"schema":"ndr/1","source":"-","kind":"none","format":"","date":null,"reporting_mta":{"type":"","name":""},` +
		`"envelope_id":"","arrival_date":null,"recipients":[],"original":{"message_id":"","from":"","envelope_from":"","to":[],` +
		`"subject":"","date":null,"sending_ip":"","helo":"","dkim":[],"complete":false},"diagnosis":{"verdicts":[],"checks":[]},` +
		`"authenticity":{"status":"unverified","reasons":[]},"feedback":null,"disposition":null,"rewrites":[],"problems":[]}`
	if got != want {
		t.Errorf("AppendJSON of nothing = %s\nwant %s", got, want)
	}
}

// TestFillReuses fills one Document with several diagnoses in turn.
func TestFillReuses(t *testing.T) {
	none := &diagnose.Diagnosis{Case: diagnose.Case{Report: &dsn.Report{Kind: dsn.KindNone}}}
	var doc, fresh Document
	for _, d := range []*diagnose.Diagnosis{sample(), hostileSample(), none, sample()} {
		doc.Fill("x", d)
		fresh = Document{}
		fresh.Fill("x", d)
		if got, want := string(doc.AppendJSON(nil, false)), string(fresh.AppendJSON(nil, false)); got != want {
			t.Errorf("reused Document gives %s\nwant %s", got, want)
		}
	}
}

func TestJSONIndent(t *testing.T) {
	var doc Document
	doc.Fill("bounce.eml", sample())
	var want bytes.Buffer
	if err := json.Indent(&want, doc.AppendJSON(nil, false), "", "  "); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(doc.AppendJSON(nil, true))); diff != "" {
		t.Errorf("indented (-json.Indent +got):\n%s", diff)
	}
}

func TestAppendString(t *testing.T) {
	for in, want := range map[string]string{
		"":                   `""`,
		`a"b\c`:              `"a\"b\\c"`,
		"<a@b> & 'x'":        `"<a@b> & 'x'"`,
		"\n\r\t\x00\x1b\x7f": `"\n\r\t\u0000\u001b\u007f"`,
		"é漢\U0001f600":       `"é漢` + "\U0001f600" + `"`,
		"\u202e\u200b\u0085": `"\u202e\u200b\u0085"`,
		"\U000e0041":         `"\udb40\udc41"`,
		"\xff\xfe":           `"\ufffd\ufffd"`,
		"\ufffd":             "\"\ufffd\"",
		"tail\xe2\x80":       `"tail\ufffd\ufffd"`,
	} {
		if got := string(appendString(nil, in)); got != want {
			t.Errorf("appendString(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestJSONIsSafeToShow(t *testing.T) {
	var doc Document
	doc.Fill(hostile, hostileSample())
	x := Explanation{Input: hostile}
	check, err := AppendCheckJSON(nil, hostileCheck(), nil, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{doc.AppendJSON(nil, false), doc.AppendJSON(nil, true), x.AppendJSON(nil, false), check} {
		for _, r := range strings.ReplaceAll(string(b), "\n", "") {
			if !term.Visible(r) {
				t.Fatalf("%U in %s", r, b)
			}
		}
		tokens(t, b)
	}
}

func TestTimeJSON(t *testing.T) {
	for want, in := range map[string]time.Time{
		"null":                   {},
		`"2026-11-02T09:14:07Z"`: sampleTime,
	} {
		if got, err := json.Marshal(Time{in}); string(got) != want || err != nil {
			t.Errorf("Time %v = %s, %v, want %s", in, got, err, want)
		}
	}
	if got, _ := json.Marshal(Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}); string(got) != "null" {
		t.Errorf("year 10000 = %s, want null", got)
	}
}

func BenchmarkNDJSON(b *testing.B) {
	d := sample()
	var doc Document
	var out []byte
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			doc.Fill("bounce.eml", d)
			out = doc.AppendJSON(out[:0], false)
		}
		b.SetBytes(int64(len(out)))
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			doc.Fill("bounce.eml", d)
			if _, err := json.Marshal(&doc); err != nil {
				b.Fatal(err)
			}
		}
		b.SetBytes(int64(len(out)))
	})
}

// TestPlainLen goes through every byte at every place of a word of eight bytes.
func TestPlainLen(t *testing.T) {
	for c := range 256 {
		for at := range 17 {
			s := []byte("abcdefghijklmnopq")
			s[at] = byte(c)
			want := at
			if c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
				want = len(s)
			}
			if got := plainLen(string(s)); got != want {
				t.Errorf("plainLen(%q) = %d, want %d", s, got, want)
			}
		}
	}
}
