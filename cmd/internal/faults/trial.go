package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/made"
	"github.com/seed-d13f741b/ndr/cmd/internal/postgres"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// A trial is the test of one source.
type trial struct {
	options
	driver driver
	disk   *disk
	// database is the server of the store where it has one.
	database *postgres.Server
	restarts int
	mails    *mails
	rand     *rand.Rand

	next    int // the mail to deliver next
	killed  int
	fullFor time.Duration
	retries int // of the store while the disk was full
	log     safeBuffer
}

// torment delivers all mails while ndr is killed.
func (t *trial) torment(ctx context.Context) error {
	if d, ok := t.driver.(*ingestDriver); ok {
		return t.tormentIngest(ctx, d)
	}
	for round := range t.kills {
		running, err := t.start(ctx)
		if err != nil {
			return err
		}
		life := time.Duration(5+t.rand.IntN(400)) * time.Millisecond
		err = t.deliverFor(ctx, life, len(t.mails.list)*(round+1)/t.kills)
		if d, ok := t.driver.(disturber); ok && round%5 == 4 {
			err = errors.Join(err, d.disturb(), t.deliverFor(ctx, 2*life, t.next))
		}
		if t.database != nil && round%10 == 7 {
			err = errors.Join(err, t.database.Halt(), t.deliverFor(ctx, life, t.next), t.database.Resume(), t.deliverFor(ctx, 2*life, t.next))
			t.restarts++
		}
		if round == t.kills/2 && t.full && t.disk.mounted {
			err = errors.Join(err, t.fillDisk(ctx, running[len(running)-1]))
		}
		if err := errors.Join(err, t.kill(running)); err != nil {
			return err
		}
	}
	return nil
}

// start runs the programs under test.
func (t *trial) start(ctx context.Context) ([]*exec.Cmd, error) {
	t.log.Reset()
	var running []*exec.Cmd
	for _, command := range t.driver.commands() {
		cmd := t.command(ctx, command)
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		running = append(running, cmd)
	}
	return running, nil
}

// kill ends them with SIGKILL, which leaves them no moment to tidy up.
func (t *trial) kill(running []*exec.Cmd) error {
	for _, cmd := range running {
		if err := cmd.Process.Kill(); err != nil {
			return fmt.Errorf("ndr ended by itself: %w\n%s", err, tail(t.log.String()))
		}
		state := cmd.Wait()
		if state != nil && !strings.Contains(state.Error(), "killed") {
			return fmt.Errorf("ndr ended by itself: %w\n%s", state, tail(t.log.String()))
		}
	}
	t.killed++
	return nil
}

// A safeBuffer is a buffer for what a process writes.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String gives what was written.
func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// Reset empties the buffer.
func (b *safeBuffer) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.b.Reset()
}

// command gives a program under test.
func (t *trial) command(ctx context.Context, command []string, more ...string) *exec.Cmd {
	args := append([]string{command[0], "--offline", "--store", t.store}, more...)
	cmd := exec.CommandContext(ctx, t.ndr, append(args, command[1:]...)...)
	cmd.Stderr = &t.log
	return cmd
}

// deliverFor delivers mails up to a number, for some time at least.
func (t *trial) deliverFor(ctx context.Context, d time.Duration, upTo int) error {
	end := time.Now().Add(d)
	for t.next < upTo {
		err := t.driver.deliver(t.mails.list[t.next])
		switch {
		case errors.Is(err, errRefused):
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if time.Now().After(end) {
				return nil // in the next round
			}
			time.Sleep(5 * time.Millisecond)
			continue
		case err != nil:
			return err
		}
		t.next++
	}
	select {
	case <-time.After(time.Until(end)):
	case <-ctx.Done():
	}
	return ctx.Err()
}

// fillDisk fills the disk of the store for a while; ndr has to live through it.
func (t *trial) fillDisk(ctx context.Context, cmd *exec.Cmd) error {
	if err := t.disk.fill(); err != nil {
		return err
	}
	start := time.Now()
	// At first the store may still write where its log has been before.
	says := func() int { return strings.Count(t.log.String(), "trying again") }
	for time.Since(start) < 3*time.Second || says() == 0 && time.Since(start) < 30*time.Second {
		if t.next < len(t.mails.list) {
			if err := t.driver.deliver(t.mails.list[t.next]); err == nil {
				t.next++
			}
		}
		time.Sleep(time.Millisecond)
	}
	t.fullFor = time.Since(start)
	if t.retries = says(); t.retries == 0 {
		return fmt.Errorf("ndr did not say that the disk is full:\n%s", tail(t.log.String()))
	}
	if cmd.Process.Signal(syscall.Signal(0)) != nil {
		return fmt.Errorf("ndr ended when the disk was full:\n%s", tail(t.log.String()))
	}
	if err := t.disk.empty(); err != nil {
		return err
	}
	return t.deliverFor(ctx, 2*time.Second, t.next)
}

