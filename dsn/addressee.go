package dsn

import (
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// addressOf gives the address that the returned message has for a display
// name, "" if it has none or two. Systems that know their users by name write
// it in place of the address; words may follow it.
func (m *message) addressOf(name string) string {
	if m.returned < 0 {
		return ""
	}
	h, _ := m.enclosed()
	found := ""
	for _, field := range [...]string{"To", "Cc"} {
		for v := range h.Values(field) {
			for entry := range strings.SplitSeq(v, ",") {
				shown, addr, ok := strings.Cut(entry, "<")
				shown = strings.Trim(clean(mime.DecodeWords(shown)), "\"' ")
				if !ok || shown == "" || !strings.HasPrefix(strings.Trim(clean(name), "\"' "), shown) {
					continue
				}
				if addr = bareAddress("<" + addr); found != "" && !strings.EqualFold(found, addr) {
					return ""
				}
				found = addr
			}
		}
	}
	return found
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
