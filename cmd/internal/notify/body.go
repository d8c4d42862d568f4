package notify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// A payload is what a hook reads.
type payload struct {
	Schema     string          `json:"schema"`
	Hook       string          `json:"hook"`
	EventID    string          `json:"event_id"`
	At         time.Time       `json:"at"`
	Received   time.Time       `json:"received"`
	Kind       string          `json:"kind"`
	Recipient  string          `json:"recipient"`
	Original   string          `json:"original"`
	Domain     string          `json:"domain"`
	Action     string          `json:"action"`
	Status     string          `json:"status"`
	Reply      int             `json:"reply"`
	Category   string          `json:"category"`
	Permanence string          `json:"permanence"`
	Suppress   bool            `json:"suppress"`
	Provider   string          `json:"provider"`
	Cause      string          `json:"cause"`
	Confidence string          `json:"confidence"`
	Document   json.RawMessage `json:"document"`
}

// body gives the JSON for an event. It is the same for each attempt.
func body(hook string, r *store.Record, doc *document) ([]byte, error) {
	part, err := doc.of(r)
	if err != nil {
		return nil, err
	}
	return encode(&payload{
		Schema: Schema, Hook: hook, EventID: r.ID, At: r.At, Received: r.Received, Kind: r.Kind,
		Recipient: r.Recipient, Original: r.Original, Domain: r.Domain, Action: r.Action, Status: r.Status, Reply: r.Reply,
		Category: r.Category, Permanence: r.Permanence, Suppress: r.Suppress, Provider: r.Provider, Cause: r.Cause, Confidence: r.Confidence,
		Document: part,
	})
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("notify: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
