package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
)

type suppressOptions struct {
	format choice
	storeFlags
	lift       []string
	permanent  int
	soft       int
	softWithin duration
	expire     duration
	complaints bool
}

func newSuppress(a *app) *cobra.Command {
	o := &suppressOptions{format: choice{"text", []string{"text", "csv", "json", "postfix"}}}
	cmd := &cobra.Command{
		Use:   "suppress [ADDRESS]...",
		Short: "List the addresses to write to no more",
		Long: `suppress lists the addresses that no mail should be sent to, with the events
that are the reason: those that failed for good once, for a reason that is about
the address itself; those that failed otherwise, with a full mailbox say, 5
times within 30 days; and those that complained. What a receiver has against the
sender or the text never counts. With ADDRESSes, only these are looked for.

The format postfix is an access map for check_recipient_access. --lift takes an
address off the list: what has happened up to now counts no more.`,
		Example: `  ndr suppress
  ndr suppress --format csv --soft 3 --within 14d --expire 365d
  ndr suppress --format postfix > /etc/postfix/suppressed && postmap /etc/postfix/suppressed
  ndr suppress --lift jane@example.net`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd, a, args)
		},
	}
	f := cmd.Flags()
	f.Var(&o.format, "format", "how to write the list")
	complete(cmd, "format", o.format.words...)
	f.StringArrayVar(&o.lift, "lift", nil, "take this `ADDRESS` off the list; may be given several times")
	f.IntVar(&o.permanent, "permanent", 1, "list after `N` permanent failures, 0 for never")
	f.IntVar(&o.soft, "soft", 5, "list after `N` other failures of the address, 0 for never")
	f.Var(&o.softWithin, "within", "the time within which those must be (default 30d)")
	f.Var(&o.expire, "expire", "let an address go this long after its last failure (default never)")
	f.BoolVar(&o.complaints, "complaints", true, "list who complained")
	o.storeFlags.add(cmd)
	f.SortFlags = false
	return cmd
}

// A duration is the value of a flag: "30d", "12h".
type duration struct{ config.Duration }

func (d *duration) String() string {
	if d.Duration == 0 {
		return ""
	}
	return time.Duration(d.Duration).String()
}

// Type is the name that help shows for the value.
func (d *duration) Type() string { return "DURATION" }

func (d *duration) Set(s string) error {
	if err := d.UnmarshalText([]byte(s)); err != nil {
		return errors.New(`must be a duration such as "90d" or "12h"`)
	}
	return nil
}

func (o *suppressOptions) run(cmd *cobra.Command, a *app, args []string) error {
	ctx := cmd.Context()
	if o.permanent < 0 || o.soft < 0 {
		return usagef("--permanent and --soft must not be negative")
	}
	st, c, err := o.storeFlags.read(ctx, a)
	if err != nil {
		return err
	}
	defer st.Close()
	if len(o.lift) > 0 {
		return o.liftAll(ctx, st, c)
	}
	p := policy(c)
	o.override(cmd, &p)
	out := bufio.NewWriter(a.stdout)
	list, err := newSuppressionWriter(out, o.format.value)
	if err != nil {
		return err
	}
	wanted := o.wanted(c, args)
	err = st.Suppressions(ctx, p, time.Now(), func(s *store.Suppression) error {
		if wanted != nil && !wanted[s.Address] {
			return nil
		}
		return list.write(s)
	})
	if err == nil {
		err = list.end()
	}
	if flushErr := out.Flush(); err == nil && flushErr != nil {
		err = fmt.Errorf("writing the list: %w", flushErr)
	}
	if err == nil && list.left > 0 {
		a.complain("", fmt.Errorf("left out %d that can't be in a map of Postfix (quoted, or replaced by a hash): --format text has all", list.left))
	}
	return err
}

// override takes what the command line says into the policy of the file.
func (o *suppressOptions) override(cmd *cobra.Command, p *store.Policy) {
	changed := cmd.Flags().Changed
	if changed("permanent") {
		p.Permanent = o.permanent
	}
	if changed("soft") {
		p.Soft = o.soft
	}
	if changed("within") {
		p.SoftWithin = time.Duration(o.softWithin.Duration)
	}
	if changed("expire") {
		p.Expire = time.Duration(o.expire.Duration)
	}
	if changed("complaints") {
		p.Complaints = o.complaints
	}
}

