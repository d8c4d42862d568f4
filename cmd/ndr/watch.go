package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/notify"
	"github.com/seed-d13f741b/ndr/cmd/internal/pipeline"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

type watchOptions struct {
	lookups
	decoding
	storeFlags
	once    bool
	after   string
	poll    time.Duration
	metrics string
	verbose bool
	queue   string
}

func newWatch(a *app) *cobra.Command {
	o := &watchOptions{decoding: decoding{maxSize: maxMessage}}
	cmd := &cobra.Command{
		Use:   "watch SOURCE...",
		Short: "Feed the store from bounce mailboxes",
		Long: `watch takes each bounce that arrives in a mailbox through decoding and
diagnosis into the store, and then flags it as seen. A SOURCE is

  maildir:DIR                     a Maildir: what is new, or not seen
  mbox:FILE                       an mbox that a mail system appends to
  spool:DIR                       a folder with a file for each message
  imap:, imaps: URL               imaps://USER@HOST/FOLDER
  pop3:, pop3s: URL               pop3s://USER@HOST
  lmtp:ADDRESS                    be an LMTP server: lmtp:127.0.0.1:2424

A password is never on the command line: it is in NDR_PASSWORD, or where a URL
says: ?password-env=NAME, ?password-file=PATH or ?password-command=COMMAND.
More options, such as ?auth=xoauth2 and ?ca=FILE, are in docs/mailbox.md.

Each bounce is on disk in the store before its mailbox is told, and is counted
once, however often it comes. What is no bounce is left alone. What can't be
read is noted with the reason (see "ndr store undecodable") and never deleted.

Exit status: 0 done, or stopped by a signal with --once not given; 1 a source or
the store failed, or some messages could not be read for now; 2 wrong usage.`,
		Example: `  ndr watch maildir:/var/mail/bounces
  ndr watch --once --offline maildir:Maildir && ndr report
  ndr watch --after move:Done --config ndr.toml imaps://bounces@mail.example.com`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd, a, args)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.once, "once", false, "handle what is there, then end")
	f.StringVar(&o.after, "after", "seen", "what becomes of a stored message: `seen|keep|delete|move:FOLDER`")
	f.DurationVar(&o.poll, "poll", 30*time.Second, "the pause between looks at a source that does not tell what is new, a `DURATION`")
	f.StringVar(&o.queue, "queue", "", "put what is a bounce into a queue instead of the store, for \"ndr work\":\na `URL`, nats://HOST:4222 or tls://HOST:4222?creds=FILE")
	o.service(cmd)
	o.storeFlags.add(cmd)
	o.decoding.add(cmd)
	o.lookups.add(cmd, "the diagnosis of one message")
	f.SortFlags = false
	return cmd
}

// service adds the flags of a program that runs for long.
func (o *watchOptions) service(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.metrics, "metrics", "", "serve /metrics (Prometheus) and /healthz at this `ADDRESS`")
	f.BoolVar(&o.verbose, "verbose", false, "log more")
}

func (o *watchOptions) run(cmd *cobra.Command, a *app, args []string) error {
	ctx := cmd.Context()
	c, err := o.storeFlags.load(a)
	if err != nil {
		return err
	}
	o.settle(cmd, c)
	defer a.relaxGC(analyzeGC)()
	if len(args) == 0 {
		args = c.Watch.Sources
	}
	if len(args) == 0 {
		return usagef("watch needs a SOURCE, such as maildir:DIR")
	}
	after, err := mailbox.ParseAfter(o.after)
	if err != nil {
		return usagef("--after: %s", err)
	}
	if o.poll < time.Second {
		return usagef("--poll must be at least 1s")
	}
	decoder, err := o.decoder(c, &o.lookups)
	if err != nil {
		return err
	}
	options := mailbox.Options{Once: o.once, After: after, MaxSize: int64(o.maxSize), Poll: o.poll, Getenv: a.getenv}
	if o.queue != "" {
		return o.enqueue(cmd, a, args, options)
	}
	opening := o.storeFlags.openPatiently
	if o.once {
		opening = o.storeFlags.open
	}
	st, err := opening(ctx, a, c)
	if err != nil {
		return err
	}
	defer st.Close()
	w := &watcher{watchOptions: o, saver: st, store: st, decoder: decoder, log: o.logger(a), metrics: &pipeline.Metrics{}, retention: retention(c)}
	if w.hooks, err = deliverer(c, st, w.log); err != nil {
		return err
	}
	options.Memory, options.Log = o.memory(st, w.log), w.log
	if w.sources, err = openSources(args, options); err != nil {
		return err
	}
	defer closeSources(w.sources)
	return w.run(ctx)
}

