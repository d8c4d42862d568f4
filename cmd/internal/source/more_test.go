package source

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/dsn"
)

func TestInterruptible(t *testing.T) {
	got, err := io.ReadAll(Interruptible(t.Context(), strings.NewReader("text")))
	if string(got) != "text" || err != nil {
		t.Errorf("ReadAll = %q, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	defer w.Close()
	cancel()
	if _, err := Interruptible(ctx, r).Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Read after cancel = %v, want %v", err, context.Canceled)
	}
}

func TestAsReturned(t *testing.T) {
	mail := "From: Joe <joe@example.com>\r\nMessage-ID: <1@example.com>\r\nDKIM-Signature: v=1; d=example.com; s=s1\r\n\r\n--ndr--\r\nbody\r\n"
	rep, err := dsn.Parse(AsReturned([]byte(mail)))
	if err != nil {
		t.Fatal(err)
	}
	o := rep.Original
	if o.From != "joe@example.com" || len(o.DKIM) != 1 || o.DKIM[0].Selector != "s1" || !o.Complete {
		t.Errorf("Original = %+v, want the facts of the message", o)
	}
}

// FuzzMbox holds that all messages come out, whatever is between them, and no
// byte of one is lost but the separators and the quoting.
func FuzzMbox(f *testing.F) {
	f.Add([]byte(sep + "Subject: a\n\nbody\n\n" + sep + "Subject: b\n\nbody\n"))
	f.Add([]byte("From \n\nFrom x Thu Apr 29 23:34:45 2015\n>From \nA: b\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		box := newMbox(&peeled{head: append([]byte("From x\n"), b...), whole: true}, 1<<20)
		total := 0
		for n := 0; ; n++ {
			body, err := box.next()
			if err == io.EOF {
				break
			}
			if err != nil || n > len(b) {
				t.Fatalf("message %d: %v", n, err)
			}
			total += len(body)
		}
		if total > len(b) {
			t.Fatalf("%d bytes of messages in %d bytes", total, len(b))
		}
	})
}

// FuzzLoad holds that whatever is given ends, with names that tell the
// messages apart.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(packZip(f, file{"a.eml", mailA}, file{"b", gz(f, boxAB)})))
	f.Add([]byte(packTar(f, file{"a.eml", mailA}, file{"b.zip", packZip(f, file{"c", mailB})})))
	f.Add([]byte(zst(f, boxAB)))
	f.Add([]byte(withLength("Subject: a\n", sep) + "\n" + withLength("Subject: b\n", "")))
	f.Fuzz(func(t *testing.T, b []byte) {
		l := &Loader{Stdin: strings.NewReader(string(b)), MaxSize: 1 << 16, free: 1 << 20}
		read(t, l, Input{Name: "-", from: fromStdin})
	})
}
