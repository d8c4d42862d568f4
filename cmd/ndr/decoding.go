package main

import (
	"runtime"

	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/cmd/internal/pipeline"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
	"github.com/spf13/cobra"
)

// decoding are the flags that say how messages on their way to the store are
// decoded and diagnosed.
type decoding struct {
	offline bool
	jobs    int
	rules   string
	maxSize size
}

func (d *decoding) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&d.offline, "offline", false, "ask nobody: decode and classify only")
	f.IntVar(&d.jobs, "jobs", 0, "do `N` messages at once\n(default: one for each processor, 8 with lookups)")
	f.StringVar(&d.rules, "rules", "", "catalogue entries of your own in a `FILE`, ahead of the built-in ones")
	f.Var(&d.maxSize, "max-size", "the size up to which a message is read")
}

// workers gives how many messages are worked on at once. With lookups they
// mostly wait.
func (d *decoding) workers(lookups bool) int {
	switch {
	case d.jobs > 0:
		return d.jobs
	case lookups:
		return 8 * runtime.GOMAXPROCS(0)
	}
	return runtime.GOMAXPROCS(0)
}

// decoder makes what the flags and the configuration file ask for.
func (d *decoding) decoder(c *config.Config, l *lookups) (*pipeline.Decoder, error) {
	if d.offline && (l.zone != "" || len(l.resolvers) > 0) {
		return nil, usagef("--offline asks nobody: leave out --zone and --resolver")
	}
	if d.jobs < 0 || d.jobs > maxJobs {
		return nil, usagef("--jobs must be from 1 to %d", maxJobs)
	}
	dec := &pipeline.Decoder{
		Parser:    &dsn.Parser{MaxSize: int64(d.maxSize)},
		Diagnoser: &diagnose.Diagnoser{Timeout: l.timeout, DNSBL: c.DNSBL.Query(), Own: c.Own.Own()},
		MaxSize:   int64(d.maxSize),
		KeepRaw:   c.Store.KeepRaw,
	}
	var err error
	if dec.Diagnoser.Catalog, err = loadCatalog(d.rules); err != nil {
		return nil, err
	}
	if d.offline {
		return dec, nil
	}
	dec.Parser.KeepReturned = maxReturned // for its signatures
	dec.Diagnoser.Resolver, err = l.resolver()
	return dec, err
}

// sorter tells bounces from other mail, and leaves all else to those who take
// them from the queue.
func (d *decoding) sorter() *pipeline.Decoder {
	return &pipeline.Decoder{Parser: &dsn.Parser{MaxSize: int64(d.maxSize)}, MaxSize: int64(d.maxSize), KeepRaw: true}
}
