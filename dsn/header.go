package dsn

import (
	"iter"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// A header is that of a message, with the places of the fields that the stages ask
// for: they ask for many, of which few are there.
type header struct {
	mime.Header
	has fieldSet
	at  [fieldIDs]uint16 // one more than the place of the first field with the name
}

// number finds the fields of a header.
func (h *header) number(fields mime.Header) {
	h.Header = fields
	for i := h.Len() - 1; i >= 0; i-- {
		if id := fieldIDOf(h.Field(i)); id != fieldNone {
			h.SetTag(i, uint8(id))
			h.at[id] = uint16(i + 1)
			h.has.add(id)
		}
	}
}

// Has reports whether there is such a field.
func (h *header) Has(id fieldID) bool { return h.at[id] != 0 }

// HasAny reports whether there is one of the fields.
func (h *header) HasAny(set fieldSet) bool { return h.has[0]&set[0]|h.has[1]&set[1] != 0 }

// Get gives the value of the first such field, unfolded, or "".
func (h *header) Get(id fieldID) string {
	if i := h.at[id]; i != 0 {
		return h.Value(int(i) - 1)
	}
	return ""
}

// Text is Get with encoded words decoded and everything in UTF-8.
func (h *header) Text(id fieldID) string { return mime.DecodeText(h.Get(id)) }

// Values gives the values of all such fields, unfolded.
func (h *header) Values(id fieldID) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := int(h.at[id]) - 1; i >= 0; i = h.Next(i, uint8(id)) {
			if !yield(h.Value(i)) {
				return
			}
		}
	}
}

// count gives the number of such fields.
func (h *header) count(id fieldID) (n int) {
	for range h.Values(id) {
		n++
	}
	return n
}

// addresses gives those in all such fields, RFC 5322 section 3.4, without names. It
// takes what is there: quotes, groups and comments may be damaged.
func (h *header) addresses(id fieldID) []string { return h.appendAddresses(nil, id) }

// appendAddresses appends them to list.
func (h *header) appendAddresses(list []string, id fieldID) []string {
	for v := range h.Values(id) {
		list = appendAddresses(list, v)
	}
	return list
}

// firstAddress gives the first address in such fields, or "".
func (h *header) firstAddress(id fieldID) string {
	for v := range h.Values(id) {
		if oneMailbox(v) {
			if a := mailbox(v); a != "" {
				return a
			}
		} else if list := appendAddresses(nil, v); len(list) > 0 {
			return list[0]
		}
	}
	return ""
}

// A fieldSet has a bit for each field.
type fieldSet [2]uint64

func fieldsOf(ids ...fieldID) (set fieldSet) {
	for _, id := range ids {
		set.add(id)
	}
	return set
}

func (s *fieldSet) add(id fieldID) { s[id/64] |= 1 << (id % 64) }
