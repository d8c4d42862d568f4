// Package postgres runs a real PostgreSQL on a loopback port, for tests.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver

	"github.com/seed-d13f741b/ndr/cmd/internal/loopback"
)

// A Server is a PostgreSQL server of a test's own.
type Server struct {
	bin, dir string
	port     int
	as       *syscall.SysProcAttr
}

// ErrMissing says what this machine lacks.
var ErrMissing = errors.New("PostgreSQL can't be run here")

// Start runs a server, with its files in a new folder. It never runs as root:
// then it runs as postgres or nobody.
func Start() (*Server, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(found)
	if path, err := exec.LookPath("initdb"); err == nil && len(found) == 0 {
		found = append(found, filepath.Dir(path))
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: it is not installed: apt-get install postgresql", ErrMissing)
	}
	ports, err := loopback.FreePorts(1)
	if err != nil {
		return nil, err
	}
	// A folder below a test's own can't be entered by another user.
	dir, err := os.MkdirTemp("", "ndr-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: found[len(found)-1], dir: dir, port: ports[0]}
	if err := s.first(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// first makes the cluster and starts it.
func (s *Server) first() error {
	if os.Getuid() == 0 {
		var err error
		if s.as, err = other(s.dir); err != nil {
			return err
		}
	}
	if err := s.run("initdb", "-D", s.data(), "-A", "trust", "-U", "ndr", "--no-sync"); err != nil {
		return err
	}
	return s.Resume()
}

// other gives how to run as another user, to whom dir then belongs.
func other(dir string) (*syscall.SysProcAttr, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			return nil, err
		}
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return nil, fmt.Errorf("%w: it does not run as root, and there is no user postgres or nobody", ErrMissing)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) run(name string, args ...string) error {
	// Not a pipe: the server would keep it open.
	out, err := os.Create(filepath.Join(s.dir, "out"))
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, s.as
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		b, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", name, err, b)
	}
	return nil
}

// Resume starts the server again after Halt.
func (s *Server) Resume() error {
	options := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s", s.port, s.dir)
	return s.run("pg_ctl", "-D", s.data(), "-w", "-o", options, "-l", filepath.Join(s.dir, "log"), "start")
}

// Halt stops the server at once, as a crash does.
func (s *Server) Halt() error {
	return s.run("pg_ctl", "-D", s.data(), "-w", "-m", "immediate", "stop")
}

// Database gives the URL of a fresh database.
func (s *Server) Database(ctx context.Context, name string) (string, error) {
	url := func(db string) string {
		return fmt.Sprintf("postgres://ndr@127.0.0.1:%d/%s?sslmode=disable", s.port, db)
	}
	db, err := sql.Open("pgx", url("postgres"))
	if err != nil {
		return "", err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	return url(name), nil
}

// Close stops the server and removes its files.
func (s *Server) Close() {
	_ = s.Halt() // it may be halted already
	os.RemoveAll(s.dir)
}
