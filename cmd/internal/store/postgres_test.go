package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/postgres"
)

// A cluster is a PostgreSQL server of the test's own, on the loopback.
type cluster struct{ *postgres.Server }

// startPostgres starts a server, or skips the test where there is none to start.
func startPostgres(t *testing.T) *cluster {
	t.Helper()
	s, err := postgres.Start()
	if errors.Is(err, postgres.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &cluster{s}
}

func (c *cluster) start(t *testing.T) {
	t.Helper()
	if err := c.Resume(); err != nil {
		t.Fatal(err)
	}
}

func (c *cluster) stop(t *testing.T) {
	t.Helper()
	if err := c.Halt(); err != nil {
		t.Fatal(err)
	}
}

// url gives the URL of a fresh database.
func (c *cluster) url(t *testing.T, name string) string {
	t.Helper()
	url, err := c.Database(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// testRestart saves while the server is away: the error says that it may
// pass, and after it did, all is saved, once.
func testRestart(t *testing.T, c *cluster) {
	s := openStore(t, c.url(t, "restart"))
	batch := func() []*Message { return []*Message{testMessage(1), testMessage(2)} }
	if _, err := s.Save(t.Context(), batch()[:1]); err != nil {
		t.Fatal(err)
	}
	c.stop(t)
	_, err := s.Save(t.Context(), batch())
	if !Temporary(err) {
		t.Errorf("Save without a server: %v, of which Temporary is false", err)
	}
	if err != nil && strings.Contains(err.Error(), "password") {
		t.Errorf("the error has a password in it: %v", err)
	}
	c.start(t)
	deadline := time.Now().Add(20 * time.Second)
	for {
		saved, err := s.Save(t.Context(), batch())
		if err == nil {
			if len(saved.Events) != 1 {
				t.Errorf("Save after the restart added %d events, want 1", len(saved.Events))
			}
			return
		}
		if !Temporary(err) || time.Now().After(deadline) {
			t.Fatalf("Save after the restart: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
