package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/cmd/internal/notify"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// subscriptions gives what the hooks of a configuration file want to be told of.
func subscriptions(c *config.Config) []store.Subscription {
	var list []store.Subscription
	for i := range c.OnEvent {
		o := &c.OnEvent[i]
		list = append(list, store.Subscription{Hook: o.Name, Kinds: o.Kinds, Categories: o.Categories, OnlySuppress: o.OnlySuppress})
	}
	return list
}

// deliverer gives what tells the hooks of a configuration file.
func deliverer(c *config.Config, st *store.Store, log *slog.Logger) (*notify.Deliverer, error) {
	d := &notify.Deliverer{Outbox: st, Log: log, Metrics: &notify.Metrics{}}
	for i := range c.OnEvent {
		h, _, err := eventHook(&c.OnEvent[i])
		if err != nil {
			return nil, err
		}
		d.Hooks = append(d.Hooks, h)
	}
	return d, nil
}

// eventHook makes a hook, and says in a few words, without secrets, what it is.
func eventHook(o *config.OnEvent) (h notify.Hook, what string, err error) {
	h = notify.Hook{Name: o.Name, Timeout: time.Duration(o.Timeout), Attempts: o.Attempts, Parallel: o.Parallel}
	if o.Command != "" {
		h.Sender, err = notify.NewCommand(o.Command)
		what = "a command"
	} else {
		var w *notify.Webhook
		if w, err = notify.NewWebhook(notify.WebhookOptions{URL: o.Address(), Secrets: o.Keys(), CA: o.CA, Agent: "ndr/" + version()}); err == nil {
			h.Sender, what = w, "a webhook at "+w.Host()
		}
	}
	if err != nil {
		return h, "", fmt.Errorf("on_event.%s: %w", o.Name, err)
	}
	return h, what, nil
}

// onceDeliver is how long watch --once takes at its end to tell hooks; what
// they were not told then waits for the next time.
const onceDeliver = 30 * time.Second

// tellHooks tells hooks of what waits, for a bounded time.
func (w *watcher) tellHooks(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, onceDeliver)
	defer cancel()
	if err := w.hooks.Drain(ctx); err != nil && ctx.Err() == nil {
		w.log.Warn("telling hooks", "error", err)
	}
}

// countHooks appends what is counted of hooks.
func (w *watcher) countHooks(ctx context.Context, b []byte) []byte {
	if w.hooks == nil || len(w.hooks.Hooks) == 0 {
		return b
	}
	outbox, err := w.store.OutboxCounts(ctx)
	if err != nil {
		w.log.Warn("metrics", "error", err)
	}
	return w.hooks.Metrics.AppendText(b, outbox)
}
