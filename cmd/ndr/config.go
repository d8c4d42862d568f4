package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/spf13/cobra"
)

func newConfig(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config COMMAND",
		Short: "Check a configuration file",
		Args:  commandNames,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	check := &cobra.Command{
		Use:   "check FILE",
		Short: "Say whether a configuration file is in order",
		Long: `check reads a configuration file as the other commands do, with the environment
variables and files that its secrets are in. What is wrong is told with the file
and the line, or the key. Nothing is connected to.

Exit status: 0 in order; 1 not; 2 wrong usage.`,
		Example: `  ndr config check /etc/ndr/ndr.toml`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("config check needs one FILE")
			}
			return checkConfig(a, args[0])
		},
	}
	cmd.AddCommand(check)
	return cmd
}

func checkConfig(a *app, file string) error {
	c, err := config.Load(file, a.getenv)
	if err != nil {
		return err
	}
	if err := checkWatch(a, c); err != nil {
		return fmt.Errorf("config: %s: %w", file, err)
	}
	text := fmt.Sprintf("%s is in order\n", file)
	for i := range c.OnEvent {
		_, what, err := eventHook(&c.OnEvent[i])
		if err != nil {
			return fmt.Errorf("config: %s: %w", file, err)
		}
		text += fmt.Sprintf("on_event.%s: %s\n", c.OnEvent[i].Name, what)
	}
	_, err = io.WriteString(a.stdout, text)
	return err
}

// checkWatch looks at what commands read of the file only when they need it.
func checkWatch(a *app, c *config.Config) error {
	if url := c.Store.Address(); url != "" {
		if err := store.CheckURL(url); err != nil {
			return fmt.Errorf("store.url: %s", strings.TrimPrefix(err.Error(), "store: "))
		}
	}
	after, err := mailbox.ParseAfter(c.Watch.After)
	if err != nil {
		return errors.New("watch.after: it must be seen, keep, delete or move:FOLDER")
	}
	options := mailbox.Options{After: after, MaxSize: maxMessage, Getenv: a.getenv, Log: slog.New(slog.DiscardHandler)}
	for _, url := range c.Watch.Sources {
		if err := mailbox.CheckURL(url, options); err != nil {
			return fmt.Errorf("watch.sources: %s", strings.TrimPrefix(err.Error(), "mailbox: "))
		}
	}
	return nil
}
