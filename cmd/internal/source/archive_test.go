package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A file is an entry of an archive in a test.
type file struct{ name, content string }

func packZip(tb testing.TB, files ...file) string {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = w.Write([]byte(f.content))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func packTar(tb testing.TB, files ...file) string {
	tb.Helper()
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Size: int64(len(f.content)), Mode: 0o600, Typeflag: tar.TypeReg}
		if strings.HasSuffix(f.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		err := t.WriteHeader(h)
		if err == nil {
			_, err = t.Write([]byte(f.content))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := t.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func gz(tb testing.TB, s string) string {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(s))
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func zst(tb testing.TB, s string, options ...zstd.EOption) string {
	tb.Helper()
	w, err := zstd.NewWriter(nil, options...)
	if err != nil {
		tb.Fatal(err)
	}
	return string(w.EncodeAll([]byte(s), nil))
}

// fileMessages gives the messages of a file with that content, as messages
// does, with the directory taken off their names.
func fileMessages(t *testing.T, name, content string, max int64) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []string
	for in := range List([]string{path}) {
		l := &Loader{MaxSize: max}
		got = append(got, read(t, l, in)...)
		l.Close()
	}
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], filepath.Dir(path)+"/")
	}
	return got
}

const (
	mailA = "From: a@example.com\nSubject: a\n\nbody\n"
	mailB = "From: b@example.com\nSubject: b\n\nbody\n"
)

var boxAB = sep + mailA + "\n" + sep + mailB

func TestCompressed(t *testing.T) {
	long := mailA + strings.Repeat("a line of some length\n", 30<<10)
	tests := []struct {
		name, in string
		max      int64
		want     []string
	}{
		{"gzip", gz(t, mailA), 0, []string{mailA}},
		{"gzip of several members", gz(t, mailA) + gz(t, "more\n"), 0, []string{mailA + "more\n"}},
		{"zstd", zst(t, mailA), 0, []string{mailA}},
		{"zstd of several frames", zst(t, mailA) + zst(t, "more\n"), 0, []string{mailA + "more\n"}},
		{"twice", gz(t, zst(t, mailA)), 0, []string{mailA}},
		{"twice the same", gz(t, gz(t, long)), 0, []string{long}},
		{"too often", gz(t, gz(t, gz(t, gz(t, mailA)))), 0, []string{"it is packed more than 4 times"}},
		{"long", zst(t, long), 0, []string{long}},
		{"mbox", gz(t, boxAB), 0, []string{"-#1 " + mailA, "-#2 " + mailB}},
		{"long mbox", zst(t, sep+long+"\n"+sep+mailB), 0, []string{"-#1 " + long, "-#2 " + mailB}},
		{"mbox with one too large", zst(t, sep+long+"\n"+sep+mailB), 1000, []string{"-#1 message is too large: more than 1000 bytes", "-#2 " + mailB}},
		{"empty", gz(t, ""), 0, []string{"it is empty"}},
		{"cut off", gz(t, mailA)[:30], 0, []string{"the compressed data ends too early: the file is not complete"}},
		{"a header and no more", "\x1f\x8b\x08", 0, []string{"the compressed data ends too early: the file is not complete"}},
		{"wrong sum", gz(t, mailA)[:len(gz(t, mailA))-8] + "\x00\x00\x00\x00\x00\x00\x00\x00", 0, []string{"the compressed data is damaged: gzip: invalid checksum"}},
		{"bzip2", "BZh91AY&SY\x00", 0, []string{"the compressed data ends too early: the file is not complete"}},
		{"text that begins like bzip2", "BZh: a\nSubject: b\n\n", 0, []string{"BZh: a\nSubject: b\n\n"}},
	}
	for _, tt := range tests {
		if got := messages(t, tt.in, tt.max); !slices.Equal(got, tt.want) {
			t.Errorf("%s: messages = %.500q, want %.500q", tt.name, got, tt.want)
		}
	}
}

