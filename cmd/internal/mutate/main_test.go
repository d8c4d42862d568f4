package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestMutations is a short run over the test mails; the command makes the long
// one.
func TestMutations(t *testing.T) {
	mails, err := readMails([]string{"../../../testdata"})
	if err != nil {
		t.Fatal(err)
	}
	n := 4000
	if testing.Short() {
		n = 400
	}
	r := &runner{mutator: &mutator{mails: mails, seed: 1}, jobs: 2, slow: 10 * time.Second, hopeless: time.Minute, try: guarded(try)}
	for _, f := range r.run(0, n) {
		t.Errorf("%s: %s\nagain: go run ./cmd/internal/mutate -seed 1 -only %d testdata", f.what, f.detail, f.mutation)
	}
}

// TestMutationIsFixed holds that a number always means the same mail, and that
// the numbers differ.
func TestMutationIsFixed(t *testing.T) {
	mails := [][]byte{[]byte("From: a@example.com\nSubject: x\n\n--b\ntext\n--b--\n"), []byte("To: b@example.com\n\nbody\n")}
	changed, seen := 0, map[string]bool{}
	for n := range 2000 {
		a := (&mutator{mails, 7}).mutation(n)
		b := (&mutator{mails, 7}).mutation(n)
		if !bytes.Equal(a, b) {
			t.Fatalf("mutation %d is %q and %q", n, a, b)
		}
		if !bytes.Equal(a, mails[0]) && !bytes.Equal(a, mails[1]) {
			changed++
		}
		seen[string(a)] = true
	}
	if changed < 1800 || len(seen) < 1500 {
		t.Errorf("%d of 2000 mutations change a mail, %d differ", changed, len(seen))
	}
	if string(mails[1]) != "To: b@example.com\n\nbody\n" {
		t.Errorf("the mail itself was changed: %q", mails[1])
	}
}

// TestRunnerFinds holds that each kind of failure is noticed, on a clock of its
// own.
func TestRunnerFinds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		var tries atomic.Int32 // a try that hangs goes on beside the next
		r := &runner{mutator: &mutator{mails: [][]byte{[]byte("a: b\n\nc\n")}, seed: 1}, jobs: 1, slow: slow, hopeless: hopeless}
		r.try = func([]byte) *failure {
			switch tries.Add(1) {
			case 1:
				return spoiled("\xff", "Report.Subject")
			case 2:
				return spoiled("\xc3\xa9", "Report.Subject")
			case 3:
				<-release // a hang
			case 4, 5, 6, 7: // slow, and three times alone too
				time.Sleep(3 * time.Second)
			}
			return nil
		}
		var got []string
		for _, f := range r.run(0, 4) {
			got = append(got, fmt.Sprintf("%d %s: %s", f.mutation, f.what, f.detail))
		}
		want := []string{"0 no UTF-8: Report.Subject is \"\\xff\"", "2 hang: no end after 1m0s", "3 hang: 3s, alone"}
		if !slices.Equal(got, want) {
			t.Errorf("failures = %q, want %q", got, want)
		}
	})
}

// TestRunnerForgives holds that a mail that was slow once is no failure.
func TestRunnerForgives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries atomic.Int32
		r := &runner{mutator: &mutator{mails: [][]byte{[]byte("a: b\n\nc\n")}, seed: 1}, jobs: 1, slow: slow, hopeless: hopeless}
		r.try = func([]byte) *failure {
			if tries.Add(1) < 3 {
				time.Sleep(2 * time.Second)
			}
			return nil
		}
		if got := r.run(0, 1); len(got) != 0 || tries.Load() != 4 {
			t.Errorf("failures = %+v after %d tries, want none after 1 and 3 alone", got, tries.Load())
		}
	})
}

func TestTryCatchesPanics(t *testing.T) {
	f := guarded(func([]byte) *failure { panic("oh") })(nil)
	if f == nil || f.what != panicked || !strings.Contains(f.detail, "oh") {
		t.Errorf("failure = %+v, want the panic", f)
	}
}

func TestRun(t *testing.T) {
	var out, errs strings.Builder
	if got := run([]string{"-n", "50", "../../../testdata/qmail"}, &out, &errs); got != 0 || !strings.HasPrefix(out.String(), "50 mutations of ") {
		t.Errorf("run = %d, %q, %q", got, out.String(), errs.String())
	}
	if got := run([]string{t.TempDir()}, &out, &errs); got != 2 || !strings.Contains(errs.String(), "no mails in") {
		t.Errorf("run without mails = %d, %q", got, errs.String())
	}
}
