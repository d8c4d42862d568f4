package hook

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// split divides a command into its words: at spaces and tabs, but not between
// quotes. Between single quotes all stands for itself; elsewhere a backslash
// stands for the character behind it, between double quotes only before a
// quote or a backslash. Nothing else means anything: no variables, no patterns,
// no pipes.
func split(command string) ([]string, error) {
	var words []string
	var word []byte
	in, quote := false, byte(0)
	for i := 0; i < len(command); i++ {
		c := command[i]
		switch {
		case quote == '\'' && c != '\'', quote == '"' && c != '"' && c != '\\':
			word = append(word, c)
		case c == quote:
			quote = 0
		case c == '\\':
			if i+1 == len(command) {
				return nil, errors.New("hook: a backslash at the end of the command stands before nothing")
			}
			if next := command[i+1]; quote == 0 || next == '"' || next == '\\' {
				c = next
				i++
			}
			word, in = append(word, c), true
		case c == '\'' || c == '"':
			quote, in = c, true
		case c == ' ' || c == '\t':
			if in {
				words, word, in = append(words, string(word)), word[:0], false
			}
		default:
			word, in = append(word, c), true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("hook: the quote %c is not closed", quote)
	}
	if in {
		words = append(words, string(word))
	}
	return words, nil
}

// Parse makes a Hook out of "NAME=COMMAND". A name is a lower-case letter and
// up to 31 letters, digits and hyphens; a command is the path of a program, or
// its name in PATH, and arguments. The program has to be there.
func Parse(s string) (*Hook, error) {
	name, command, ok := strings.Cut(s, "=")
	if !ok {
		return nil, fmt.Errorf("hook: %q: must be NAME=COMMAND", s)
	}
	if !isName(name, 32) {
		return nil, fmt.Errorf("hook: the name %q must be a letter and up to 31 letters, digits or hyphens, in lower case", name)
	}
	words, err := split(command)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 || words[0] == "" {
		return nil, fmt.Errorf("hook: %s: there is no command behind the equals sign", name)
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return nil, fmt.Errorf("hook: %s: the program can't be run: %w", name, err)
	}
	return &Hook{name: name, path: path, args: words[1:]}, nil
}

// isName reports whether s is a lower-case letter and letters, digits and
// hyphens behind it, at most so many.
func isName(s string, most int) bool {
	if s == "" || len(s) > most || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
