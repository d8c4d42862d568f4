package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestProgress counts messages on a clock of its own: nothing is shown in the
// first second, then a line that is written over, at most five times a second.
func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := newProgress(&app{stdout: &bytes.Buffer{}, stderr: &out})
		if p.w != nil {
			t.Fatal("progress is shown where there is no terminal")
		}
		p.w = &out
		for range 99 {
			time.Sleep(10 * time.Millisecond)
			p.count()
		}
		if out.Len() > 0 {
			t.Errorf("after 0.99 s there is %q, want nothing", out.String())
		}
		for range 901 {
			time.Sleep(10 * time.Millisecond)
			p.count()
		}
		got := strings.Split(out.String(), "\r\x1b[K")
		if len(got) < 20 || len(got) > 50 || got[1] != "112 messages, 100 a second" {
			t.Errorf("in ten seconds there are %d lines, the first %q", len(got)-1, got[1:min(2, len(got))])
		}
		out.Reset()
		p.clear()
		p.end()
		if out.String() != "\r\x1b[K" {
			t.Errorf("clear and end write %q, want the line taken away once", out.String())
		}
		out.Reset()
		p.shown = true
		p.end()
		if want := "\r\x1b[K1000 messages in 10s\n"; out.String() != want {
			t.Errorf("end writes %q, want %q", out.String(), want)
		}
	})
}
