package program

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// maxRemark bounds what is kept of a program's standard error, in bytes.
const maxRemark = 300

// An Output is what became of one run.
type Output struct {
	Stdout []byte
	// Flooded says that the program wrote more than it may, and was stopped.
	Flooded bool
	// Err is nil where the program ended with status 0.
	Err error

	stderr []byte
}

// Remark gives the first line that the program wrote to its standard error,
// behind a colon and a space, or nothing.
func (o *Output) Remark() string {
	line, _, _ := strings.Cut(strings.TrimSpace(strings.ToValidUTF8(string(o.stderr), "?")), "\n")
	if line == "" {
		return ""
	}
	return ": " + line
}

// Run runs the program until it ends or ctx does, and ends with it what it has
// started. It reads input, and may write up to most bytes to its standard
// output.
func (p *Program) Run(ctx context.Context, env []string, input []byte, most int) Output {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cmd := exec.CommandContext(ctx, p.path, p.args...)
	cmd.Stdin = bytes.NewReader(input) // who does not read it all is fine too
	cmd.Env = env
	stdout := &bounded{most: most, full: stop}
	stderr := &bounded{most: maxRemark}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.WaitDelay = 500 * time.Millisecond // for those who inherited the pipes
	own(cmd)
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = errors.Join(errors.New("it ended but left others that kept its output open"), end(cmd))
	}
	return Output{Stdout: stdout.b, stderr: stderr.b, Flooded: stdout.over, Err: err}
}

// A bounded keeps the first bytes that are written to it. Where there are more,
// it calls full, if it has that, and else lets them go.
type bounded struct {
	b    []byte
	most int
	full func()
	over bool
}

func (w *bounded) Write(p []byte) (int, error) {
	room := w.most - len(w.b)
	w.b = append(w.b, p[:min(room, len(p))]...)
	if len(p) > room && w.full != nil && !w.over {
		w.over = true
		w.full()
	}
	return len(p), nil
}
