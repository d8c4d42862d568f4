package notify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// A document is one of schema "ndr/1" taken apart, to be given in parts: a
// message may have very many recipients.
type document struct {
	members    []member
	diagnosis  []member
	recipients []json.RawMessage
	verdicts   []verdict
	checks     []cited
	// raw is what was taken apart.
	raw []byte
}

// A member is one of a JSON object.
type member struct {
	key   string
	value json.RawMessage
}

type verdict struct {
	members  []member
	about    []string // addresses, in order
	evidence []lookup
}

// A lookup is a check of something.
type lookup struct{ Check, Target string }

// A cited is one of the checks of a diagnosis.
type cited struct {
	lookup
	value json.RawMessage
}

// maxChecks is how many checks each part of a document may have that its verdicts
// do not cite: a message to very many domains has very many, and each would go
// into each part.
const maxChecks = 100

// open takes a document apart.
func open(b []byte) (*document, error) {
	doc := &document{raw: b}
	if err := doc.fill(); err != nil {
		return nil, fmt.Errorf("notify: the stored document is damaged: %w", err)
	}
	return doc, nil
}

func (doc *document) fill() (err error) {
	if doc.members, err = membersOf(doc.raw); err != nil {
		return err
	}
	for _, m := range doc.members {
		switch m.key {
		case "recipients":
			err = json.Unmarshal(m.value, &doc.recipients)
		case "diagnosis":
			doc.diagnosis, err = membersOf(m.value)
		}
		if err != nil {
			return err
		}
	}
	for _, m := range doc.diagnosis {
		switch m.key {
		case "verdicts":
			err = each(m.value, doc.addVerdict)
		case "checks":
			err = each(m.value, func(b json.RawMessage) error {
				c := cited{value: b}
				doc.checks = append(doc.checks, c)
				return json.Unmarshal(b, &doc.checks[len(doc.checks)-1].lookup)
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (doc *document) addVerdict(b json.RawMessage) (err error) {
	var of struct {
		Recipients []string
		Evidence   []lookup
	}
	var v verdict
	if v.members, err = membersOf(b); err != nil {
		return err
	}
	if err := json.Unmarshal(b, &of); err != nil {
		return err
	}
	slices.Sort(of.Recipients)
	v.about, v.evidence = of.Recipients, of.Evidence
	doc.verdicts = append(doc.verdicts, v)
	return nil
}

// each calls f for each element of an array.
func each(b json.RawMessage, f func(json.RawMessage) error) error {
	var list []json.RawMessage
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	for _, v := range list {
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
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
	cites := map[lookup]bool{}
	for _, v := range doc.verdicts {
		_, about := slices.BinarySearch(v.about, r.Recipient)
		switch {
		case about:
			verdicts = append(verdicts, object(replace(v.members, "recipients", "["+string(address)+"]")))
		case len(v.about) == 0:
			verdicts = append(verdicts, object(v.members))
		default:
			continue
		}
		for _, e := range v.evidence {
			cites[e] = true
		}
	}
	diagnosis := replace(doc.diagnosis, "verdicts", "["+strings.Join(verdicts, ",")+"]")
	if len(doc.checks) > maxChecks {
		var checks []string
		for _, c := range doc.checks {
			if cites[c.lookup] {
				checks = append(checks, string(c.value))
			}
		}
		diagnosis = replace(diagnosis, "checks", "["+strings.Join(checks, ",")+"]")
	}
	return []byte(object(replace(replace(doc.members, "diagnosis", object(diagnosis)), "recipients", recipient))), nil
}

// replace gives the members with the value of one key replaced.
func replace(list []member, key, value string) []member {
	list = slices.Clone(list)
	for i := range list {
		if list[i].key == key {
			list[i].value = json.RawMessage(value)
		}
	}
	return list
}

// object writes an object.
func object(list []member) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, m := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := encode(m.key)
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.String()
}
