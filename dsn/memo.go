package dsn

import "strings"

// What several stages ask of a message is found out once.

// A memo keeps the answer to a question.
type memo uint8

func (a *memo) of(find func() bool) bool {
	const no, yes = 1, 2
	if *a == 0 {
		*a = no
		if find() {
			*a = yes
		}
	}
	return *a == yes
}

// A memoText keeps a text that is an answer.
type memoText struct {
	text string
	have bool
}

func (a *memoText) of(find func() string) string {
	if !a.have {
		a.text, a.have = find(), true
	}
	return a.text
}

// A memoSigns keeps the signs of a text.
type memoSigns struct {
	found sign
	have  bool
}

func (a *memoSigns) of(words *literals, text func() string) sign {
	if !a.have {
		a.found, a.have = words.signs(text()), true
	}
	return a.found
}

// memos are the answers kept of one message.
type memos struct {
	shape, daemon, list, listed, system, plain, null memo
	text, sender, lowFrom, lowSubject, opening       memoText
	reportType, lead                                 memoText
	from, manager, subject, opens                    memoSigns
	addressees                                       []addressee
	subjectSays                                      struct {
		says saying
		have bool
	}
	returned struct {
		said, returned string
		have           bool
	}
}

// sender gives the address of the From field in lower case.
func (m *message) sender() string {
	return m.memo.sender.of(func() string { return lowerASCII(mailbox(m.header.Get(fieldFrom))) })
}

// lowFrom gives the From field in lower case.
func (m *message) lowFrom() string {
	return m.memo.lowFrom.of(func() string { return lowerASCII(m.from) })
}

// lowSubject gives the subject in lower case, without white space around it.
func (m *message) lowSubject() string {
	return m.memo.lowSubject.of(func() string { return lowerASCII(strings.TrimSpace(m.subject)) })
}

// subjectSays gives what the phrases in the subject state.
func (m *message) subjectSays() saying {
	s := &m.memo.subjectSays
	if !s.have {
		s.says, s.have = sayingsOf(flatten(m.subject)), true
	}
	return s.says
}

// reportType gives what sort of multipart/report the message is, RFC 6522 section
// 3, in lower case.
func (m *message) reportType() string {
	return m.memo.reportType.of(func() string { return lowerASCII(m.tree.Parts[0].Param("report-type")) })
}

// nullSender reports whether the envelope sender was empty, as that of a bounce
// has to be: RFC 5321 section 4.5.5.
func (m *message) nullSender() bool {
	return m.memo.null.of(func() bool { return strings.TrimSpace(m.header.Get(fieldReturnPath)) == "<>" })
}

// split cuts Text where the returned message begins; see splitReturned.
func (m *message) split() (said, returned string) {
	s := &m.memo.returned
	if !s.have {
		s.said, s.returned = splitReturned(m.Text())
		s.said = withoutFooter(s.said)
		s.have = true
	}
	return s.said, s.returned
}
