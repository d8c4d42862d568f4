package hook

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// maxOutput bounds what a program may write, maxRemark what is kept of its
// standard error.
const (
	maxOutput = 256 << 10
	maxRemark = 300
)

// An output is what became of one run.
type output struct {
	stdout  []byte
	stderr  []byte
	flooded bool
	err     error
}

// remark gives the first line that the program wrote to its standard error.
func (o *output) remark() string {
	line, _, _ := strings.Cut(strings.TrimSpace(strings.ToValidUTF8(string(o.stderr), "?")), "\n")
	if line == "" {
		return ""
	}
	return ": " + line
}

// execute runs the program until it ends or ctx does, and ends with it what it
// has started.
func (h *Hook) execute(ctx context.Context, stop context.CancelFunc, input []byte) output {
	cmd := exec.CommandContext(ctx, h.path, h.args...)
	cmd.Stdin = bytes.NewReader(input) // who does not read it all is fine too
	cmd.Env = environment()
	stdout := &bounded{most: maxOutput, full: stop}
	stderr := &bounded{most: maxRemark}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.WaitDelay = 500 * time.Millisecond // for those who inherited the pipes
	own(cmd)
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = errors.Join(errors.New("it ended but left others that kept its output open"), end(cmd))
	}
	return output{stdout: stdout.b, stderr: stderr.b, flooded: stdout.over, err: err}
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
