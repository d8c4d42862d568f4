package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/seed-d13f741b/ndr/dsn"
)

// startNATS starts a server with JetStream that keeps what it has in dir.
func startNATS(dir string) (*server.Server, error) {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: dir, NoSigs: true, NoLog: true})
	if err != nil {
		return nil, err
	}
	go s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return nil, errors.New("the NATS server does not start")
	}
	return s, nil
}

func cmdNATS(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: nats")
	}
	s, err := startNATS(ts.MkAbs("nats"))
	ts.Check(err)
	ts.Defer(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	ts.Setenv("NATS", s.ClientURL())
}

// TestQueueOfWorkers takes the mails of testdata through a queue with two
// workers: the store then says the same as it does without a queue.
func TestQueueOfWorkers(t *testing.T) {
	s, err := startNATS(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.WaitForShutdown()
	defer s.Shutdown()

	direct, queued := "sqlite:"+t.TempDir()+"/direct.db", "sqlite:"+t.TempDir()+"/queued.db"
	command(t, "watch", "--once", "--offline", "--store", direct, "maildir:"+testMaildir(t))
	box := testMaildir(t)
	command(t, "watch", "--once", "--queue", s.ClientURL(), "maildir:"+box)
	command(t, "watch", "--once", "--queue", s.ClientURL(), "--after", "keep", "maildir:"+testMaildir(t)) // each once more
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			command(t, "work", "--once", "--offline", "--queue", s.ClientURL(), "--store", queued)
		})
	}
	group.Wait()
	got, want := sumOf(t, queued), sumOf(t, direct)
	// What is no bounce does not enter the queue.
	want["messages"] = want["messages"].(float64) - want["by_kind"].(map[string]any)["none"].(float64)
	delete(want["by_kind"].(map[string]any), "none")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the report with a queue (+) is another than without (-):\n%s", diff)
	}
	if events, _ := want["events"].(float64); events < 100 {
		t.Errorf("%v events", events)
	}
}

// sumOf gives the report of a store.
func sumOf(t *testing.T, store string) map[string]any {
	t.Helper()
	var sum map[string]any
	if err := json.Unmarshal([]byte(command(t, "report", "--format", "json", "--store", store)), &sum); err != nil {
		t.Fatal(err)
	}
	return sum
}

// testMaildir makes a Maildir of the mails of testdata. Of those that tell of the
// same event in different words it has the first: which of them came first would
// decide what is counted.
func testMaildir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	mails, err := filepath.Glob("../../testdata/*/*.eml")
	if err != nil || len(mails) == 0 {
		t.Fatalf("no mails in testdata: %v", err)
	}
	told := map[string]bool{}
	for _, mail := range mails {
		b, err := os.ReadFile(mail)
		if err != nil {
			t.Fatal(err)
		}
		if toldAlready(t, told, b) {
			continue
		}
		name := strings.ReplaceAll(strings.TrimPrefix(mail, "../../testdata/"), "/", "-")
		if err := os.WriteFile(filepath.Join(dir, "new", name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// toldAlready notes the events of a mail, and reports whether one was told.
func toldAlready(t *testing.T, told map[string]bool, mail []byte) (already bool) {
	t.Helper()
	rep, err := dsn.Parse(bytes.NewReader(mail))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for one := range rep.All() {
		for i := range one.Recipients {
			ids = append(ids, one.Recipients[i].EventID)
		}
	}
	for _, id := range ids {
		already = already || told[id]
	}
	for _, id := range ids {
		told[id] = true
	}
	return already
}

// command runs the program, which must do well, and gives what it prints.
func command(t *testing.T, args ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	if status := run(t.Context(), args, strings.NewReader(""), &out, &complaints); status != 0 {
		t.Errorf("ndr %s: exit status %d: %s", strings.Join(args, " "), status, complaints.String())
	}
	return out.String()
}
