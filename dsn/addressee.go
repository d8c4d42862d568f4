package dsn

import (
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// addressOf gives the address that the returned message has for a display
// name, "" if it has none or two. Systems that know their users by name write
// it in place of the address; words may follow it.
func (m *message) addressOf(name string) string {
	name = strings.Trim(clean(name), "\"' ")
	found := ""
	for _, a := range m.addressees() {
		if !strings.HasPrefix(name, a.name) {
			continue
		}
		if found != "" && !strings.EqualFold(found, a.addr) {
			return ""
		}
		found = a.addr
	}
	return found
}

// addressOfUser gives the address that the returned message has for a local
// part, "" if it has none or two.
func (m *message) addressOfUser(user string) string {
	if m.returned < 0 {
		return ""
	}
	h, _ := m.enclosed()
	found := ""
	for _, field := range [...]fieldID{fieldTo, fieldCc} {
		for _, addr := range h.addresses(field) {
			if local, _, _ := strings.Cut(addr, "@"); !strings.EqualFold(local, user) || strings.EqualFold(addr, found) {
				continue
			}
			if found != "" {
				return ""
			}
			found = addr
		}
	}
	return found
}

// An addressee is an address of the returned message with its display name.
type addressee struct{ name, addr string }

// addressees gives those of the returned message that have a name.
func (m *message) addressees() []addressee {
	if m.returned < 0 || m.memo.addressees != nil {
		return m.memo.addressees
	}
	h, _ := m.enclosed()
	list := []addressee{}
	for _, field := range [...]fieldID{fieldTo, fieldCc} {
		for v := range h.Values(field) {
			for entry := range strings.SplitSeq(v, ",") {
				name, addr, ok := strings.Cut(entry, "<")
				name = strings.Trim(clean(mime.DecodeWords(name)), "\"' ")
				if ok && name != "" && len(list) < maxAddresses {
					list = append(list, addressee{name, bareAddress("<" + addr)})
				}
			}
		}
	}
	m.memo.addressees = list
	return list
}

// unnamed adds a recipient of whom the text says what happened, but not the
// address. It is nil where the machine-readable part says who is.
func (rep *Report) unnamed() *Recipient {
	if rep.Format != "" || len(rep.Recipients) >= maxRecipients {
		return nil
	}
	rep.Recipients = append(rep.Recipients, Recipient{Source: SourceText})
	return &rep.Recipients[len(rep.Recipients)-1]
}
