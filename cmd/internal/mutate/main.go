// Command mutate breaks mails on purpose, each time in another way, and takes
// them through parsing and classification. It reports what must not happen:
// a panic, more than a second for one mail, text that is no UTF-8.
//
//	go run ./cmd/internal/mutate -n 200000 -seed 1 testdata
//
// The same seed and mails give the same mutations. Each report says how to run
// its one mutation again. Exit status: 0 nothing found; 1 something was; 2
// wrong usage, or no mails.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

type options struct {
	n, jobs int
	seed    uint64
	only    int
	dump    bool
	dirs    []string
}

func parseFlags(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("mutate", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.IntVar(&o.n, "n", 200_000, "how many mutations")
	f.Uint64Var(&o.seed, "seed", 1, "the `number` that decides on all of them")
	f.IntVar(&o.only, "only", -1, "make just this `mutation` of them, as a report gives it")
	f.BoolVar(&o.dump, "dump", false, "with -only: write the mutated mail to standard output")
	f.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "how many at once")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	o.dirs = f.Args()
	if len(o.dirs) == 0 {
		o.dirs = []string{"testdata"}
	}
	return o, nil
}

func run(args []string, stdout, stderr io.Writer) int {
	o, err := parseFlags(args, stderr)
	if err != nil {
		return 2
	}
	mails, err := readMails(o.dirs)
	if err != nil {
		fmt.Fprintf(stderr, "mutate: %v\n", err)
		return 2
	}
	m := &mutator{mails: mails, seed: o.seed}
	if o.only >= 0 && o.dump {
		if _, err := stdout.Write(m.mutation(o.only)); err != nil {
			fmt.Fprintf(stderr, "mutate: %v\n", err)
			return 1
		}
		return 0
	}
	r := &runner{mutator: m, jobs: max(o.jobs, 1), slow: slow, hopeless: hopeless, try: guarded(try)}
	first, last := 0, o.n
	if o.only >= 0 {
		first, last = o.only, o.only+1
	}
	start := time.Now()
	failures := r.run(first, last)
	for _, f := range failures {
		fmt.Fprintf(stdout, "%s: %s\n  again: go run ./cmd/internal/mutate -seed %d -only %d %s\n",
			f.what, f.detail, o.seed, f.mutation, strings.Join(o.dirs, " "))
	}
	took := time.Since(start)
	fmt.Fprintf(stdout, "%d mutations of %d mails, seed %d: %d panics, %d hangs, %d times no UTF-8; the slowest (%d) took %s alone; all %s\n",
		last-first, len(mails), o.seed, count(failures, panicked), count(failures, hung), count(failures, notUTF8),
		r.slowest, r.alone(r.slowest).Round(time.Microsecond), took.Round(time.Millisecond))
	if len(failures) > 0 {
		return 1
	}
	return 0
}
