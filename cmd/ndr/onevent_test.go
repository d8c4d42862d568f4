package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/made"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// A receiver is a webhook's server; it notes how often it was told of each
// event.
type receiver struct {
	t    *testing.T
	key  []byte
	mu   sync.Mutex
	told map[string]int
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	id := req.Header.Get("webhook-id")
	mac := hmac.New(sha256.New, r.key)
	fmt.Fprintf(mac, "%s.%s.%s", id, req.Header.Get("webhook-timestamp"), body)
	var event struct {
		Schema  string
		EventID string `json:"event_id"`
	}
	if err := json.Unmarshal(body, &event); err != nil {
		return // the sender was killed
	}
	if req.Header.Get("webhook-signature") != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) || event.Schema != "ndr-event/1" || event.EventID != id {
		r.t.Errorf("%v with %.100s", req.Header, body)
	}
	r.mu.Lock()
	r.told[id]++
	r.mu.Unlock()
	if rand.IntN(50) == 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.told)
}

// TestKilledWatchTellsAll kills watch again and again while it fills the store
// and tells a webhook: in the end that was told of each event.
func TestKilledWatchTellsAll(t *testing.T) {
	const events, kills = 600, 8
	dir := t.TempDir()
	r := &receiver{t: t, key: []byte("a key of thirty-two letters long"), told: map[string]int{}}
	server := httptest.NewServer(r)
	defer server.Close()
	config := "[store]\nurl = \"sqlite:" + dir + "/ndr.db\"\n[watch]\noffline = true\n[[on_event]]\nname = \"web\"\nurl = \"" + server.URL + "\"\nsecret = \"" + string(r.key) + "\"\nparallel = 2\n"
	for name, content := range map[string]string{"ndr.toml": config, "box/cur/x": "", "box/new/x": "", "box/tmp/x": ""} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if content != "" {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	db := filepath.Join(dir, "ndr.db")
	for i := range kills + 1 {
		for n := range events / (kills + 1) {
			n += i * (events / (kills + 1))
			if err := os.WriteFile(filepath.Join(dir, "box", "new", fmt.Sprint(n)), made.Bounce(n), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if i == kills {
			break
		}
		cmd := exec.Command("ndr", "watch", "--config", filepath.Join(dir, "ndr.toml"), "maildir:"+filepath.Join(dir, "box"))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for before, end := r.count(), time.Now().Add(20*time.Second); r.count() < before+rand.IntN(20)+1 && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		leaseOver(t, db)
	}
	command(t, "watch", "--once", "--config", filepath.Join(dir, "ndr.toml"), "maildir:"+filepath.Join(dir, "box"))
	for range 50 {
		leaseOver(t, db)
		run(t.Context(), []string{"store", "deliver", "--config", filepath.Join(dir, "ndr.toml")}, strings.NewReader(""), io.Discard, io.Discard)
		if strings.Contains(command(t, "store", "hooks", "--config", filepath.Join(dir, "ndr.toml")), "\t0 waiting\t0 dead") {
			break
		}
	}
	st, err := store.OpenExisting(t.Context(), "sqlite:"+db, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	stored, twice := 0, 0
	if err := st.EachEvent(t.Context(), func(id string) error {
		stored++
		if r.told[id] == 0 {
			t.Errorf("the webhook was not told of event %s", id)
		}
		twice += min(r.told[id]-1, 1)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if stored < events/2 || len(r.told) != stored {
		t.Errorf("%d events are stored, %d told", stored, len(r.told))
	}
	t.Logf("%d events, %d of them told more than once", stored, twice)
}

// leaseOver lets what a killed program has taken be taken again at once, and
// what failed be tried again.
func leaseOver(t *testing.T, file string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "UPDATE outbox SET due = 0"); err != nil {
		t.Fatal(err)
	}
}