// openSources opens all of the sources, or none.
func openSources(urls []string, o mailbox.Options) ([]mailbox.Source, error) {
	var list []mailbox.Source
	for _, url := range urls {
		src, err := mailbox.Open(url, o)
		if err != nil {
			closeSources(list)
			if errors.Is(err, mailbox.ErrURL) {
				return nil, usagef("%s", err)
			}
			return nil, err
		}
		list = append(list, src)
	}
	return list, nil
}

func closeSources(list []mailbox.Source) {
	for _, src := range list {
		src.Close()
	}
}

// settle takes from the configuration file what the command line does not say.
func (o *watchOptions) settle(cmd *cobra.Command, c *config.Config) {
	take := func(flag string, given bool, set func()) {
		if given && !cmd.Flags().Changed(flag) {
			set()
		}
	}
	take("after", c.Watch.After != "", func() { o.after = c.Watch.After })
	take("jobs", c.Watch.Jobs != 0, func() { o.jobs = c.Watch.Jobs })
	take("offline", c.Watch.Offline, func() { o.offline = true })
	take("poll", c.Watch.Poll != 0, func() { o.poll = time.Duration(c.Watch.Poll) })
	take("metrics", c.Watch.Metrics != "", func() { o.metrics = c.Watch.Metrics })
}

func (o *watchOptions) logger(a *app) *slog.Logger {
	level := slog.LevelInfo
	if o.verbose {
		level = slog.LevelDebug
	} else if o.once {
		level = slog.LevelWarn
	}
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
}

// A watcher takes sources to the store, or to a queue.
type watcher struct {
	*watchOptions
	saver interface {
		pipeline.Saver
		pinger
	}
	store     *store.Store      // nil where messages go to a queue
	hooks     *notify.Deliverer // nil where store is
	decoder   *pipeline.Decoder
	sources   []mailbox.Source
	window    int // pipeline.Pipeline.Window
	retention store.Retention
	log       *slog.Logger
	metrics   *pipeline.Metrics
}

// onceGiveUp is how long the store may fail with --once; without, it may for
// ever.
const onceGiveUp = 2 * time.Minute

func (w *watcher) run(ctx context.Context) error {
	group, sub := errgroup.WithContext(ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	side, stop := context.WithCancel(sub)
	defer stop()
	if w.metrics != nil && w.watchOptions.metrics != "" {
		if err := serveMetrics(side, w.watchOptions.metrics, w.metrics, w.countHooks, w.saver, w.log); err != nil {
			return err
		}
	}
	if !w.once && w.store != nil {
		go w.prune(side)
		beside.Go(func() { w.hooks.Run(side) })
	}
	for _, src := range w.sources {
		p := &pipeline.Pipeline{Store: w.saver, Decoder: w.decoder, Jobs: w.workers(w.decoder.Lookups()), Window: w.window, Log: w.log, Metrics: w.metrics}
		if w.once {
			p.GiveUp = onceGiveUp
		}
		group.Go(func() error { return p.Run(sub, src) })
	}
	err := group.Wait()
	if err == nil && w.once && w.store != nil && ctx.Err() == nil {
		_, err = w.store.Prune(ctx, w.retention, time.Now())
		w.tellHooks(ctx)
	}
	m := w.metrics
	w.log.Info("ended", "stored", m.Stored.Load(), "new", m.New.Load(), "events", m.Events.Load(), "not_bounce", m.NotBounce.Load(),
		"undecodable", m.Undecodable.Load(), "deferred", m.Deferred.Load())
	switch n := m.Deferred.Load(); {
	case err != nil && !errors.Is(err, context.Canceled):
		return err
	case w.once && ctx.Err() != nil:
		return ctx.Err()
	case w.once && n > 0:
		return fmt.Errorf("%d messages could not be read: they stay as they are for the next time", n)
	}
	return nil
}

// prune gives up what is old, now and once an hour.
func (w *watcher) prune(ctx context.Context) {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop()
	for {
		p, err := w.store.Prune(ctx, w.retention, time.Now())
		if err != nil && ctx.Err() == nil {
			w.log.Warn("giving up what is old", "error", err)
		} else if p != (store.Pruned{}) {
			w.log.Info("gave up what is old", "events", p.Events, "messages", p.Messages, "raw", p.Raw, "anonymized", p.Anonymized)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}
