package config

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A Secret is a value that must not be shown: formatting one shows "<secret>".
// In the file it is "env:NAME" for an environment variable, "file:PATH" for the
// first line of another file, or the value itself.
type Secret struct{ text string }

// UnmarshalText takes the text of the file as it is.
func (s *Secret) UnmarshalText(text []byte) error {
	s.text = string(text)
	return nil
}

// String hides the value from fmt and from logs, GoString from %#v, and
// MarshalText from encoders.
func (s Secret) String() string { return "<secret>" }

// GoString is String.
func (s Secret) GoString() string { return s.String() }

// MarshalText is String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// secrets is where the values of secrets come from.
type secrets struct {
	getenv func(string) string
	dir    string
}

// value gives what a secret stands for. The error names the variable or file.
func (s secrets) value(secret Secret) (string, error) {
	kind, where, _ := strings.Cut(secret.text, ":")
	switch kind {
	case "env":
		v := strings.TrimSpace(s.getenv(where))
		if v == "" {
			return "", fmt.Errorf("the environment variable %s is empty or not set", where)
		}
		return v, nil
	case "file":
		return s.read(where)
	}
	if secret.text == "" {
		return "", fmt.Errorf("it is empty")
	}
	return secret.text, nil
}

func (s secrets) read(path string) (string, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.dir, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "", fmt.Errorf("the first line of %s is empty", path)
	}
	return line, nil
}
