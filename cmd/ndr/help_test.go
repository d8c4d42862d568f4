package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestHelp reads the help of all commands: their examples are commands that there
// are, and no line that is not an example's is wider than a terminal.
func TestHelp(t *testing.T) {
	var each func(*cobra.Command)
	read := 0
	each = func(cmd *cobra.Command) {
		for line := range strings.Lines(cmd.Example) {
			if i := strings.Index(line, "ndr "); i >= 0 {
				read++
				assertCommand(t, cmd.CommandPath()+" --help", line[i:])
			}
		}
		help := cmd.Long + "\n" + cmd.UsageString()
		help, _, _ = strings.Cut(help, "\nExamples:")
		for line := range strings.Lines(help) {
			// The lines of commands are as long as their sentences.
			if n := term.Width(strings.TrimSuffix(line, "\n")); n > 80 && !cmd.HasAvailableSubCommands() {
				t.Errorf("%s --help has a line of %d columns: %s", cmd.CommandPath(), n, line)
			}
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if value, _ := pflag.UnquoteUsage(f); value != "" && !strings.Contains(value, "|") && value != strings.ToUpper(value) {
				t.Errorf("%s --help calls the value of --%s %q: give it a name in capitals, between backquotes in the text", cmd.CommandPath(), f.Name, value)
			}
		})
		for _, sub := range cmd.Commands() {
			each(sub)
		}
	}
	each(newRoot(&app{}))
	if read < 20 {
		t.Errorf("%d examples: the test sees too little", read)
	}
}

// TestEveryCheckHasACommand: what a diagnosis looks at can be looked at by hand, and
// an entry of the catalogue can ask for it.
func TestEveryCheckHasACommand(t *testing.T) {
	names := diagnose.CheckNames()
	if len(names) < 9 {
		t.Fatalf("CheckNames() = %v: the test sees too little", names)
	}
	for _, name := range append(names, "all") {
		cmd, rest, err := newRoot(&app{}).Find([]string{"check", name})
		if err != nil || len(rest) > 0 || cmd.Name() != name {
			t.Errorf("there is no command ndr check %s: give it one in check.go", name)
		}
		if !slices.Contains(strings.Fields(strings.ReplaceAll(checkNames, ",", " ")), name) {
			t.Errorf("checkNames does not have %s", name)
		}
	}
	for _, name := range names {
		rules := "Id: x\nMatch: acme is closed today\nName: x\nMeaning: x.\nCategory: policy\nChecks: " + name + "\n"
		if _, err := catalog.Builtin().With(strings.NewReader(rules), "rules"); err != nil {
			t.Errorf("no entry of the catalogue can ask for %s: %v", name, err)
		}
	}
}
