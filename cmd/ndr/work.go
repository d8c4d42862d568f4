package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/pipeline"
	"github.com/seed-d13f741b/ndr/cmd/internal/queue"
	"github.com/spf13/cobra"
)

// newWork is the half of watch that comes behind a queue; it shares watch's
// way of running.
func newWork(a *app) *cobra.Command {
	o := &watchOptions{decoding: decoding{maxSize: maxMessage}}
	cmd := &cobra.Command{
		Use:   "work --queue URL",
		Short: "Take bounces from a queue to the store, on as many machines as wanted",
		Long: `work takes the bounces that "ndr watch --queue" has put into a queue of NATS
JetStream through decoding and diagnosis into a store, which the workers of all
machines share (PostgreSQL). A bounce stays in the queue until the store has it;
one that a worker leaves behind goes to another. Answers of DNS are shared
through the queue for as long as their TTL says. What was tried ten times in
vain is put into the stream NDR_DEAD.`,
		Example: `  ndr watch --queue nats://queue.example.com:4222 maildir:/var/mail/bounces
  ndr work --queue nats://queue.example.com:4222 --store postgres://ndr@db.example.com/ndr`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.work(cmd, a, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.queue, "queue", "", "the queue, a `URL`: nats://HOST:4222 or tls://HOST:4222?creds=FILE")
	f.BoolVar(&o.once, "once", false, "end when the queue is empty")
	o.service(cmd)
	o.storeFlags.add(cmd)
	o.decoding.add(cmd)
	o.lookups.add(cmd, "the diagnosis of one message")
	f.SortFlags = false
	return cmd
}

func (o *watchOptions) work(cmd *cobra.Command, a *app, args []string) error {
	ctx := cmd.Context()
	c, err := o.storeFlags.load(a)
	if err != nil {
		return err
	}
	o.settle(cmd, c)
	switch {
	case len(args) > 0:
		return usagef("work takes its messages from the queue: %q is too much", args[0])
	case o.queue == "":
		return usagef("work needs --queue, such as nats://localhost:4222")
	}
	decoder, err := o.decoder(c, &o.lookups)
	if err != nil {
		return err
	}
	log := o.logger(a)
	q, err := o.openQueue(ctx, log)
	if err != nil {
		return err
	}
	defer q.Close()
	if r := decoder.Diagnoser.Resolver; r != nil {
		if r, err = q.ShareLookups(ctx, r); err != nil {
			return err
		}
		decoder.Diagnoser.Resolver = check.NewCache(r)
	}
	st, err := o.storeFlags.openPatiently(ctx, a, c)
	if err != nil {
		return err
	}
	defer st.Close()
	w := &watcher{
		watchOptions: o, saver: st, store: st, decoder: decoder, log: log, metrics: &pipeline.Metrics{}, retention: retention(c),
		sources: []mailbox.Source{q.Source(o.once, o.ahead(decoder))}, window: o.ahead(decoder),
	}
	if w.hooks, err = deliverer(c, st, log); err != nil {
		return err
	}
	return w.run(ctx)
}

// openQueue opens the queue of the flag.
func (o *watchOptions) openQueue(ctx context.Context, log *slog.Logger) (*queue.Queue, error) {
	q, err := queue.Open(ctx, o.queue, log)
	if errors.Is(err, queue.ErrURL) {
		return nil, usagef("--queue: %s", strings.TrimPrefix(err.Error(), "queue: "))
	}
	return q, err
}

// ahead is how many messages a worker has from the queue at a time, 0 for the
// usual number.
func (o *watchOptions) ahead(d *pipeline.Decoder) int {
	if d.Lookups() {
		return 4 * o.workers(true) // each of them takes long
	}
	return 0
}

// enqueue is watch with a queue: messages are only told apart here.
func (o *watchOptions) enqueue(cmd *cobra.Command, a *app, args []string, options mailbox.Options) error {
	ctx := cmd.Context()
	log := o.logger(a)
	q, err := o.openQueue(ctx, log)
	if err != nil {
		return err
	}
	defer q.Close()
	options.Memory, options.Log = o.memory(q, log), log
	w := &watcher{
		watchOptions: o, saver: q, log: log, metrics: &pipeline.Metrics{},
		decoder: o.sorter(),
	}
	if w.sources, err = openSources(args, options); err != nil {
		return err
	}
	defer closeSources(w.sources)
	return w.run(ctx)
}
