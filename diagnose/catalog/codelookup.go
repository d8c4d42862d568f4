package catalog

import (
	"strconv"

	"github.com/seed-d13f741b/ndr/dsn"
)

// explain gives the entry that explains a refusal whose category is known from
// its words: that of its codes where they agree, which means that they say the
// same, else the category's.
func (c *Catalog) explain(cat Category, reply int, status dsn.Status) (e *Entry, agree bool) {
	if !status.IsZero() {
		if e, ok := c.codes.exact[newCodeKey(reply, status)]; ok && e.Category == cat {
			return e, true
		}
		if e, ok := c.codes.exact[newCodeKey(0, status)]; ok && e.Category == cat {
			return e, true
		}
	}
	return c.lib.about[cat], false
}

// code gives the entry of a refusal of which only the codes speak, and whether
// they say enough to give up an address: a bare 550 or 5.0.0 does not.
func (c *Catalog) code(reply int, status dsn.Status) (e *Entry, sure bool) {
	if status.Specific() {
		if e, ok := c.codes.exact[newCodeKey(reply, status)]; ok {
			return e, true
		}
		if e, ok := c.codes.exact[newCodeKey(0, status)]; ok {
			if r, known := c.codes.reply[reply]; known && e.Category == Unknown && r.Category != Unknown {
				return r, false
			}
			return e, true
		}
		if e, ok := c.codes.subject[status.Subject]; ok && status.Subject != 0 {
			return e, false
		}
	}
	if e, ok := c.codes.reply[reply]; ok {
		return e, false
	}
	if e, ok := c.codes.exact[newCodeKey(0, status)]; ok {
		return e, false
	}
	if e, ok := c.codes.class[status.Class]; ok {
		return e, false
	}
	if e, ok := c.codes.class[uint8(reply/100)]; ok {
		return e, false
	}
	return c.lib.about[Unknown], false
}

// replyText gives a reply code in digits, "" for none.
func replyText(reply int) string {
	if reply == 0 {
		return ""
	}
	return strconv.Itoa(reply)
}
