// Package notify tells hooks of new events: programs that get an event as JSON
// on their standard input, and webhooks that get it signed over HTTP. Events
// come from the outbox of the store, each at least once, and are tried again
// for days; docs/events.md is the description for those who write a hook.
package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/program"
)

// Schema is the version of what a hook reads: keys are added within a version,
// never renamed or taken away.
const Schema = "ndr-event/1"

// A Hook is one that is told of events.
type Hook struct {
	Name   string
	Sender Sender
	// Timeout bounds one attempt, 0 for DefaultTimeout.
	Timeout time.Duration
	// Attempts is after how many an event is given up, 0 for DefaultAttempts.
	Attempts int
	// Parallel is how many events are under way at once, 0 for one, which keeps
	// them in order.
	Parallel int
}

// What holds where a Hook does not say. So many attempts take two and a half
// days.
const (
	DefaultTimeout  = 10 * time.Second
	DefaultAttempts = 72
)

// A Message is an event as it is sent.
type Message struct {
	ID   string // event_id
	Body []byte // JSON of Schema, on one line
}

// A Sender delivers one message. It returns nil where the receiver has it. It
// has to end with ctx.
type Sender interface {
	Send(ctx context.Context, m *Message) error
}

// A RefusedError says what a receiver said to a message.
type RefusedError struct {
	Text string
	// Gone says that the receiver wants this message never.
	Gone bool
	// After is how long the receiver wants to be left alone, 0 where it does
	// not say.
	After time.Duration
}

// Error implements error.
func (e *RefusedError) Error() string { return e.Text }

// A Command is a Sender that runs a program for each message: it has it where
// it ends with status 0.
type Command struct{ program *program.Program }

// NewCommand makes a Command of the path of a program, or its name in PATH, and
// its arguments. The program has to be there.
func NewCommand(command string) (*Command, error) {
	p, err := program.Parse(command)
	if err != nil {
		return nil, fmt.Errorf("notify: %w", err)
	}
	return &Command{p}, nil
}

// maxOutput bounds what a program may write, in bytes.
const maxOutput = 64 << 10

// Send implements Sender. Its errors have the first line that the program wrote
// to its standard error.
func (c *Command) Send(ctx context.Context, m *Message) error {
	out := c.program.Run(ctx, program.Environment("NDR_HOOK="+Schema), append(m.Body[:len(m.Body):len(m.Body)], '\n'), maxOutput)
	switch {
	case out.Flooded:
		return fmt.Errorf("the program wrote more than %d bytes and was stopped", maxOutput)
	case ctx.Err() != nil && out.Err != nil:
		return errors.New("the program did not end in time and was stopped" + out.Remark())
	case out.Err != nil:
		return fmt.Errorf("the program failed: %w%s", out.Err, out.Remark())
	}
	return nil
}
