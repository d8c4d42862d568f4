package hook

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/program"
)

// Parse makes a Hook out of "NAME=COMMAND". A name is a lower-case letter and
// up to 31 letters, digits and hyphens; a command is the path of a program, or
// its name in PATH, and arguments. The program has to be there.
func Parse(s string) (*Hook, error) {
	name, command, ok := strings.Cut(s, "=")
	if !ok {
		return nil, fmt.Errorf("hook: %q: must be NAME=COMMAND", s)
	}
	if !IsName(name, 32) {
		return nil, fmt.Errorf("hook: the name %q must be a letter and up to 31 letters, digits or hyphens, in lower case", name)
	}
	p, err := program.Parse(command)
	if err != nil {
		return nil, fmt.Errorf("hook: %s: %w", name, err)
	}
	return &Hook{name: name, program: p}, nil
}

// IsName reports whether s is a lower-case letter and letters, digits and
// hyphens behind it, at most so many.
func IsName(s string, most int) bool {
	if s == "" || len(s) > most || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
