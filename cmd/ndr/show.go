package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
)

type showOptions struct {
	format choice
	storeFlags
}

func newShow(a *app) *cobra.Command {
	o := &showOptions{format: choice{"text", []string{"text", "json", "raw"}}}
	cmd := &cobra.Command{
		Use:   "show EVENT|ADDRESS",
		Short: "Show one event of the store with all its evidence",
		Long: `show prints what the store has of an event: what the bounce said, the causes
with their evidence, and the fix. EVENT is its event_id, or the beginning of
one; an ADDRESS stands for its events, newest first. The format json is the
document of the whole message, as ndr analyze prints it; raw is the message as
it came, where the store keeps those.`,
		Example: `  ndr show 4f1c2a90
  ndr show jane@example.net
  ndr show --format json 4f1c2a90 | jq .diagnosis`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), a, args)
		},
	}
	f := cmd.Flags()
	f.Var(&o.format, "format", "how to write the event")
	complete(cmd, "format", o.format.words...)
	o.storeFlags.add(cmd)
	f.SortFlags = false
	return cmd
}

// showMost is how many events of an address are shown.
const showMost = 20

func (o *showOptions) run(ctx context.Context, a *app, args []string) error {
	if len(args) != 1 {
		return usagef("show needs one EVENT or ADDRESS")
	}
	st, c, err := o.storeFlags.read(ctx, a)
	if err != nil {
		return err
	}
	defer st.Close()
	var ids []string
	if strings.Contains(args[0], "@") {
		for _, name := range names(c, args[0]) {
			more, err := st.OfAddress(ctx, name, showMost)
			if err != nil {
				return err
			}
			ids = append(ids, more...)
		}
	} else {
		if ids, err = st.Matching(ctx, strings.ToLower(args[0]), showMost); err != nil {
			return err
		}
		if len(ids) > 1 {
			return fmt.Errorf("%s: %d or more events begin so: give more of the id", args[0], len(ids))
		}
	}
	if len(ids) == 0 {
		return fmt.Errorf("%s: the store has no such event", args[0])
	}
	for i, id := range ids {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		if err := o.show(ctx, a, st, id); err != nil {
			return err
		}
	}
	return nil
}

func (o *showOptions) show(ctx context.Context, a *app, st *store.Store, id string) error {
	r, err := st.Find(ctx, id)
	if errors.Is(err, store.ErrUnknown) {
		return fmt.Errorf("%s: the store has no such event", id)
	}
	if err != nil {
		return err
	}
	var out []byte
	switch o.format.value {
	case "json":
		var b bytes.Buffer
		if err := json.Indent(&b, r.Document, "", "  "); err != nil {
			return fmt.Errorf("%s: the stored document is damaged: %w", id, err)
		}
		out = append(b.Bytes(), '\n')
	case "raw":
		if r.Raw == nil {
			return fmt.Errorf("%s: the message was not kept: keep_raw in the table [store] of the --config file asks for it", id)
		}
		out = r.Raw
	default:
		if out, err = appendRecord(nil, r); err != nil {
			return err
		}
	}
	if _, err := a.stdout.Write(out); err != nil {
		return fmt.Errorf("writing the event: %w", err)
	}
	return nil
}

// appendRecord appends what the store has of an event, for people.
func appendRecord(b []byte, r *store.Record) ([]byte, error) {
	var doc shownDocument
	if err := json.Unmarshal(r.Document, &doc); err != nil {
		return b, fmt.Errorf("%s: the stored document is damaged: %w", r.ID, err)
	}
	w := &recordWriter{b}
	w.line("Event", r.ID)
	w.line("Recipient", r.Recipient)
	if r.Original != "" && r.Original != r.Recipient {
		w.line("Original", r.Original)
	}
	reply := ""
	if r.Reply != 0 {
		reply = fmt.Sprint(r.Reply)
	}
	w.line("Outcome", strings.Join(strings.Fields(r.Action+" "+reply+" "+r.Status), " "))
	w.line("Category", strings.Join(strings.Fields(r.Category+" "+r.Permanence), ", "))
	w.line("Provider", r.Provider)
	w.line("Bounced", r.At.Format(time.RFC3339))
	w.line("Received", r.Received.Format(time.RFC3339)+" from "+r.Source)
	if r.Index < len(doc.Recipients) {
		n := &doc.Recipients[r.Index]
		w.line("Reply", n.Diagnostic.Text)
		w.line("Decided by", strings.TrimSpace(n.Why.Rule+": "+n.Why.Matched))
		w.line("Means", n.Entry.Meaning)
	}
	w.line("Message", doc.Original.MessageID)
	w.line("Subject", doc.Original.Subject)
	w.line("From", doc.Original.From)
	for i := range doc.Diagnosis.Verdicts {
		w.verdict(&doc.Diagnosis.Verdicts[i])
	}
	for _, reason := range doc.Authenticity.Reasons {
		w.line("Genuine", doc.Authenticity.Status+": "+reason.Text)
	}
	return w.b, nil
}

// A shownDocument is what show needs of a document of schema "ndr/1".
type shownDocument struct {
	Recipients []struct {
		Diagnostic struct{ Text string }
		Why        struct{ Rule, Matched string }
		Entry      struct{ Meaning string }
	}
	Original struct {
		MessageID     string `json:"message_id"`
		Subject, From string
	}
	Diagnosis    struct{ Verdicts []shownVerdict }
	Authenticity struct {
		Status  string
		Reasons []struct{ Text string }
	}
}

type shownVerdict struct {
	Cause, Confidence, Who, Summary string
	Recipients                      []string
	Evidence                        []struct{ Check, Target, Detail, Record string }
	Fix                             []struct{ Text, Name, Type, Value string }
}

// A recordWriter writes names and values; all values are made visible.
type recordWriter struct{ b []byte }

func (w *recordWriter) line(name, value string) {
	if strings.TrimSpace(value) != "" {
		w.b = fmt.Appendf(w.b, "%-11s%s\n", name, term.Escape(value))
	}
}

func (w *recordWriter) verdict(v *shownVerdict) {
	w.line("Cause", v.Cause+", "+v.Confidence+": "+v.Summary)
	for _, e := range v.Evidence {
		w.line("  evidence", strings.TrimSpace(e.Check+" "+e.Target)+": "+e.Detail)
		w.line("  record", e.Record)
	}
	for _, f := range v.Fix {
		w.line("  fix", f.Text)
		if f.Value != "" {
			w.line("  set", f.Name+". IN "+f.Type+" "+f.Value)
		}
	}
}
