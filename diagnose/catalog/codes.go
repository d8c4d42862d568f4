package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A codeTable holds what codes mean by themselves.
type codeTable struct {
	reply   map[int]*Entry
	exact   map[codeKey]*Entry // of an enhanced code, each class on its own, or of both codes
	subject map[uint16]*Entry
	class   map[uint8]*Entry
	// order are the entries as the files have them.
	order []*Entry
}

// A codeKey is an enhanced code, and the reply code that it is looked up with, 0 for
// none, as one number: a map finds that sooner than a struct.
type codeKey uint64

func newCodeKey(reply int, status dsn.Status) codeKey {
	return codeKey(reply)<<40 | codeKey(status.Class)<<32 | codeKey(status.Subject)<<16 | codeKey(status.Detail)
}

func newCodeTable() codeTable {
	return codeTable{
		reply:   map[int]*Entry{},
		exact:   map[codeKey]*Entry{},
		subject: map[uint16]*Entry{},
		class:   map[uint8]*Entry{},
	}
}

func (t codeTable) clone() codeTable {
	return codeTable{
		reply: cloneMap(t.reply), exact: cloneMap(t.exact), subject: cloneMap(t.subject),
		class: cloneMap(t.class), order: slices.Clone(t.order),
	}
}

// cloneMap copies a map; a nil one becomes an empty one.
func cloneMap[K comparable, V any](m map[K]V) map[K]V {
	c := make(map[K]V, len(m))
	maps.Copy(c, m)
	return c
}

// A codeStanza is a stanza of a code as read, before it is known for which
// classes it stands.
type codeStanza struct {
	entry     Entry
	seen      keySet
	meaning4  string
	category4 Category
	name4     string
}

// readCode reads a "Status:", "Class:", "Subject:", "Reply:" or "Pair:" stanza.
func (l *loader) readCode(s *stanza) error {
	c := codeStanza{seen: l.seen[:0]}
	for i, f := range s.fields {
		err := c.seen.add(f.key)
		if i > 0 && err == nil {
			err = l.codeField(&c, f)
		}
		if err != nil {
			return s.errAt(f, "%w", err)
		}
	}
	if c.entry.Name == "" || c.entry.Meaning == "" || c.entry.Category == "" {
		return s.errAt(s.fields[0], "needs Name, Meaning and Category")
	}
	if err := l.addCode(&c, s.fields[0]); err != nil {
		return s.errAt(s.fields[0], "%w", err)
	}
	return nil
}

// codeField takes one field of a code.
func (l *loader) codeField(c *codeStanza, f field) error {
	switch f.key {
	case "Basic":
		for part := range strings.SplitSeq(f.value, ",") {
			n, err := strconv.Atoi(strings.TrimSpace(part))
			if err != nil {
				return fmt.Errorf("want reply codes, got %q", f.value)
			}
			c.entry.Basic = append(c.entry.Basic, n)
		}
		return nil
	case "Meaning-4":
		c.meaning4 = f.value
		return nil
	case "Name-4":
		c.name4 = f.value
		return nil
	case "Category-4":
		c.category4 = Category(f.value)
		return validCategory(f.value)
	}
	known, err := l.lib.entryText(&c.entry, f)
	if !known {
		return unknownTextKey(f.key, "Basic", "Name-4", "Meaning-4", "Category-4")
	}
	return err
}

