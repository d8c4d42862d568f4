package notify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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

// A document is one of schema "ndr/1" taken apart, to be given in parts: a
// message may have very many recipients.
type document struct {
	members    []member
	diagnosis  []member
	recipients []json.RawMessage
	verdicts   []verdict
}

// A member is one of a JSON object.
type member struct {
	key   string
	value json.RawMessage
}

type verdict struct {
	members []member
	about   []string // addresses, in order
}

// open takes a document apart.
func open(b []byte) (*document, error) {
	var doc document
	var err error
	if doc.members, err = membersOf(b); err != nil {
		return nil, fmt.Errorf("notify: the stored document is damaged: %w", err)
	}
	var verdicts []json.RawMessage
	for _, m := range doc.members {
		switch m.key {
		case "recipients":
			err = json.Unmarshal(m.value, &doc.recipients)
		case "diagnosis":
			doc.diagnosis, err = membersOf(m.value)
		}
		if err != nil {
			return nil, fmt.Errorf("notify: the stored document is damaged: %w", err)
		}
	}
	for _, m := range doc.diagnosis {
		if m.key == "verdicts" {
			err = json.Unmarshal(m.value, &verdicts)
		}
	}
	for _, b := range verdicts {
		var v verdict
		var about struct{ Recipients []string }
		if v.members, err = membersOf(b); err == nil {
			err = json.Unmarshal(b, &about)
		}
		if err != nil {
			break
		}
		slices.Sort(about.Recipients)
		v.about = about.Recipients
		doc.verdicts = append(doc.verdicts, v)
	}
	if err != nil {
		return nil, fmt.Errorf("notify: the stored document is damaged: %w", err)
	}
	return &doc, nil
}

// membersOf gives the members of an object, in order.
func membersOf(b []byte) ([]member, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("no JSON object: %v", t)
	}
	var list []member
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var m member
		m.key, _ = key.(string)
		if err := d.Decode(&m.value); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// of gives the part of the document that is about the recipient of an event:
// without the other recipients, and what was found out about them alone.
func (doc *document) of(r *store.Record) ([]byte, error) {
	recipient := "[]"
	if r.Index < len(doc.recipients) {
		recipient = "[" + string(doc.recipients[r.Index]) + "]"
	}
	address, err := encode(r.Recipient)
	if err != nil {
		return nil, err
	}
	var verdicts []string
	for _, v := range doc.verdicts {
		if _, about := slices.BinarySearch(v.about, r.Recipient); about {
			verdicts = append(verdicts, object(v.members, "recipients", "["+string(address)+"]"))
		} else if len(v.about) == 0 {
			verdicts = append(verdicts, object(v.members, "", ""))
		}
	}
	diagnosis := object(doc.diagnosis, "verdicts", "["+strings.Join(verdicts, ",")+"]")
	return []byte(object(replace(doc.members, "diagnosis", diagnosis), "recipients", recipient)), nil
}

func replace(list []member, key, value string) []member {
	list = slices.Clone(list)
	for i := range list {
		if list[i].key == key {
			list[i].value = json.RawMessage(value)
		}
	}
	return list
}

// object writes an object, with the value of one key replaced.
func object(list []member, key, value string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, m := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := encode(m.key)
		b.Write(name)
		b.WriteByte(':')
		if m.key == key {
			b.WriteString(value)
		} else {
			b.Write(m.value)
		}
	}
	b.WriteByte('}')
	return b.String()
}
