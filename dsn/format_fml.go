package dsn

import "strings"

// formatFML reads the notices of fml, the list server of Japan, that it did
// not distribute a post.
//
//	Subject: Loop Alert: Duplicated Message-ID (birds ML)
//
//	Duplicated Message-ID in <birds@lists.example.org>.
//
//	Original mail as follows:
var formatFML = format{
	name:  "fml",
	title: "fml",
	match: func(m *message) bool {
		return (m.header.Has(fieldXMLServer) || strings.Contains(m.header.Get(fieldMessageID), ".FML")) &&
			(containsAny(m.subject, fmlSubjects...) || containsAny(m.head(), fmlReturned...)) && m.fmlList() != ""
	},
	read: func(m *message, rep *Report) {
		text, returned, ok := cutAt(m.Text(), fmlReturned...)
		if ok {
			m.quote(unquote(returned, "   "))
		}
		reason := ""
		if all := paragraphs(text); len(all) > 0 {
			reason = all[0]
		}
		rep.setList(m.fmlList(), ActionFailed, reason)
	},
}

var fmlSubjects = []string{
	"Loop Alert", "Loop Back Warning", "WARNING UNIX FROM Loop", "NOT MEMBER article", "NOT MEMBER", "Duplicated Message-ID",
	"ERROR article", "Rejected", "rejected", "Your Mail Is Too", "is too large", "Forged",
}

// fmlReturned stand above the post that is given back.
var fmlReturned = []string{"Original mail as follows:", "Original Mail as follows:", "Original mail is as follows:"}

// fmlList gives the list's address: the first in the text, or that in fml's
// Message-ID, "<202603030912.FMLAAA04321.birds@lists.example.org>".
func (m *message) fmlList() string {
	text, _, _ := cutAt(m.Text(), fmlReturned...)
	if list := m.listAddress(); list != "" {
		return list
	}
	if _, rest, ok := strings.Cut(text, "<"); ok {
		if addr, n := addressAt(rest); n > 0 && strings.HasPrefix(rest[n:], ">") {
			return addr
		}
	}
	if _, rest, ok := strings.Cut(m.header.Get(fieldMessageID), ".FML"); ok {
		if _, addr, ok := strings.Cut(strings.Trim(rest, "<> "), "."); ok && strings.Contains(addr, "@") {
			return addr
		}
	}
	return ""
}
