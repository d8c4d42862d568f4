package term

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// A Color says when to use colour.
type Color string

// The values of --color.
const (
	Auto   Color = "auto"
	Always Color = "always"
	Never  Color = "never"
)

// Set takes the value of a flag.
func (c *Color) Set(s string) error {
	switch v := Color(s); v {
	case Auto, Always, Never:
		*c = v
		return nil
	}
	return fmt.Errorf("must be auto, always or never")
}

// String and Type make a Color the value of a flag.
func (c *Color) String() string { return string(*c) }

// Type names the value in a command's help.
func (c *Color) Type() string { return "auto|always|never" }

// A Mark is a meaning that text can have. Colour never is the only sign of it.
type Mark uint8

// The marks.
const (
	Plain Mark = iota
	Bold       // the answer
	Dim        // what can be skipped
	Bad        // what failed
	Good       // what is in order
	Doubt      // a warning, or what could not be determined
	Copy       // what is to be copied
)

// sgr are the codes of the marks, ECMA-48 section 8.3.117.
var sgr = [...]string{Bold: "1", Dim: "2", Bad: "1;31", Good: "32", Doubt: "33", Copy: "36"}

// A Style writes marks around text. The zero Style writes none.
type Style struct{ on bool }

// NewStyle decides whether output to w is coloured: with Auto, where w is a
// terminal that is not dumb and NO_COLOR is empty (https://no-color.org).
func NewStyle(c Color, w io.Writer, getenv func(string) string) Style {
	switch c {
	case Always:
		return Style{on: true}
	case Never:
		return Style{}
	}
	return Style{on: IsTerminal(w) && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"}
}

// Mark gives text with the codes of a mark around it.
func (s Style) Mark(m Mark, text string) string {
	if !s.on || text == "" || m == Plain {
		return text
	}
	return "\x1b[" + sgr[m] + "m" + text + "\x1b[0m"
}

// IsTerminal reports whether v, a file, is a terminal.
func IsTerminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Columns gives the width for text on w: that of the terminal, between 40 and
// 100 columns, so that lines stay readable, and 80 where w is no terminal.
func Columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if cols, _, err := term.GetSize(int(f.Fd())); err == nil && cols > 0 {
			return min(max(cols, 40), 100)
		}
	}
	return 80
}
