package hook

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/cmd/internal/program"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// The test binary is the program of the hooks as well: "PROGRAM as NAME".
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "as" {
		programs[os.Args[2]]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const good = `{"schema":"ndr-hook/1","target":"jane@example.net","findings":[{"severity":"warn","id":"crm-vip","text":"a customer"}],"more":1}`

// programs are what hooks may be: good ones and others.
var programs = map[string]func(){
	"good": func() { _, _ = io.Copy(io.Discard, os.Stdin); fmt.Println(good) },
	"echo": func() {
		var in struct {
			Schema, Hook string
			Report       struct {
				Schema     string
				Recipients []struct {
					Final string
					Entry struct{ Name string }
				}
			}
		}
		err := json.NewDecoder(os.Stdin).Decode(&in)
		text, _ := json.Marshal(fmt.Sprint(in, err, len(os.Environ()) < 12, os.Getenv("NDR_TEST_SECRET")))
		fmt.Printf(`{"schema":"ndr-hook/1","status":"info","findings":[{"severity":"info","id":"seen","text":%s}]}`, text)
	},
	"deaf": func() { os.Stdin.Close(); fmt.Println(good) },
	"hang": func() { time.Sleep(time.Minute) },
	"flood": func() {
		w := bufio.NewWriter(os.Stdout)
		for {
			_, _ = w.WriteString(strings.Repeat("x", 1000))
		}
	},
	"crash":   func() { fmt.Fprintln(os.Stderr, "no connection\x1b[2J to the CRM\nsecond line"); os.Exit(3) },
	"killed":  func() { p, _ := os.FindProcess(os.Getpid()); _ = p.Kill(); time.Sleep(time.Minute) },
	"garbage": func() { fmt.Println("\x00\xff not JSON") },
	"silent":  func() {},
	"half":    func() { fmt.Println(good[:40]) },
	"twice":   func() { fmt.Println(good, good) },
	"schema":  func() { fmt.Println(`{"schema":"ndr-hook/9"}`) },
	"word": func() {
		fmt.Println(`{"schema":"ndr-hook/1","findings":[{"severity":"terrible","id":"x","text":"y"}]}`)
	},
	"status": func() { fmt.Println(`{"schema":"ndr-hook/1","status":"dunno"}`) },
	"id":     func() { fmt.Println(`{"schema":"ndr-hook/1","findings":[{"severity":"info","id":"<b>","text":"y"}]}`) },
	"many":   func() { fmt.Printf(`{"schema":"ndr-hook/1","findings":[%s{}]}`, strings.Repeat("{},", 60)) },
	"deep":   func() { fmt.Print(strings.Repeat("[", 100_000)) },
	"empty":  func() { fmt.Println(`{"schema":"ndr-hook/1"}`) },
	"orphan": func() {
		cmd := exec.Command(os.Args[0], "as", "hang")
		cmd.Stdout = os.Stdout
		_ = cmd.Start()
		fmt.Println(good)
	},
}

func hookFor(t *testing.T, program string) *Hook {
	t.Helper()
	h, err := Parse("test='" + os.Args[0] + "' as " + program)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func report() *dsn.Report {
	return &dsn.Report{Kind: dsn.KindFailure, Recipients: []dsn.Recipient{{
		Final: dsn.Address{Value: "jane@example.net"}, Action: dsn.ActionFailed, Reply: 550,
		Status: dsn.Status{Class: 5, Subject: 1, Detail: 1}, Diagnostic: dsn.Diagnostic{Type: "smtp", Text: "550 5.1.1 User unknown"},
	}}}
}

func world(t *testing.T) check.Resolver {
	t.Helper()
	zone, err := checktest.ParseString("example.net. MX 10 mx.example.net.\nmx.example.net. A 192.0.2.25\n")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestHooks: whatever the program does, there is a result that says so, soon,
// and the diagnosis has its verdict.
func TestHooks(t *testing.T) {
	for program, want := range map[string]string{
		"good": "warn crm-vip", "deaf": "warn crm-vip", "empty": "pass",
		"hang": "unknown hook-timeout", "flood": "unknown hook-too-much", "crash": "unknown hook-failed", "killed": "unknown hook-failed",
		"garbage": "unknown hook-bad-answer", "silent": "unknown hook-bad-answer", "half": "unknown hook-bad-answer", "twice": "unknown hook-bad-answer",
		"schema": "unknown hook-bad-answer", "word": "unknown hook-bad-answer", "status": "unknown hook-bad-answer", "id": "unknown hook-bad-answer",
		"many": "unknown hook-bad-answer", "deep": "unknown hook-bad-answer", "orphan": "unknown hook-failed",
	} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			h := hookFor(t, program)
			if program == "hang" {
				h.Timeout = 300 * time.Millisecond
			} else {
				h.Timeout = 30 * time.Second
			}
			d := &diagnose.Diagnoser{Resolver: world(t), Checks: []diagnose.Check{h}, Timeout: time.Minute}
			dg := d.Diagnose(context.Background(), report())
			if len(dg.Verdicts) == 0 || dg.Verdicts[0].Cause != diagnose.RecipientUnknown {
				t.Errorf("verdicts %v, want recipient-unknown", dg.Verdicts)
			}
			res := dg.Checks[len(dg.Checks)-1]
			got := string(res.Status)
			for _, f := range res.Findings {
				got += " " + f.ID
			}
			if got != want || res.Check != "test" {
				t.Errorf("the result is %s %q %v, want %q", res.Check, got, res.Findings, want)
			}
		})
	}
}

