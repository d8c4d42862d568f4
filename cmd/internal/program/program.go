// Package program runs programs from outside: without a shell, with few
// environment variables, for a bounded time and with bounded output.
package program

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
)

// A Program is one with its arguments. It is safe for concurrent use.
type Program struct {
	path string
	args []string
}

// Parse makes a Program out of a command: the path of a program, or its name in
// PATH, and arguments, as Split divides them. The program has to be there. Errors
// have no prefix: whose command it is, the caller says.
func Parse(command string) (*Program, error) {
	words, err := Split(command)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("there is no command")
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return nil, fmt.Errorf("the program can't be run: %w", err)
	}
	return &Program{path, words[1:]}, nil
}

// Split divides a command into its words: at spaces and tabs, but not between
// quotes. Between single quotes all stands for itself; elsewhere a backslash
// stands for the character behind it, between double quotes only before a
// quote or a backslash. Nothing else means anything: no variables, no patterns,
// no pipes.
func Split(command string) ([]string, error) {
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
				return nil, errors.New("a backslash at the end of the command stands before nothing")
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
		return nil, fmt.Errorf("the quote %c is not closed", quote)
	}
	if in {
		words = append(words, string(word))
	}
	return words, nil
}

// Environment is what a program gets of ours, behind what is given: where
// programs and temporary files are, who we are, and the language. No passwords,
// tokens or settings.
func Environment(own ...string) []string {
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "SYSTEMROOT"} {
		if v, ok := os.LookupEnv(name); ok {
			own = append(own, name+"="+v)
		}
	}
	return slices.Clip(own)
}
