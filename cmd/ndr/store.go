package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
)

func newStore(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store COMMAND",
		Short: "Look after the store: what could not be read, what is old, what waits for hooks",
		Args:  commandNames,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newStoreUndecodable(a), newStorePrune(a), newStoreHooks(a), newStoreDeliver(a))
	return cmd
}

func newStoreUndecodable(a *app) *cobra.Command {
	var flags storeFlags
	cmd := &cobra.Command{
		Use:   "undecodable [ID]",
		Short: "List what could not be decoded, or print one of them as it came",
		Long: `undecodable lists the messages that could not be decoded: id, when, where, and
why. With an ID it prints that message as it came; of one that was too large
nothing is kept.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			st, _, err := flags.read(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer st.Close()
			switch len(args) {
			case 0:
				return st.Undecodable(cmd.Context(), func(u *store.Refused) error {
					_, err := fmt.Fprintf(a.stdout, "%x\t%s\t%s\t%s\n", u.Digest, u.Received.Format(time.RFC3339), term.Escape(u.Source+" "+u.Item), term.Escape(u.Reason))
					return err
				})
			case 1:
				return printUndecodable(cmd.Context(), a, st, args[0])
			}
			return usagef("store undecodable takes one ID")
		},
	}
	flags.add(cmd)
	return cmd
}

func printUndecodable(ctx context.Context, a *app, st *store.Store, id string) error {
	b, err := hex.DecodeString(id)
	if err != nil || len(b) != len(store.Digest{}) {
		return usagef("%q is no ID of the list that \"ndr store undecodable\" prints", id)
	}
	raw, err := st.UndecodableRaw(ctx, store.NewDigest(b))
	if errors.Is(err, store.ErrUnknown) {
		return fmt.Errorf("%s: the store has no such message, or did not keep it for its size", id)
	}
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(raw)
	return err
}

func newStorePrune(a *app) *cobra.Command {
	var flags storeFlags
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Delete and anonymise what is old, as the configuration file says",
		Long: `prune does at once what ndr watch does every hour: it deletes and anonymises
what is older than the tables [store] and [privacy] of the --config file allow.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if flags.config == "" {
				return usagef("store prune needs --config, which says what is old")
			}
			st, c, err := flags.read(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer st.Close()
			p, err := st.Prune(cmd.Context(), retention(c), time.Now())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "deleted %d events and %d messages, %d messages as they came; anonymised %d messages\n", p.Events, p.Messages, p.Raw, p.Anonymized)
			return err
		},
	}
	flags.add(cmd)
	return cmd
}
