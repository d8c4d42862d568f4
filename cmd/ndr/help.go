package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the help of a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return subcommands(root, args), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("no help on %q: there is no such command", strings.Join(args, " "))
			}
			return found.Help()
		},
	}
}

func subcommands(root *cobra.Command, args []string) []string {
	cmd, _, err := root.Find(args)
	if err != nil {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name()+"\t"+c.Short)
		}
	}
	return names
}

// The layout of help: text is at most helpWidth columns wide, and what a flag is
// for begins at helpColumn, on a line of its own where the flag is longer.
const helpWidth, helpColumn = 80, 26

// printUsage says how a command is used, in the order in which people read.
func printUsage(cmd *cobra.Command) error {
	var b strings.Builder
	line := cmd.CommandPath() + " COMMAND"
	if cmd.Runnable() {
		line = cmd.UseLine()
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", line)
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s %s\n", c.NamePadding(), c.Name(), c.Short)
			}
		}
	}
	flags := ""
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" {
			flags += flagUsage(f)
		}
	})
	if flags != "" {
		b.WriteString("\nFlags:\n" + flags)
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nMore: %s COMMAND --help\n", cmd.CommandPath())
	}
	_, err := fmt.Fprint(cmd.OutOrStdout(), b.String())
	return err
}

// flagUsage gives the lines of help on one flag.
func flagUsage(f *pflag.Flag) string {
	value, text := pflag.UnquoteUsage(f)
	name := "  --" + f.Name
	if value != "" {
		name += " " + value
	}
	switch f.DefValue {
	case "", "0", "false", "[]":
	default:
		text += " (default " + f.DefValue + ")"
	}
	indent := strings.Repeat(" ", helpColumn)
	text = strings.Join(term.Wrap(text, helpWidth-helpColumn), "\n"+indent) + "\n"
	if len(name) > helpColumn-2 {
		return name + "\n" + indent + text
	}
	return name + indent[len(name):] + text
}

// flagError makes an error of reading a flag one for people: what the value has
// to be, in place of what a function of Go's library says.
func flagError(_ *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err
	}
	flag, want := invalid.GetFlag(), ""
	var number *strconv.NumError
	switch {
	case flag.Value.Type() == "duration":
		want = "a duration such as 30s or 2m"
	case flag.Value.Type() == "bool":
		want = "true or false"
	case errors.As(err, &number):
		want = "a whole number"
	default:
		return err
	}
	return usagef("invalid argument %q for \"--%s\" flag: must be %s", invalid.GetValue(), flag.Name, want)
}
