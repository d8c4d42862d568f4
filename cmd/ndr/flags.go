package main

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/spf13/cobra"
)

// A choice is the value of a flag that takes one of a few words.
type choice struct {
	value string
	words []string
}

func (c *choice) String() string { return c.value }

func (c *choice) Type() string { return strings.Join(c.words, "|") }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.words, s) {
		return fmt.Errorf("must be %s or %s", strings.Join(c.words[:len(c.words)-1], ", "), c.words[len(c.words)-1])
	}
	c.value = s
	return nil
}

// output are the flags that say how results are written.
type output struct {
	format choice
	color  term.Color
}

// add adds the flags; the first format is the default.
func (o *output) add(cmd *cobra.Command, formats ...string) {
	o.format = choice{formats[0], formats}
	o.color = term.Auto
	cmd.Flags().Var(&o.format, "format", "how to write the results")
	cmd.Flags().Var(&o.color, "color", "colour the text; auto: on a terminal where NO_COLOR is not set")
	complete(cmd, "format", formats...)
	complete(cmd, "color", "auto", "always", "never")
}

// complete lets the shell complete the value of a flag.
func complete(cmd *cobra.Command, flag string, words ...string) {
	// The error says that there is no such flag, which a test would show.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// lookups are the flags that say whom to ask.
type lookups struct {
	resolvers []string
	zone      string
	timeout   time.Duration
	verbose   bool
	config    string
}

func (l *lookups) add(cmd *cobra.Command, what string) {
	f := cmd.Flags()
	f.StringArrayVar(&l.resolvers, "resolver", nil, "ask this name server, as `HOST:PORT`; may be given several times\n(default: those of the system)")
	f.StringVar(&l.zone, "zone", "", "answer DNS questions from this master `FILE` alone")
	f.DurationVar(&l.timeout, "timeout", 10*time.Second, "how long "+what+" may take, a `DURATION`")
}

// addVerbose adds the flag for commands that show results one by one.
func (l *lookups) addVerbose(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&l.verbose, "verbose", false, "also show each lookup: who was asked, what came, how long it took")
}

// addConfig adds the flag for commands that ask blocklists.
func (l *lookups) addConfig(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.config, "config", "", "read access keys of blocklists, and lists of your own, from a TOML `FILE` (see docs/config.md)")
}

// blocklists gives how blocklists are asked, by the configuration file.
func (l *lookups) blocklists(a *app) (check.DNSBLQuery, error) {
	if l.config == "" {
		return check.DNSBLQuery{}, nil
	}
	c, err := config.Load(l.config, a.getenv)
	if err != nil {
		return check.DNSBLQuery{}, err
	}
	return c.DNSBL.Query(), nil
}

// resolver gives the one that the flags ask for, with a cache.
func (l *lookups) resolver() (check.Resolver, error) {
	if l.timeout <= 0 {
		return nil, usagef("--timeout must be more than 0")
	}
	if l.zone != "" {
		if len(l.resolvers) > 0 {
			return nil, usagef("--zone and --resolver exclude each other")
		}
		zone, err := checktest.ParseFile(l.zone)
		if err != nil {
			return nil, fmt.Errorf("--zone: %w", err)
		}
		return check.NewCache(zone), nil
	}
	client := &check.Client{}
	for _, s := range l.resolvers {
		server, err := hostPort(s)
		if err != nil {
			return nil, err
		}
		client.Servers = append(client.Servers, server)
	}
	return check.NewCache(check.Throttle(client, listQueries)), nil
}

// listQueries is how many questions may be on the way to one blocklist: their
// operators turn away who asks too much at once.
const listQueries = 4

// hostPort completes the name or address of a server with the port of DNS, or
// of DNS over TLS (RFC 7858) behind "tls://".
func hostPort(s string) (string, error) {
	if rest, ok := strings.CutPrefix(s, "tls://"); ok {
		server, err := withPort(rest, "853")
		return "tls://" + server, err
	}
	return withPort(s, "53")
}

func withPort(s, usual string) (string, error) {
	if addr, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return net.JoinHostPort(addr.String(), usual), nil
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		host, port = s, usual
	}
	_, noAddr := netip.ParseAddr(host) // which may have colons
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || host == "" || noAddr != nil && strings.ContainsAny(host, " :/") {
		return "", usagef("--resolver %q: must be HOST, HOST:PORT or tls://HOST", s)
	}
	return net.JoinHostPort(host, port), nil
}

// loadCatalog gives the built-in catalogue with the user's rules ahead of it.
func loadCatalog(rules string) (*catalog.Catalog, error) {
	if rules == "" {
		return catalog.Builtin(), nil
	}
	f, err := os.Open(rules)
	if err != nil {
		return nil, fmt.Errorf("--rules: %w", err)
	}
	defer f.Close()
	return catalog.Builtin().With(f, rules) // its errors name the file and the line
}

// A size is the value of a flag that counts bytes: "1000000", "64MiB", "10M".
type size int64

func (s *size) String() string {
	if v := int64(*s); v > 0 && v%(1<<20) == 0 {
		return strconv.FormatInt(v>>20, 10) + "MiB"
	}
	return strconv.FormatInt(int64(*s), 10)
}

// Type is the name that help shows for the value.
func (s *size) Type() string { return "BYTES" }

func (s *size) Set(v string) error {
	digits := strings.TrimRight(v, "kKmMgGiIbB")
	unit := strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(v[len(digits):]), "b"), "i"))
	shift, ok := map[string]int{"": 0, "k": 10, "m": 20, "g": 30}[unit]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !ok || n <= 0 || n > 1<<40>>shift {
		return fmt.Errorf("must be a number of bytes, such as 1000000 or 64MiB")
	}
	*s = size(n << shift)
	return nil
}