func TestHookReads(t *testing.T) {
	t.Setenv("NDR_TEST_SECRET", "secret")
	d := &diagnose.Diagnoser{Resolver: world(t), Checks: []diagnose.Check{hookFor(t, "echo")}}
	checks := d.Diagnose(context.Background(), report()).Checks
	res := checks[len(checks)-1]
	if len(res.Findings) != 1 {
		t.Fatalf("result %+v", res)
	}
	if got, want := res.Findings[0].Text, "{ndr-hook/1 test {ndr/1 [{jane@example.net {"; !strings.HasPrefix(got, want) {
		t.Errorf("the program read %s, want %s...", got, want)
	}
	if got := res.Findings[0].Text; !strings.HasSuffix(got, "<nil> true") {
		t.Errorf("the program has %s, want few variables and no secret", got)
	}
}

func TestHookWithoutRecipients(t *testing.T) {
	rep := report()
	rep.Recipients = nil
	d := &diagnose.Diagnoser{Resolver: world(t), Checks: []diagnose.Check{hookFor(t, "good")}}
	if got := d.Diagnose(context.Background(), rep).Checks; len(got) != 0 {
		t.Errorf("Checks = %v, want none", got)
	}
}

// TestHookOrder: results stand in the order of the hooks, however long each
// takes, and no more programs run at once than there are slots.
func TestHookOrder(t *testing.T) {
	slots := make(chan struct{}, 2)
	var most atomic.Int32
	done := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				most.Store(max(most.Load(), int32(len(slots))))
				time.Sleep(time.Millisecond)
			}
		}
	})
	d := &diagnose.Diagnoser{Resolver: world(t), Timeout: time.Minute}
	var want []string
	for i := range 6 {
		h := hookFor(t, []string{"good", "crash"}[i%2])
		h.name, h.Slots, h.Timeout = fmt.Sprintf("h%d", i), slots, 30*time.Second
		d.Checks, want = append(d.Checks, h), append(want, h.name)
	}
	var got []string
	for _, c := range d.Diagnose(context.Background(), report()).Checks {
		if strings.HasPrefix(c.Check, "h") {
			got = append(got, c.Check)
		}
	}
	close(done)
	watch.Wait()
	if !slices.Equal(got, want) {
		t.Errorf("results of %v, want %v", got, want)
	}
	if n := most.Load(); n < 1 || n > 2 {
		t.Errorf("%d programs ran at once, want 1 or 2", n)
	}
}

func TestHookEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	h := hookFor(t, "hang")
	h.Slots = make(chan struct{}, 1)
	c := &diagnose.Case{Report: report(), Matches: make([]catalog.Match, 1)}
	if got := h.Run(ctx, nil, diagnose.Target{Case: c}); got.Status != check.Unknown {
		t.Errorf("Run = %+v, want unknown", got)
	}
	if got := h.Run(context.Background(), nil, diagnose.Target{}); got.Findings[0].ID != "hook-not-run" {
		t.Errorf("Run without a case = %+v, want hook-not-run", got)
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"crm": "must be NAME=COMMAND", "=x": "the name", "CRM=x": "the name", "crm=": "no command", "crm=  ": "no command",
		"crm=''": "no command", "crm=/no/such/program": "can't be run", "crm='x": "not closed",
		strings.Repeat("a", 33) + "=x": "the name",
	} {
		if _, err := Parse(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %v, want an error with %q", in, err, want)
		}
	}
}

// TestDocs holds docs/hooks.md to the code: its words for what goes wrong, its
// schema and its bounds.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile("../../../docs/hooks.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{
		Schema, "`hook-timeout`", "`hook-too-much`", "`hook-failed`", "`hook-bad-answer`", "may take 5 seconds",
		fmt.Sprintf("at most %d |", maxFindings), fmt.Sprintf("up to %d bytes", maxText), fmt.Sprintf("write %d KiB", maxOutput>>10),
	} {
		if !strings.Contains(string(page), words) {
			t.Errorf("docs/hooks.md does not have %q", words)
		}
	}
	for _, v := range program.Environment("NDR_HOOK=" + Schema) {
		if name, _, _ := strings.Cut(v, "="); name != "SYSTEMROOT" && !strings.Contains(string(page), "`"+name) {
			t.Errorf("docs/hooks.md does not name the variable %s", name)
		}
	}
}
