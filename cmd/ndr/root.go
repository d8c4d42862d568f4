package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func newRoot(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ndr COMMAND",
		Short: "Say why mail bounced, and what to do about it",
		Long: `ndr reads the bounces (non-delivery reports) that mail systems send back. For
each recipient it says what happened, looks up what DNS says about it, names the
cause with its evidence, and computes the fix.`,
		Example: `  ndr analyze bounce.eml
  ndr explain 550 5.7.26
  ndr check spf example.com --ip 192.0.2.10`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          commandNames,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRun: func(*cobra.Command, []string) {
			a.started = true
		},
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.CompletionOptions.DisableDefaultCmd = true
	cmd.SetUsageTemplate(usageTemplate)
	cmd.SetHelpCommand(newHelp(cmd))
	cmd.AddCommand(newAnalyze(a), newExplain(a), newCheck(a), newHeaders(a), newWatch(a), newWork(a), newIngest(a), newReport(a), newSuppress(a), newShow(a), newStore(a), newConfig(a), newVersion(a), newCompletion(a))
	for _, sub := range cmd.Commands() {
		sub.DisableFlagsInUseLine = true
	}
	return cmd
}

// commandNames refuses what is no command, and says what was probably meant.
func commandNames(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := &usageError{text: fmt.Sprintf("unknown command %q for %q", args[0], cmd.CommandPath())}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		err.hint = fmt.Sprintf("did you mean %q?", cmd.CommandPath()+" "+near[0])
	} else if _, statErr := os.Stat(args[0]); statErr == nil && !cmd.HasParent() {
		err.hint = fmt.Sprintf("to read a bounce: ndr analyze %s", args[0])
	}
	return err
}

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
				return usagef("no help on %q: there is no such command", args)
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

// usageTemplate is cobra's, in the order in which people read, at 80 columns.
const usageTemplate = `Usage:
  {{if .Runnable}}{{.UseLine}}{{else}}{{.CommandPath}} COMMAND{{end}}
{{- if .HasAvailableSubCommands}}

Commands:
{{- range .Commands}}{{if or .IsAvailableCommand (eq .Name "help")}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}
{{- if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsagesWrapped 80 | trimTrailingWhitespaces}}{{end}}
{{- if .HasExample}}

Examples:
{{.Example}}{{end}}
{{- if .HasAvailableSubCommands}}

{{printf "%s COMMAND --help" .CommandPath | printf "More: %s"}}{{end}}
`
