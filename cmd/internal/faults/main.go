// Command faults feeds bounces through a source of ndr while the program is
// killed again and again and the disk fills up, and then counts: each bounce must
// be in the store exactly once, none lost at the source, none stuck. Run it from
// the top of the repository:
//
//	go run ./cmd/internal/faults -source maildir -n 10000 -kills 50
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/postgres"
)

// Options are those of one run.
type options struct {
	source string
	n      int
	kills  int
	seed   uint64
	store  string
	ndr    string
	full   bool
	keep   bool
}

func main() {
	o := options{}
	flag.StringVar(&o.source, "source", "all", "the source to test: all, or "+strings.Join(driverNames(), ", "))
	flag.IntVar(&o.n, "n", 10_000, "how many bounces, not counting duplicates")
	flag.IntVar(&o.kills, "kills", 50, "how often the program is killed")
	flag.Uint64Var(&o.seed, "seed", 1, "the seed of what is random")
	flag.StringVar(&o.store, "store", "", "the store, by default an SQLite file of its own; postgres is a server\nof its own, which falls over at times")
	flag.StringVar(&o.ndr, "ndr", "", "the program, by default it is built")
	flag.BoolVar(&o.full, "full", true, "fill the disk once")
	flag.BoolVar(&o.keep, "keep", false, "keep the files of the test")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	names := []string{o.source}
	if o.source == "all" {
		names = driverNames()
	}
	failed := false
	for _, name := range names {
		one := o
		one.source = name
		if err := run(ctx, one); err != nil {
			fmt.Printf("FAIL %s: %v\n", name, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

// run tests one source.
func run(ctx context.Context, o options) error {
	if !slices.Contains(driverNames(), o.source) {
		return fmt.Errorf("there is no such source: use one of %s", strings.Join(driverNames(), ", "))
	}
	dir, err := os.MkdirTemp("", "ndr-faults-")
	if err != nil {
		return err
	}
	if o.keep {
		fmt.Println("files:", dir)
	} else {
		defer os.RemoveAll(dir)
	}
	if o.ndr == "" {
		o.ndr = filepath.Join(dir, "ndr")
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", o.ndr, "./cmd/ndr").CombinedOutput(); err != nil {
			return fmt.Errorf("building ndr: %w\n%s", err, out)
		}
	}
	d, err := newDriver(o.source, filepath.Join(dir, "source"))
	if err != nil {
		return err
	}
	defer d.close()
	disk, err := newDisk(filepath.Join(dir, "store"))
	if err != nil {
		return err
	}
	defer disk.close()
	var database *postgres.Server
	switch o.store {
	case "":
		o.store = "sqlite:" + filepath.Join(disk.dir, "ndr.db")
	case "postgres":
		if database, err = postgres.Start(); err != nil {
			return err
		}
		defer database.Close()
		if o.store, err = database.Database(ctx, "faults"); err != nil {
			return err
		}
		o.full = false
	}
	t := &trial{database: database, options: o, driver: d, disk: disk, mails: newMails(o.n, o.seed), rand: rand.New(rand.NewPCG(o.seed, 1))}
	start := time.Now()
	if err := t.torment(ctx); err != nil {
		return err
	}
	if err := t.finish(ctx); err != nil {
		return err
	}
	return t.verify(ctx, time.Since(start))
}