// tormentIngest runs a process for each mail, and kills some.
func (t *trial) tormentIngest(ctx context.Context, d *ingestDriver) error {
	d.ndr, d.store = t.ndr, t.store
	every := max(len(t.mails.list)/t.kills, 1)
	d.kill = func(cmd *exec.Cmd) {
		if t.next%every == every/2 && t.killed < t.kills*(t.next+every)/len(t.mails.list) {
			time.Sleep(time.Duration(t.rand.IntN(25)) * time.Millisecond)
			if cmd.Process.Kill() == nil {
				t.killed++
			}
		}
	}
	for t.next < len(t.mails.list) {
		if t.next == len(t.mails.list)/2 && t.full && t.disk.mounted && t.fullFor == 0 {
			if err := t.refusedWhenFull(d); err != nil {
				return err
			}
		}
		switch err := d.deliver(t.mails.list[t.next]); {
		case err == nil:
			t.next++
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.Is(err, errRefused):
			return err
		}
	}
	return nil
}

// refusedWhenFull delivers a mail while the disk is full: it must be put off.
func (t *trial) refusedWhenFull(d *ingestDriver) error {
	if err := t.disk.fill(); err != nil {
		return err
	}
	start := time.Now()
	err := d.deliver(mail{bounce, made.Bounce(t.n + 1)})
	t.fullFor = time.Since(start)
	if !errors.Is(err, errRefused) {
		return fmt.Errorf("ndr ingest with a full disk: %w, want status 75", err)
	}
	t.retries++
	return t.disk.empty()
}

// finish lets ndr do what is left, undisturbed.
func (t *trial) finish(ctx context.Context) error {
	if _, pushed := t.driver.(*lmtpDriver); pushed {
		running, err := t.start(ctx)
		if err != nil {
			return err
		}
		for err == nil && t.next < len(t.mails.list) {
			err = t.deliverFor(ctx, 0, len(t.mails.list))
		}
		return errors.Join(err, t.kill(running))
	}
	if err := t.deliverFor(ctx, 0, len(t.mails.list)); err != nil {
		return err
	}
	for _, command := range t.driver.commands() {
		t.log.Reset()
		if err := t.command(ctx, command, "--once").Run(); err != nil {
			return fmt.Errorf("ndr %s --once: %w\n%s", command[0], err, tail(t.log.String()))
		}
	}
	return nil
}

// verify counts what is in the store and at the source.
func (t *trial) verify(ctx context.Context, took time.Duration) error {
	st, err := store.Open(ctx, t.store, os.Getenv)
	if err != nil {
		return err
	}
	defer st.Close()
	got, extra := 0, 0
	err = st.EachEvent(ctx, func(id string) error {
		if !t.mails.events[id] {
			extra++
		}
		got++
		return nil
	})
	if err != nil {
		return err
	}
	report, err := st.Report(ctx, store.Span{})
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bounces, %d duplicates, %d the same by another way, %d no bounces, %d no mail\n", t.source,
		t.mails.counts[bounce], t.mails.counts[duplicate], t.mails.counts[again], t.mails.counts[private], t.mails.counts[broken])
	fmt.Printf("  killed %d times in %s; disk full for %s, in which the store was tried %d times again\n", t.killed, took.Round(time.Millisecond), t.fullFor.Round(time.Millisecond), t.retries)
	if t.database != nil {
		fmt.Printf("  the database was stopped and started again %d times\n", t.restarts)
	}
	fmt.Printf("  in the store: %d events of %d, %d that should not be; %d messages\n", got-extra, len(t.mails.events), extra, report.Messages)
	if got != len(t.mails.events) || extra > 0 {
		return fmt.Errorf("the store has %d events, want %d", got, len(t.mails.events))
	}
	want := int64(t.mails.counts[bounce] + t.mails.counts[again] + t.mails.counts[private])
	if _, ok := t.driver.(*queueDriver); ok {
		want -= int64(t.mails.counts[private]) // they stay where they are
	}
	if report.Messages != want {
		return fmt.Errorf("the store has %d messages, want %d", report.Messages, want)
	}
	if err := t.driver.left(t.mails); err != nil {
		return err
	}
	fmt.Printf("ok %s\n", t.source)
	return nil
}
