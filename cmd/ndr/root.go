package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func newRoot(a *app) *cobra.Command {
	wantVersion := false
	cmd := &cobra.Command{
		Use:   "ndr COMMAND",
		Short: "Say why mail bounced, and what to do about it",
		Long: `ndr reads the bounces (non-delivery reports) that mail systems send back. For
each recipient it says what happened, looks up what DNS says about it, names the
cause with its evidence, and computes the fix.`,
		Example: `  ndr analyze bounce.eml
  ndr explain 550 5.7.26
  ndr check spf example.com --ip 192.0.2.10`,
		SilenceErrors:         true,
		SilenceUsage:          true,
		DisableFlagsInUseLine: true,
		Args:                  commandNames,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if wantVersion {
				return printVersion(a.stdout)
			}
			return cmd.Help()
		},
		PersistentPreRun: func(*cobra.Command, []string) {
			a.started = true
		},
	}
	cmd.Flags().BoolVar(&wantVersion, "version", false, "print the version, as ndr version does")
	cmd.SuggestionsMinimumDistance = 2
	cmd.CompletionOptions.DisableDefaultCmd = true
	cmd.SetUsageFunc(printUsage)
	cmd.SetFlagErrorFunc(flagError)
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