func TestArchives(t *testing.T) {
	long := mailA + strings.Repeat("x\n", 300<<10)
	files := []file{{"a/1.eml", mailA}, {"b", mailB}, {"README", "# no mail\n"}, {".hidden.eml", mailA}, {"__MACOSX/a/1.eml", mailA},
		{"box", boxAB}, {"c.eml", "no mail, but called one"}, {"e.eml", ""}, {"d.gz", gz(t, mailA)}, {"l.eml", long}, {"LOUD.EML", mailB}}
	want := []string{"a/1.eml " + mailA, "b " + mailB, "box#1 " + mailA, "box#2 " + mailB, "c.eml no mail, but called one",
		"e.eml it is empty", "d.gz " + mailA, "l.eml " + long, "LOUD.EML " + mailB}
	inner := packZip(t, file{"x.eml", mailA}, file{"deep.zip", packZip(t, file{"y.eml", mailB})}, file{"text.docx", packZip(t, file{"word.xml", "<x/>"})})
	tests := []struct {
		name, in string
		max      int64
		want     []string
	}{
		{"old.zip", packZip(t, files...), 0, want},
		{"old.tar", packTar(t, files...), 0, want},
		{"old.tar.gz", gz(t, packTar(t, files...)), 0, want},
		{"old.tar.zst", zst(t, packTar(t, files...)), 0, want},
		{"no-ending", zst(t, packZip(t, files...)), 0, want},
		{"old.zip", packZip(t, file{"a.eml", long}, file{"b.eml", mailB}), 1000, []string{"a.eml message is too large: more than 1000 bytes", "b.eml " + mailB}},
		{"old.tar", packTar(t, file{"a.eml", long}, file{"b.eml", mailB}), 1000, []string{"a.eml message is too large: more than 1000 bytes", "b.eml " + mailB}},
		{"in.tar", packTar(t, file{"./m/", ""}, file{"./in.zip", inner}, file{"b.eml", mailB}), 0,
			[]string{"in.zip:x.eml " + mailA, "in.zip:deep.zip an archive in an archive in an archive: unpack the outer one first", "b.eml " + mailB}},
		{"in.zip", packZip(t, file{"a.tgz", gz(t, packTar(t, file{"x", mailA}))}), 0, []string{"a.tgz:x " + mailA}},
		{"none.zip", packZip(t, file{"README", "x"}), 0, []string{"none.zip there is no mail in it"}},
		{"empty.zip", packZip(t), 0, []string{"empty.zip there is no mail in it"}},
		{"msg.zip", packZip(t, file{"a.msg", outlook}, file{"b.eml", mailB}), 0, []string{"a.msg " + errOutlook.Error(), "b.eml " + mailB}},
	}
	for _, tt := range tests {
		for _, from := range []string{"file", "pipe"} {
			name, got := tt.name, []string(nil)
			if from == "file" {
				got = fileMessages(t, tt.name, tt.in, tt.max)
			} else {
				name, got = "-", messages(t, tt.in, tt.max)
				if tt.max > 0 && tt.in[0] == 'P' && len(tt.in) > int(tt.max) {
					continue // see TestHeldZip
				}
			}
			var want []string
			for _, w := range tt.want {
				if strings.HasPrefix(w, tt.name+" ") {
					want = append(want, name+strings.TrimPrefix(w, tt.name))
					continue
				}
				want = append(want, name+":"+w)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s from a %s: messages = %.200q, want %.200q", tt.name, from, got, want)
			}
		}
	}
}

// outlook is the beginning of an Outlook message.
var outlook = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 1000) + string(utf16le("__substg1.0_0037001F"))

// TestUnread holds that formats which are not read are named.
func TestUnread(t *testing.T) {
	for in, want := range map[string]error{
		outlook: errOutlook, outlook[:512]: errOLE, "!BDN\x00\x00": errPST, "7z\xbc\xaf\x27\x1c\x00": err7z, "Rar!\x1a\x07\x01\x00": errRAR,
		"\xfd7zXZ\x00\x00": errXZ, "\x04\x22\x4d\x18x": errLZ4, "LZIP\x01": errLZIP, "\xff\xfeF\x00r\x00": errUTF16,
		gz(t, outlook): errOutlook,
	} {
		if got := messages(t, in, 0); !slices.Equal(got, []string{want.Error()}) {
			t.Errorf("messages of %.10q = %.100q, want %q", in, got, want)
		}
	}
}

