package main

import (
	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/spf13/cobra"
)

// own is the flag for what is known of the user's own mail; secrets and lists
// are in the configuration file alone.
type own struct{ domains []string }

func (o *own) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&o.domains, "own", nil, "a `DOMAIN` that mail of yours is sent from, to tell bounces of it from\nbackscatter; may be given several times (see [own] in docs/config.md)")
}

// mail gives what flag and configuration file say together.
func (o *own) mail(a *app, file string) (diagnose.Own, error) {
	var known diagnose.Own
	if file != "" {
		c, err := config.Load(file, a.getenv)
		if err != nil {
			return known, err
		}
		known = c.Own.Own()
	}
	for _, d := range o.domains {
		name, err := config.Domain(d)
		if err != nil {
			return known, usagef("--own: %v", err)
		}
		known.Domains = append(known.Domains, name)
	}
	return known, nil
}