// addCode adds a code under the key that its first field gives.
func (l *loader) addCode(c *codeStanza, first field) error {
	switch first.key {
	case "Status":
		return l.addStatuses(c, first.value)
	case "Pair":
		reply, status, ok := strings.Cut(first.value, " ")
		n, err := strconv.Atoi(reply)
		st, errStatus := dsn.ParseStatus(status)
		if !ok || err != nil || errStatus != nil {
			return fmt.Errorf("want a reply code and a status, got %q", first.value)
		}
		e, err := l.codeEntry(c, "code/"+reply+"-"+status, first.value, n/100)
		return addEntry(l, l.codes.exact, newCodeKey(n, st), e, err)
	}
	n, err := strconv.Atoi(first.value)
	if err != nil || n < 0 || n > 599 {
		return fmt.Errorf("want a number, got %q", first.value)
	}
	switch first.key {
	case "Reply":
		e, err := l.codeEntry(c, "reply/"+first.value, first.value, n/100)
		return addEntry(l, l.codes.reply, n, e, err)
	case "Class":
		e, err := l.codeEntry(c, "class/"+first.value, first.value+".x.x", n)
		return addEntry(l, l.codes.class, uint8(n), e, err)
	default:
		e, err := l.codeEntry(c, "subject/"+first.value, "x."+first.value+".x", 0)
		return addEntry(l, l.codes.subject, uint16(n), e, err)
	}
}

// addStatuses adds a code for each of the classes that it is given for:
// "X.1.1" stands for 4 and 5.
func (l *loader) addStatuses(c *codeStanza, list string) error {
	for s := range strings.SplitSeq(list, ",") {
		s = strings.TrimSpace(s)
		rest, both := strings.CutPrefix(s, "X.")
		if !both {
			if err := l.addStatus(c, s); err != nil {
				return err
			}
			continue
		}
		for _, class := range []string{"5.", "4."} {
			if err := l.addStatus(c, class+rest); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *loader) addStatus(c *codeStanza, s string) error {
	st, err := dsn.ParseStatus(s)
	if err != nil {
		return fmt.Errorf("want X.1.1 or 5.1.1: %w", err)
	}
	e, err := l.codeEntry(c, "status/"+s, s, int(st.Class))
	return addEntry(l, l.codes.exact, newCodeKey(0, st), e, err)
}

// codeEntry makes the entry of a code whose first digit is class, 0 for none.
func (l *loader) codeEntry(c *codeStanza, id, code string, class int) (*Entry, error) {
	e := c.entry
	e.ID, e.Code = id, code
	if class == 4 {
		if c.meaning4 != "" {
			e.Meaning = c.meaning4
		}
		if c.name4 != "" {
			e.Name = c.name4
		}
		if c.category4 != "" {
			e.Category = c.category4
		}
	}
	if class != 0 && !c.seen.has("Permanence") {
		e.Permanence = classPermanence(class)
		if e.Permanence == "" {
			e.Permanence = NothingFailed // 3xx: go on
		}
	}
	return &e, l.lib.applyAbout(&e, c.seen)
}

// addEntry adds the entry of a code to its map and to the order.
func addEntry[K comparable](l *loader, m map[K]*Entry, key K, e *Entry, err error) error {
	if err != nil {
		return err
	}
	if _, dup := m[key]; dup {
		return fmt.Errorf("%s stands twice", e.ID)
	}
	m[key] = e
	l.codes.order = append(l.codes.order, e)
	return nil
}

// readList reads a "List:" stanza.
func (l *loader) readList(s *stanza) error {
	r := listRule{entry: &Entry{}, zone: s.fields[0].value}
	seen := l.seen[:0]
	for _, f := range s.fields {
		err := seen.add(f.key)
		switch {
		case err != nil:
		case f.key == "List":
			r.entry.ID, r.entry.Code = "list/"+f.value, f.value
		case f.key == "Match":
			r.names, err = l.program.append(r.names, f.value)
		default:
			var known bool
			if known, err = l.lib.entryText(r.entry, f); !known {
				err = unknownTextKey(f.key, "List", "Match")
			}
		}
		if err != nil {
			return s.errAt(f, "%w", err)
		}
	}
	if len(r.names) == 0 || r.entry.Name == "" || r.entry.Category == "" {
		return s.errAt(s.fields[0], "needs Name, Category and Match")
	}
	if err := l.lib.applyAbout(r.entry, seen); err != nil {
		return s.errAt(s.fields[0], "%w", err)
	}
	l.lists = append(l.lists, r)
	return nil
}