// TestDamagedArchives holds that one bad entry never stops the rest.
func TestDamagedArchives(t *testing.T) {
	body := "From: c@example.com\n\n" + strings.Repeat("0123456789abcdef\n", 100)
	tarred := packTar(t, file{"a.eml", mailA}, file{"b.eml", body}, file{"c.eml", mailB})
	broken := []byte(tarred)
	copy(broken[2*tarBlock+148:], "7777777") // the sum of the second header
	tests := []struct {
		name, in string
		want     []string
	}{
		{"a header in a tar", string(broken), []string{"-:a.eml " + mailA, "- a header of the tar archive is damaged: its entry is left out", "-:c.eml " + mailB}},
		{"a tar that is cut off", tarred[:3*tarBlock+100], []string{"-:a.eml " + mailA, "-:b.eml unexpected EOF", "- the tar archive ends too early: the file is not complete"}},
		{"a zip that is cut off", packZip(t, file{"a.eml", mailA})[:60], []string{"- the zip archive is damaged or not complete: its directory can't be read"}},
		{"a mail compressed badly", packTar(t, file{"a.eml", gz(t, mailA)[:20]}, file{"c.eml", mailB}),
			[]string{"-:a.eml the compressed data ends too early: the file is not complete", "-:c.eml " + mailB}},
	}
	for _, tt := range tests {
		if got := messages(t, tt.in, 0); !slices.Equal(got, tt.want) {
			t.Errorf("%s: messages = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestDamagedZipEntries has one entry of each kind that can't be read.
func TestDamagedZipEntries(t *testing.T) {
	z := []byte(packZip(t, file{"a.eml", mailA}, file{"b.eml", mailA}, file{"c.eml", mailA}, file{"d.eml", mailB}))
	var headers []int // of the directory
	for i := range z {
		if bytes.HasPrefix(z[i:], []byte("PK\x01\x02")) {
			headers = append(headers, i)
		}
	}
	z[headers[0]+8] |= 1     // encrypted
	z[headers[1]+10] = 98    // PPMd
	z[headers[2]+16] ^= 0xff // the sum
	want := []string{"x.zip:a.eml it is encrypted: unpack the archive first",
		"x.zip:b.eml it is packed with method 98 of zip, which is not read: unpack the archive first",
		"x.zip:c.eml the compressed data is damaged: zip: checksum error", "x.zip:d.eml " + mailB}
	if got := fileMessages(t, "x.zip", string(z), 0); !slices.Equal(got, want) {
		t.Errorf("messages = %q, want %q", got, want)
	}
}

// TestHeldZip holds that a zip archive which is no file is held only up to the
// limit.
func TestHeldZip(t *testing.T) {
	z := packZip(t, file{"a.eml", mailA}, file{"b.eml", mailB})
	want := []string{"- a zip archive from a pipe or in another archive may have 100 bytes: give it as a file"}
	if got := messages(t, z, 100); !slices.Equal(got, want) {
		t.Errorf("messages = %q, want %q", got, want)
	}
	if got := fileMessages(t, "z.zip", z, 100); len(got) != 2 {
		t.Errorf("from a file: %q, want two messages", got)
	}
}

// TestBombs holds that little input does not make endless work.
func TestBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 2<<20)
	var entries []file
	for i := range 8 {
		entries = append(entries, file{fmt.Sprintf("%d.eml", i), zeros})
	}
	bomb := zst(t, sep+mailA+"\n"+sep+mailB+zeros+zeros)
	tests := []struct{ name, in string }{
		{"zip", packZip(t, entries...)},
		{"zstd", bomb},
		{"zstd in tar.gz", gz(t, packTar(t, file{"a", bomb}))},
		{"tar.zst", zst(t, packTar(t, entries...))},
	}
	for _, tt := range tests {
		l := &Loader{Stdin: strings.NewReader(tt.in), MaxSize: 4 << 20, free: 3 << 20}
		got := read(t, l, slices.Collect(List(nil))[0])
		if len(got) == 0 || len(got) > 8 || !strings.HasSuffix(got[len(got)-1], errBomb.Error()) {
			t.Errorf("%s: %d messages = %.300q, want the last to be %q", tt.name, len(got), got, errBomb)
		}
	}
}

// TestZstdWindow holds that a stream can't ask for any memory that it likes.
func TestZstdWindow(t *testing.T) {
	// A frame of RFC 8878 section 3.1.1 with a window of 1 GiB.
	frame := "\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00"
	got := messages(t, frame, 0)
	if len(got) != 1 || !strings.Contains(got[0], "32 MiB of memory") {
		t.Errorf("messages = %q, want the error about memory", got)
	}
}
