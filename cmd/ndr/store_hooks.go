package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
)

func newStoreHooks(a *app) *cobra.Command {
	var flags storeFlags
	var retry, forget string
	cmd := &cobra.Command{
		Use:   "hooks",
		Short: "List the hooks on events, and what waits for them",
		Long: `hooks lists the hooks on events of the --config file, and those that the store
still has events for: how many events wait, since when, how many were given up,
and the last error. docs/events.md tells how hooks work.`,
		Example: `  ndr store hooks --config ndr.toml
  ndr store hooks --config ndr.toml --retry crm`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, c, err := flags.read(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer st.Close()
			switch {
			case retry != "" && forget != "":
				return usagef("--retry and --forget exclude each other")
			case retry != "":
				n, err := st.Revive(cmd.Context(), retry, time.Now())
				return a.changed("%d events wait again\n", n, err)
			case forget != "":
				n, err := st.Forget(cmd.Context(), forget)
				return a.changed("%d events forgotten\n", n, err)
			}
			return listHooks(cmd.Context(), a, st, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&retry, "retry", "", "let the events that were given up for the hook `NAME` wait again")
	f.StringVar(&forget, "forget", "", "take all events for the hook `NAME` out, those that wait too")
	flags.add(cmd)
	f.SortFlags = false
	return cmd
}

// changed prints how much was changed.
func (a *app) changed(format string, n int64, err error) error {
	if err == nil {
		_, err = fmt.Fprintf(a.stdout, format, n)
	}
	return err
}

// listHooks prints a line for each hook: name, what it is, how many wait and
// since when, how many are dead, and the last error.
func listHooks(ctx context.Context, a *app, st *store.Store, c *config.Config) error {
	states, err := st.Outbox(ctx)
	if err != nil {
		return err
	}
	var b strings.Builder
	line := func(name, what string, h store.HookState) {
		since := ""
		if !h.Oldest.IsZero() {
			since = " since " + h.Oldest.Format(time.RFC3339)
		}
		fmt.Fprintf(&b, "%s\t%s\t%d waiting%s\t%d dead\t%s\n", name, what, h.Waiting, since, h.Dead, term.Escape(h.Error))
	}
	for i := range c.OnEvent {
		_, what, err := eventHook(&c.OnEvent[i])
		if err != nil {
			what = err.Error()
		}
		var state store.HookState
		if at := slices.IndexFunc(states, func(h store.HookState) bool { return h.Hook == c.OnEvent[i].Name }); at >= 0 {
			state = states[at]
			states = slices.Delete(states, at, at+1)
		}
		line(c.OnEvent[i].Name, what, state)
	}
	for _, state := range states {
		line(term.Escape(state.Hook), "not in the configuration", state)
	}
	_, err = fmt.Fprint(a.stdout, b.String())
	return err
}

func newStoreDeliver(a *app) *cobra.Command {
	var flags storeFlags
	cmd := &cobra.Command{
		Use:   "deliver",
		Short: "Tell the hooks of the events that wait for them, once",
		Long: `deliver does at once what ndr watch and ndr work do all the time: it tells the
hooks of the --config file of the events that wait for them and are due. Each is
tried once; of a hook that fails three times in a row the others are left for
the next time.

Exit status: 0 nothing failed; 1 something did; 2 wrong usage.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if flags.config == "" {
				return usagef("store deliver needs --config, which says what hooks there are")
			}
			st, c, err := flags.read(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer st.Close()
			d, err := deliverer(c, st, slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
			if err != nil {
				return err
			}
			err = d.Drain(cmd.Context())
			delivered, failed, dead := d.Metrics.Total()
			if err := a.changed("%d events delivered\n", delivered, err); err != nil {
				return err
			}
			if failed+dead > 0 {
				return fmt.Errorf("%d events were not delivered and are tried again later, %d were given up: \"ndr store hooks\" has the errors", failed, dead)
			}
			return cmd.Context().Err()
		},
	}
	flags.add(cmd)
	return cmd
}
