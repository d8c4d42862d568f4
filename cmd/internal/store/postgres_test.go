package store

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A cluster is a PostgreSQL server of the test's own, on the loopback.
type cluster struct {
	bin, dir string
	port     int
	as       *syscall.SysProcAttr
}

// startPostgres starts a server, or skips the test where there is none to start.
// It never runs as root: then it runs as postgres or nobody.
func startPostgres(t *testing.T) *cluster {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(found)
	if path, err := exec.LookPath("initdb"); err == nil && len(found) == 0 {
		found = append(found, filepath.Dir(path))
	}
	if len(found) == 0 {
		t.Skip("PostgreSQL is not installed: apt-get install postgresql")
	}
	// A folder below the test's own can't be entered by another user.
	dir, err := os.MkdirTemp("", "ndr-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	c := &cluster{bin: found[len(found)-1], dir: dir, port: freePort(t)}
	if os.Getuid() == 0 {
		if c.as = other(t, dir); c.as == nil {
			t.Skip("PostgreSQL does not run as root, and there is no user postgres or nobody")
		}
	}
	c.run(t, "initdb", "-D", filepath.Join(dir, "data"), "-A", "trust", "-U", "ndr", "--no-sync")
	c.start(t)
	t.Cleanup(func() { _ = c.command("pg_ctl", "-D", filepath.Join(dir, "data"), "-m", "immediate", "stop").Run() })
	return c
}

// other gives how to run as another user, to whom dir then belongs.
func other(t *testing.T, dir string) *syscall.SysProcAttr {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	return nil
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = c.dir, c.as
	return cmd
}

func (c *cluster) run(t *testing.T, name string, args ...string) {
	t.Helper()
	out, err := os.Create(filepath.Join(c.dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := c.command(name, args...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		b, _ := os.ReadFile(out.Name())
		t.Fatalf("%s: %v\n%s", name, err, b)
	}
}

func (c *cluster) start(t *testing.T) {
	t.Helper()
	options := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s -c fsync=off", c.port, c.dir)
	c.run(t, "pg_ctl", "-D", filepath.Join(c.dir, "data"), "-w", "-o", options, "-l", filepath.Join(c.dir, "log"), "start")
}

func (c *cluster) stop(t *testing.T) {
	t.Helper()
	c.run(t, "pg_ctl", "-D", filepath.Join(c.dir, "data"), "-w", "-m", "immediate", "stop")
}

// url gives the URL of a fresh database.
func (c *cluster) url(t *testing.T, name string) string {
	t.Helper()
	db, err := sql.Open("pgx", fmt.Sprintf("postgres://ndr@127.0.0.1:%d/postgres?sslmode=disable", c.port))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("postgres://ndr@127.0.0.1:%d/%s?sslmode=disable", c.port, name)
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
