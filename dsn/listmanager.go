package dsn

import "strings"

// List managers refuse or hold a post with a message of their own. Such a
// message is about one recipient, the list; its text says why.

// setList adds the list as the recipient, with what the manager says.
func (rep *Report) setList(list string, action Action, reason string) {
	r := rep.recipient(list)
	if r == nil {
		return
	}
	r.setAction(action)
	r.setDiagnostic("", reason)
}

// listAddress gives the address of the list that sent a message, from the
// fields that list managers put in: RFC 2369 section 3.4, and older ones.
func (m *message) listAddress() string {
	for _, name := range [...]fieldID{fieldXBeenThere, fieldListPost, fieldXMailingList} {
		if list := addressesIn(m.header.Get(name)); len(list) > 0 {
			return list[0]
		}
	}
	return ""
}

// fromManager reports whether the sender's name is that of a list manager, or
// of its part for the list: "majordomo", "owner-birds", "birds-bounces".
func (m *message) fromManager(name string) bool {
	local, _, _ := strings.Cut(m.sender(), "@")
	part, ok := strings.CutPrefix(local, name)
	return ok && (part == "" || part[0] == '-') || strings.HasPrefix(local, "owner-") || strings.HasSuffix(local, "-owner")
}

// listNotice reports whether a list manager refuses or holds a post in the
// message. The sender alone does not tell: posts and digests come from it too.
func (m *message) listNotice() bool { return m.memo.list.of(m.fromListManager) }

func (m *message) fromListManager() bool {
	for _, f := range [...]*format{&formatMailman, &formatSympa, &formatEzmlm, &formatMajordomo, &formatListserv, &formatFML, &formatMlmmj} {
		if f.match(m) {
			return true
		}
	}
	return false
}

// reasonAfter gives what a text says behind the first of the marks, up to an
// empty line; lead is how the mark itself is part of it.
func reasonAfter(text string, marks ...string) string {
	_, after, ok := cutAt(text, marks...)
	if !ok {
		return ""
	}
	reason, _, _ := strings.Cut(strings.TrimLeft(after, " :\n"), "\n\n")
	return reason
}
