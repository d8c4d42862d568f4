package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
)

// The exit statuses.
const (
	statusDone        = 0
	statusInput       = 1 // some input could not be read or is not a mail message
	statusFail        = 1 // check: a finding of severity fail
	statusUsage       = 2
	statusUnknown     = 3 // check: could not be determined
	statusInterrupted = 130
)

// An app is what the commands share: where they read and write.
type app struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	getenv func(string) string
	// started says that the command line was understood.
	started bool
}

// run is the whole program; it gives its exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv}
	root := newRoot(a)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	return a.status(ctx, cmd, err)
}

// A usageError is a command line that makes no sense. Hint says what would.
type usageError struct {
	text string
	hint string
}

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{text: fmt.Sprintf(format, args...)}
}

// A statusError ends the program with a status; what there is to say about it
// has been said.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// status reports err where that has not been done and gives the exit status.
func (a *app) status(ctx context.Context, cmd *cobra.Command, err error) int {
	var status statusError
	var usage *usageError
	switch {
	case err == nil:
		return statusDone
	case a.hadEnough(err):
		return statusDone
	case errors.As(err, &status) && status == exitTempFail:
		return exitTempFail // also where a signal was the reason: the mail system must keep the message
	case ctx.Err() != nil:
		return statusInterrupted
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &usage), !a.started:
		a.complain("", err)
		hint := fmt.Sprintf("see %q", cmd.CommandPath()+" --help")
		if usage != nil && usage.hint != "" {
			hint = usage.hint
		}
		fmt.Fprintf(a.stderr, "hint: %s\n", term.Escape(hint))
		return statusUsage
	}
	a.complain("", err)
	return statusInput
}

// hadEnough reports whether whoever reads standard output has closed it, which is
// no error. A pipe that breaks elsewhere, such as the connection to a store, is.
func (a *app) hadEnough(err error) bool {
	var path *fs.PathError
	out, ok := a.stdout.(*os.File)
	return ok && errors.Is(err, syscall.EPIPE) && errors.As(err, &path) && path.Path == out.Name()
}

// complain writes on standard error what went wrong with which input: one line,
// or one for each of several errors.
func (a *app) complain(input string, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok && strings.Contains(err.Error(), "\n") {
		for _, e := range joined.Unwrap() {
			a.complain(input, e)
		}
		return
	}
	text := err.Error()
	for _, p := range []string{"dsn: ", "check: ", "checktest: ", "catalog: ", "config: "} {
		text = strings.TrimPrefix(text, p)
	}
	if input != "" {
		text = input + ": " + text
	}
	fmt.Fprintf(a.stderr, "ndr: %s\n", term.Escape(text))
}

// remark says something to a person at a terminal, which is no error.
func (a *app) remark(text string) {
	if term.IsTerminal(a.stderr) {
		fmt.Fprintf(a.stderr, "ndr: %s\n", text)
	}
}

// remarkStdin tells a person that the program waits for input.
func (a *app) remarkStdin(what string) {
	if term.IsTerminal(a.stdin) {
		a.remark("reading " + what + " from standard input; Ctrl-D ends it")
	}
}

// guard runs f on one input; a panic in it, which is a mistake of this program,
// is an error, so that the other inputs are done all the same.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error, please report it with this input: %v", p)
		}
	}()
	return f()
}

// style decides on colour for standard output.
func (a *app) style(c term.Color) term.Style { return term.NewStyle(c, a.stdout, a.getenv) }
