package dsn

import "github.com/seed-d13f741b/ndr/dsn/internal/mime"

// A header is that of the message itself. The stages ask it for many fields, of
// which few are there: what is not in names is not looked for.
type header struct {
	mime.Header
	names mime.NameSet
}

// may reports whether there may be a field with the name.
func (h *header) may(name string) bool { return h.names.May(name) }

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
func (h *header) addresses(name string) []string { return h.appendAddresses(nil, name) }

// appendAddresses appends them to list.
func (h *header) appendAddresses(list []string, name string) []string {
	if !h.may(name) {
		return list
	}
	return appendAddressList(list, h.Header, name)
}
