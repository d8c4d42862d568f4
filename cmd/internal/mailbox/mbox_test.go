//go:build unix

package mailbox

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

func mboxText(subjects ...string) string {
	var b strings.Builder
	for _, s := range subjects {
		fmt.Fprintf(&b, "From x@example.com Mon Nov  2 09:14:07 2026\nSubject: %s\n\ntext\n>From here\n\n", s)
	}
	return b.String()
}

// subjects gives the first lines of messages.
func subjects(texts []string) []string {
	var list []string
	for _, t := range texts {
		first, _, _ := strings.Cut(t, "\n")
		list = append(list, strings.TrimPrefix(first, "Subject: "))
	}
	return list
}

func appendFile(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// Each run goes on where the one before ended, and begins anew where the file is
// another one.
func TestMboxGoesOn(t *testing.T) {
	file := t.TempDir() + "/box"
	o := localOptions(true, "seen")
	run := func(what string, want ...string) {
		t.Helper()
		if got := subjects(take(t, open(t, "mbox:"+file, o), o, 0, stored)); !slices.Equal(got, want) {
			t.Errorf("%s: %q came, want %q", what, got, want)
		}
	}
	write(t, file, mboxText("one", "two"))
	run("at first", "one", "two")
	run("again")
	appendFile(t, file, mboxText("three"))
	run("appended", "three")
	write(t, file, mboxText("four"))
	run("shorter", "four")
	write(t, file, mboxText("five", "six and more of it"))
	run("another", "five", "six and more of it")
	write(t, file, mboxText("five", "seven", "eight", "nine"))
	run("something taken out of the middle", "five", "seven", "eight", "nine")
	write(t, file, "")
	run("emptied")
	appendFile(t, file, mboxText("ten"))
	run("appended to nothing", "ten")
}

func TestMboxFollows(t *testing.T) {
	file := t.TempDir() + "/box"
	o := localOptions(false, "seen")
	src := open(t, "mbox:"+file, o) // not there yet
	go func() {
		time.Sleep(50 * time.Millisecond)
		for i := range 20 {
			f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
			if err != nil {
				return
			}
			_, _ = f.WriteString(mboxText(fmt.Sprint(i)))
			f.Close()
			time.Sleep(2 * time.Millisecond)
		}
	}()
	if got := take(t, src, o, 20, stored); len(got) != 20 {
		t.Errorf("%d messages came, want 20", len(got))
	}
}

func TestMboxEmptied(t *testing.T) {
	for after, private := range map[string]bool{"delete": false, "move:TARGET": false, "delete ": true} {
		dir := t.TempDir()
		file, target := dir+"/box", dir+"/target"
		text := mboxText("one", "two")
		write(t, file, text)
		o := localOptions(true, strings.TrimSpace(strings.Replace(after, "TARGET", target, 1)))
		take(t, open(t, "mbox:"+file, o), o, 0, func(text string) Outcome {
			if private && strings.Contains(text, "one") {
				return NotBounce
			}
			return Stored
		})
		left, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if want := private; (len(left) > 0) != want {
			t.Errorf("%s, one is no bounce %t: the mbox has %d bytes", after, private, len(left))
		}
		if moved, _ := os.ReadFile(target); strings.HasPrefix(after, "move") && string(moved) != text {
			t.Errorf("moved: %q, want %q", moved, text)
		}
		if _, err := os.Stat(file + ".lock"); err == nil {
			t.Error("the lock is left")
		}
	}
}

// A message that was deferred is read again, and all behind it.
func TestMboxDeferred(t *testing.T) {
	file := t.TempDir() + "/box"
	write(t, file, mboxText("one", "two", "three"))
	o := localOptions(true, "seen")
	memory := o.Memory.(*localMemory)
	first := true
	src := open(t, "mbox:"+file, o)
	take(t, src, o, 0, func(text string) Outcome {
		if strings.Contains(text, "two") && first {
			first = false
			return Deferred
		}
		return Stored
	})
	memory.position = "" // the pipeline stores none behind a gap
	if got := subjects(take(t, src, o, 0, stored)); !slices.Equal(got, []string{"one", "two", "three"}) {
		t.Errorf("then %q came", got)
	}
}

func TestMboxLocked(t *testing.T) {
	file := t.TempDir() + "/box"
	write(t, file, mboxText("one"))
	write(t, file+".lock", "")
	go func() {
		time.Sleep(200 * time.Millisecond)
		os.Remove(file + ".lock")
	}()
	o := localOptions(true, "seen")
	start := time.Now()
	if got := take(t, open(t, "mbox:"+file, o), o, 0, stored); len(got) != 1 {
		t.Errorf("%d messages came, want 1", len(got))
	}
	if time.Since(start) < 150*time.Millisecond {
		t.Error("the lock of another program was passed over")
	}
}

// A lock that a killed process has left holds nobody up, one of another does.
func TestStaleLock(t *testing.T) {
	lock := t.TempDir() + "/box.lock"
	child := exec.Command("true")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	for _, tt := range []struct {
		text string
		old  bool
		want bool
	}{
		{string(lockText(child.Process.Pid)), false, true},
		{string(lockText(os.Getpid())), false, false},
		{fmt.Sprint(child.Process.Pid), false, false}, // of another program, or another host
		{"", false, false},
		{"", true, true},
	} {
		write(t, lock, tt.text)
		if tt.old {
			if err := os.Chtimes(lock, old, old); err != nil {
				t.Fatal(err)
			}
		}
		if got := isStale(lock); got != tt.want {
			t.Errorf("isStale of %q, old %t = %t, want %t", tt.text, tt.old, got, tt.want)
		}
	}
}
