package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/source"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/spf13/cobra"
)

// Exit statuses of ingest, those of sysexits.h that mail systems know.
const (
	exitData     = 65 // EX_DATAERR: not a mail message, and never will be
	exitTempFail = 75 // EX_TEMPFAIL: keep it in the queue and try again
)

type ingestOptions struct {
	lookups
	decoding
	storeFlags
}

func newIngest(a *app) *cobra.Command {
	o := &ingestOptions{decoding: decoding{maxSize: maxMessage}}
	cmd := &cobra.Command{
		Use:   "ingest",
		Short: "Take one bounce from a mail system's pipe into the store",
		Long: `ingest reads one message from standard input, and takes it through decoding and
diagnosis into the store. Mail systems run it for each bounce: it tells them
with the statuses of sysexits.h what became of it.

Exit status: 0 the message is in the store, now or since before, or is no
bounce; 65 it is not a mail message, or too large; 75 for all else: the mail
system keeps the message and tries again.`,
		Example: `  ndr ingest < bounce.eml
  echo '|ndr ingest --offline' > ~/.forward`,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.status(a, cmd, o.run(cmd.Context(), a, args))
		},
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return o.status(a, cmd, flagError(cmd, err)) })
	o.storeFlags.add(cmd)
	o.decoding.add(cmd)
	o.lookups.add(cmd, "the diagnosis")
	cmd.Flags().SortFlags = false
	return cmd
}

// status gives the exit status for an error. A mistake in the set-up must not
// lose mail, so that it too asks the mail system to try again.
func (o *ingestOptions) status(a *app, cmd *cobra.Command, err error) error {
	var status statusError
	if err == nil || errors.As(err, &status) {
		return err
	}
	a.complain("", err)
	return statusError(exitTempFail)
}

func (o *ingestOptions) run(ctx context.Context, a *app, args []string) error {
	if len(args) > 0 {
		return usagef("ingest reads standard input: %q is too much", args[0])
	}
	c, err := o.storeFlags.load(a)
	if err != nil {
		return err
	}
	decoder, err := o.decoder(c, &o.lookups)
	if err != nil {
		return err
	}
	a.remarkStdin("a message")
	body, err := io.ReadAll(io.LimitReader(source.Interruptible(ctx, a.stdin), int64(o.maxSize)+1))
	if err != nil {
		return fmt.Errorf("reading standard input: %w", err)
	}
	st, err := o.storeFlags.openPatiently(ctx, a, c)
	if err != nil {
		return err
	}
	defer st.Close()
	item := &mailbox.Item{Name: "-", Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(body)), nil
	}}
	result := decoder.Decode(ctx, "ingest", item)
	if result.Outcome == mailbox.Deferred {
		return result.Reason
	}
	if err := o.save(ctx, st, slices.Collect(result.Messages())); err != nil {
		return err
	}
	if result.Outcome == mailbox.Undecodable {
		a.complain("", explainParse(result.Reason))
		return statusError(exitData)
	}
	return nil
}

func (o *ingestOptions) save(ctx context.Context, st *store.Store, messages []*store.Message) error {
	return patiently(ctx, func() error {
		_, err := st.Save(ctx, messages)
		return err
	})
}
