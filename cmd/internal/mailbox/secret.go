package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A secret is a password or a token, by where it is: never on a command line.
// It is read at each login, as tokens expire.
type secret struct {
	env, file, command string
	getenv             func(string) string
}

const (
	maxSecret     = 64 << 10
	secretTimeout = 30 * time.Second
)

// get reads the secret. Errors name the place and never the content.
func (s *secret) get(ctx context.Context) (string, error) {
	switch {
	case s.command != "":
		return s.run(ctx)
	case s.file != "":
		f, err := os.Open(s.file)
		if err != nil {
			return "", final(fmt.Errorf("password file: %w", err))
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, maxSecret))
		if err != nil {
			return "", fmt.Errorf("password file %s: %w", s.file, err)
		}
		return firstLine(b, "the file "+s.file)
	}
	v := s.getenv(s.env)
	if v == "" {
		return "", final(fmt.Errorf("no password: set the environment variable %s, or name where it is with ?password-file= or ?password-command=", s.env))
	}
	return v, nil
}

// run asks a command for the secret, without a shell: its words are separated by
// spaces.
func (s *secret) run(ctx context.Context) (string, error) {
	words := strings.Fields(s.command)
	if len(words) == 0 {
		return "", final(errors.New("the password command is empty"))
	}
	ctx, cancel := context.WithTimeout(ctx, secretTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("password command %s: %w", words[0], err)
	}
	return firstLine(out.Bytes(), "the answer of "+words[0])
}

func firstLine(b []byte, where string) (string, error) {
	line, _, _ := strings.Cut(string(b), "\n")
	if line = strings.TrimRight(line, "\r"); line == "" {
		return "", final(fmt.Errorf("no password in %s", where))
	}
	return line, nil
}
