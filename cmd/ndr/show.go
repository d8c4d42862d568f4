package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
)

type showOptions struct {
	output
	storeFlags
}

func newShow(a *app) *cobra.Command {
	o := &showOptions{}
	cmd := &cobra.Command{
		Use:   "show EVENT|ADDRESS",
		Short: "Show one event of the store with all its evidence",
		Long: `show prints what the store has of an event: what the bounce said, the causes
with their evidence, and the fix. EVENT is its event_id, or the beginning of
one; an ADDRESS stands for its events, newest first. The format json is the
document of the whole message, as ndr analyze prints it; raw is the message as
it came, where the store keeps those.`,
		Example: `  ndr show 4f1c2a90
  ndr show jane@example.net
  ndr show --format json 4f1c2a90 | jq .diagnosis`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), a, args)
		},
	}
	o.output.add(cmd, "text", "json", "raw")
	o.storeFlags.add(cmd)
	cmd.Flags().SortFlags = false
	return cmd
}

// showMost is how many events of an address are shown.
const showMost = 20

func (o *showOptions) run(ctx context.Context, a *app, args []string) error {
	if len(args) != 1 {
		return usagef("show needs one EVENT or ADDRESS")
	}
	st, c, err := o.storeFlags.read(ctx, a)
	if err != nil {
		return err
	}
	defer st.Close()
	var ids []string
	if strings.Contains(args[0], "@") {
		for _, name := range names(c, args[0]) {
			more, err := st.OfAddress(ctx, name, showMost)
			if err != nil {
				return err
			}
			ids = append(ids, more...)
		}
	} else {
		if ids, err = st.Matching(ctx, strings.ToLower(args[0]), showMost); err != nil {
			return err
		}
		if len(ids) > 1 {
			return fmt.Errorf("%s: %d or more events begin so: give more of the id", args[0], len(ids))
		}
	}
	if len(ids) == 0 {
		return fmt.Errorf("%s: the store has no such event", args[0])
	}
	for i, id := range ids {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		if err := o.show(ctx, a, st, id); err != nil {
			return err
		}
	}
	return nil
}

func (o *showOptions) show(ctx context.Context, a *app, st *store.Store, id string) error {
	r, err := st.Find(ctx, id)
	if errors.Is(err, store.ErrUnknown) {
		return fmt.Errorf("%s: the store has no such event", id)
	}
	if err != nil {
		return err
	}
	var out []byte
	switch o.format.value {
	case "json":
		var b bytes.Buffer
		if err := json.Indent(&b, r.Document, "", "  "); err != nil {
			return fmt.Errorf("%s: the stored document is damaged: %w", id, err)
		}
		out = append(b.Bytes(), '\n')
	case "raw":
		if r.Raw == nil {
			return fmt.Errorf("%s: the message was not kept: keep_raw in the table [store] of the --config file asks for it", id)
		}
		out = r.Raw
	default:
		e := &render.StoredEvent{
			ID: r.ID, Recipient: r.Recipient, Original: r.Original, Action: r.Action, Status: r.Status, Reply: r.Reply, Category: r.Category,
			Permanence: r.Permanence, Provider: r.Provider, At: r.At, Received: r.Received, Source: r.Source, Index: r.Index, Document: r.Document,
		}
		if out, err = (render.Text{Style: a.style(o.color), Cols: term.Columns(a.stdout)}).AppendStoredEvent(nil, e); err != nil {
			return err
		}
	}
	if _, err := a.stdout.Write(out); err != nil {
		return fmt.Errorf("writing the event: %w", err)
	}
	return nil
}