// names gives how the store may have an address: as it is, and replaced.
func names(c *config.Config, address string) []string {
	address = strings.ToLower(strings.TrimSpace(address))
	list := []string{address}
	if key := c.Privacy.HashKey(); key != nil {
		list = append(list, store.Hashed(key, address))
	}
	return list
}

// wanted gives the addresses to look for, nil for all.
func (o *suppressOptions) wanted(c *config.Config, args []string) map[string]bool {
	if len(args) == 0 {
		return nil
	}
	set := map[string]bool{}
	for _, arg := range args {
		for _, name := range names(c, arg) {
			set[name] = true
		}
	}
	return set
}

func (o *suppressOptions) liftAll(ctx context.Context, st *store.Store, c *config.Config) error {
	for _, address := range o.lift {
		found := false
		for _, name := range names(c, address) {
			err := st.Lift(ctx, name, time.Now())
			if err != nil && !errors.Is(err, store.ErrUnknown) {
				return err
			}
			found = found || err == nil
		}
		if !found {
			return fmt.Errorf("%s: the store knows of no bounce of this address", address)
		}
	}
	return nil
}

// A suppressionWriter writes the list in one format.
type suppressionWriter struct {
	out    *bufio.Writer
	format string
	n      int
	left   int // out of the list, as the format can't have them
}

func newSuppressionWriter(out *bufio.Writer, format string) (*suppressionWriter, error) {
	begin := map[string]string{"csv": "address,since,reason,category,events\n", "json": "["}[format]
	_, err := out.WriteString(begin)
	return &suppressionWriter{out: out, format: format}, err
}

// suppressionJSON is an address as programs read it.
type suppressionJSON struct {
	Address  string   `json:"address"`
	Since    string   `json:"since"`
	Reason   string   `json:"reason"`
	Category string   `json:"category"`
	Events   []string `json:"events"`
}

func (w *suppressionWriter) write(s *store.Suppression) (err error) {
	w.n++
	since := s.Since.Format(time.RFC3339)
	switch w.format {
	case "json":
		events := s.Events
		if events == nil {
			events = []string{}
		}
		b, err := json.MarshalIndent(suppressionJSON{s.Address, since, s.Reason, s.Category, events}, "  ", "  ")
		if err != nil {
			return err
		}
		sep := "\n  "
		if w.n > 1 {
			sep = ",\n  "
		}
		_, err = w.out.WriteString(sep + string(b))
		return err
	case "csv":
		_, err = w.out.Write(render.AppendCSVRow(nil, s.Address, since, s.Reason, s.Category, strings.Join(s.Events, " ")))
	case "postfix":
		key, ok := postfixKey(s.Address)
		if !ok {
			w.left++
			return nil
		}
		_, err = fmt.Fprintf(w.out, "%s\tREJECT suppressed since %s: %s\n", key, s.Since.Format(time.DateOnly), s.Category)
	default:
		_, err = fmt.Fprintf(w.out, "%s\t%s\t%s\t%s\t%s\n", term.Escape(s.Address), s.Since.Format(time.DateOnly), s.Reason, s.Category, plural(len(s.Events), "event"))
	}
	return err
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func (w *suppressionWriter) end() error {
	if w.format != "json" {
		return nil
	}
	end := "]\n"
	if w.n > 0 {
		end = "\n]\n"
	}
	_, err := w.out.WriteString(end)
	return err
}

// postfixKey gives an address as the key of an access map, access(5). What would
// be read as something else there, or was replaced by a hash, is left out.
func postfixKey(address string) (string, bool) {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || local == "" || domain == "" || strings.HasPrefix(local, "#") || store.IsHashed(address) {
		return "", false
	}
	for _, r := range address {
		if r <= ' ' || r == '"' || r == '\\' || r == 0x7f || !term.Visible(r) {
			return "", false
		}
	}
	return address, true
}
