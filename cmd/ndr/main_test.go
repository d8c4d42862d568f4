package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ndr": main})
}

// TestScripts runs testdata/cli/*.txtar, one behaviour each. Beside the
// commands of testscript they have
//
//	exits STATUS ndr ...         run ndr and want this exit status
//	nats                         start a NATS server, $NATS is its URL
//	pack KIND FILE FROM...       make a gzip, zstd, zip or tar file of others
//	json N PATH VALUE            want VALUE at PATH of the Nth JSON document of
//	                             standard output: "recipients.0.status", or
//	                             "recipients.len"; VALUE is JSON, or text for a
//	                             string
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/cli",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TERM", "xterm")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": cmdExits, "json": cmdJSON, "nats": cmdNATS, "pack": cmdPack},
	})
}

func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: json N PATH VALUE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	doc, err := document(ts.ReadFile("stdout"), n)
	ts.Check(err)
	got, err := lookup(doc, args[1])
	ts.Check(err)
	var want any
	if json.Unmarshal([]byte(args[2]), &want) != nil {
		want = args[2]
	}
	if reflect.DeepEqual(got, want) == neg {
		ts.Fatalf("%s is %#v, want %#v", args[1], got, want)
	}
}

// document gives the nth JSON document of text, counted from 1.
func document(text string, n int) (any, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	for i := 1; ; i++ {
		var doc any
		if err := dec.Decode(&doc); err != nil {
			return nil, fmt.Errorf("document %d: %w", i, err)
		}
		if i == n {
			return doc, nil
		}
	}
}

// lookup goes down a path of keys and indices.
func lookup(v any, path string) (any, error) {
	for key := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			next, ok := x[key]
			if !ok {
				return nil, fmt.Errorf("%s: there is no key %q", path, key)
			}
			v = next
		case []any:
			if key == "len" {
				return float64(len(x)), nil
			}
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				return nil, fmt.Errorf("%s: no element %q of %d", path, key, len(x))
			}
			v = x[i]
		default:
			return nil, fmt.Errorf("%s: %q of %#v", path, key, v)
		}
	}
	return v, nil
}

// A brokenWriter fails like a full disk.
type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestRunReportsFailedOutput(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"explain", "550"}, {"analyze", "--offline", "-"}} {
		var stderr strings.Builder
		stdin := strings.NewReader("From: a@example.com\nSubject: x\n\nbody\n")
		got := run(context.Background(), args, stdin, brokenWriter{}, &stderr)
		if got != statusInput || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("run(%q) = %d with %q, want %d and the reason", args, got, stderr.String(), statusInput)
		}
	}
}

func TestRunEndsWhenInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	defer w.Close()
	cancel()
	var stdout, stderr strings.Builder
	if got := run(ctx, []string{"analyze", "--offline"}, r, &stdout, &stderr); got != statusInterrupted || stderr.String() != "" {
		t.Errorf("run = %d with %q, want %d and silence", got, stderr.String(), statusInterrupted)
	}
}

// TestBrokenConnectionIsAnError: only standard output may be closed by who reads
// it; a connection that breaks must not look like success.
func TestBrokenConnectionIsAnError(t *testing.T) {
	var stderr strings.Builder
	a := &app{stdout: os.Stdout, stderr: &stderr, started: true}
	broken := fmt.Errorf("store: %w", &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", syscall.EPIPE)})
	if got := a.status(t.Context(), nil, broken); got != statusInput || !strings.Contains(stderr.String(), "broken pipe") {
		t.Errorf("status(%v) = %d with %q, want %d and the reason", broken, got, stderr.String(), statusInput)
	}
}

// TestExplainAnswersAtOnce: a person, or "tail -f", gets the answer to a line before
// the next one is there.
func TestExplainAnswersAtOnce(t *testing.T) {
	in, ask := io.Pipe()
	answer, out := io.Pipe()
	ended := make(chan int)
	go func() {
		status := run(t.Context(), []string{"explain", "--format", "ndjson", "-"}, in, out, io.Discard)
		out.Close()
		ended <- status
	}()
	lines := bufio.NewScanner(answer)
	for _, code := range []string{"550", "421"} {
		if _, err := io.WriteString(ask, code+"\n"); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() || !strings.Contains(lines.Text(), `"reply":`+code) {
			t.Fatalf("the answer to %s is %q, %v", code, lines.Text(), lines.Err())
		}
	}
	ask.Close()
	if lines.Scan() {
		t.Errorf("more than was asked for: %s", lines.Text())
	}
	if got := <-ended; got != statusDone {
		t.Errorf("run = %d, want %d", got, statusDone)
	}
}

// TestIngestInterrupted: the mail system keeps what a signal came in between.
func TestIngestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	defer w.Close()
	cancel()
	var stderr strings.Builder
	args := []string{"ingest", "--offline", "--store", "sqlite:" + filepath.Join(t.TempDir(), "ndr.db")}
	if got := run(ctx, args, r, io.Discard, &stderr); got != exitTempFail {
		t.Errorf("run = %d with %q, want %d", got, stderr.String(), exitTempFail)
	}
}

func TestClosedOutputIsQuiet(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	var stderr strings.Builder
	if got := run(t.Context(), []string{"explain", "--list"}, strings.NewReader(""), w, &stderr); got != statusDone || stderr.String() != "" {
		t.Errorf("run = %d with %q, want %d and silence", got, stderr.String(), statusDone)
	}
}
