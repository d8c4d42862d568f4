package dsn

import "github.com/seed-d13f741b/ndr/dsn/internal/mime"

// A header is that of the message itself. The stages ask it for many fields, of
// which few are there: what is not in names is not looked for.
type header struct {
	mime.Header
	names [4]uint64 // a bit for each nameHash of a field
}

func newHeader(h mime.Header) header {
	all := header{Header: h}
	for name := range h.Names() {
		if name == "" {
			continue
		}
		hash := nameHash(name)
		all.names[hash/64] |= 1 << (hash % 64)
	}
	return all
}

// may reports whether there may be a field with the name.
func (h *header) may(name string) bool {
	hash := nameHash(name)
	return h.names[hash/64]&(1<<(hash%64)) != 0
}

// Has is that of mime.Header.
func (h *header) Has(name string) bool { return h.may(name) && h.Header.Has(name) }

// Get is that of mime.Header.
func (h *header) Get(name string) string {
	if !h.may(name) {
		return ""
	}
	return h.Header.Get(name)
}

// addresses gives those in all fields with the name.
func (h *header) addresses(name string) []string {
	if !h.may(name) {
		return nil
	}
	return addressList(h.Header, name)
}
