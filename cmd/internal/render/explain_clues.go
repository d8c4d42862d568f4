package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// clues writes what a reply names: what follow-up checks ask about, and what to
// quote to the other side.
func (p *page) clues(k *catalog.Clues) {
	field := func(label string, list []string) {
		p.field(label, term.Plain, span{text: strings.Join(list, ", ")})
	}
	field("Blocklist", k.Lists)
	ips := make([]string, len(k.IPs))
	for i, ip := range k.IPs {
		ips[i] = ip.String()
	}
	field("Address", ips)
	field("Domain", k.Domains)
	field("Link", k.URLs)
	field("Token", k.Tokens)
	field("Id", k.IDs)
	if k.RetryAfter > 0 {
		p.field("Try again", term.Plain, span{text: "after " + k.RetryAfter.String()})
	}
	if k.SizeLimit > 0 {
		p.field("Limit", term.Plain, span{text: fmt.Sprintf("%d bytes", k.SizeLimit)})
	}
}

// appendClues writes the clues as a member of a JSON object.
func (e *encoder) appendClues(k *catalog.Clues) {
	e.key("clues")
	e.begin('{')
	e.strs("lists", k.Lists)
	e.key("ips")
	e.begin('[')
	for _, ip := range k.IPs {
		e.next()
		e.b = appendString(e.b, ip.String())
	}
	e.end(']')
	e.strs("domains", k.Domains)
	e.strs("urls", k.URLs)
	e.strs("tokens", k.Tokens)
	e.strs("ids", k.IDs)
	e.num("retry_after_s", int64(k.RetryAfter/time.Second))
	e.num("size_limit", k.SizeLimit)
	e.end('}')
}

// appendEntries writes entries as a member of a JSON object, in short.
func (e *encoder) appendEntries(name string, entries []*catalog.Entry) {
	e.key(name)
	e.begin('[')
	for _, entry := range entries {
		e.next()
		e.begin('{')
		e.str("id", entry.ID)
		e.str("provider", entry.Provider)
		e.str("code", entry.Code)
		e.str("category", string(entry.Category))
		e.str("name", entry.Name)
		e.str("meaning", entry.Meaning)
		e.end('}')
	}
	e.end(']')
}

// maxMeanings is how many entries are shown one by one; more are shown by
// provider.
const maxMeanings = 16

// meanings shows what providers mean by a code.
func (p *page) meanings(title string, list []*catalog.Entry, shown *catalog.Entry, code string) {
	if len(list) <= maxMeanings {
		p.entries(title, list, shown, entryCode)
		return
	}
	p.heading(title)
	for i := 0; i < len(list); {
		provider := list[i].Provider
		var names []string
		for ; i < len(list) && list[i].Provider == provider; i++ {
			if list[i] != shown {
				names = append(names, list[i].Name)
			}
		}
		if len(names) > 0 {
			p.item(2, "- ", span{provider + ":", term.Bold}, span{text: strings.Join(names, "; ") + "."})
		}
	}
	p.heading("Each of them in full")
	p.verbatim(2, "ndr explain --list --code "+code)
}
