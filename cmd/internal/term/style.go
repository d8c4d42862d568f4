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

// A Style writes marks around text that give it a meaning. The zero Style
// writes none.
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

func (s Style) mark(sgr, text string) string {
	if !s.on || text == "" {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

// Bold is for the answer.
func (s Style) Bold(t string) string { return s.mark("1", t) }

// Dim is for what can be skipped.
func (s Style) Dim(t string) string { return s.mark("2", t) }

// Bad is for what failed.
func (s Style) Bad(t string) string { return s.mark("31", t) }

// Good is for what is in order.
func (s Style) Good(t string) string { return s.mark("32", t) }

// Doubt is for warnings and for what could not be determined.
func (s Style) Doubt(t string) string { return s.mark("33", t) }

// Copy is for what is to be copied.
func (s Style) Copy(t string) string { return s.mark("36", t) }

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
