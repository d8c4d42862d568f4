package dsn

import "strings"

// formatSympa reads Sympa's notices that a post was rejected or went to the
// moderators, and that a virus was in it. It writes them in some thirty languages.
//
//	Your message for list birds@lists.example.org (attached below) was rejected.
//	You are not allowed to post this message for the following reason:
//	Message distribution in the list is restricted to list subscribers.
var formatSympa = format{
	name:  "sympa",
	title: "Sympa",
	match: func(m *message) bool {
		return (m.managedBy(fromSympa) || m.fromSympaID()) && (containsAny(m.Text(), sympaMarks...) || sympaParts(m.Text()).list != "")
	},
	read: func(m *message, rep *Report) {
		text := m.Text()
		if said := sympaParts(text); said.list != "" {
			rep.setList(said.list, said.action, said.reason)
			return
		}
		_, after, _ := cutAt(text, sympaMarks...)
		list := addressesIn(after)
		if len(list) == 0 {
			return
		}
		action := ActionFailed
		if containsAny(after, "forwarded to editor", "sent to the moderator", "sent to moderator", "transmis aux modérateurs", "transmis au modérateur") {
			action = ActionDelayed
		}
		reason := reasonAfter(after, "for the following reason", "pour la raison suivante", "aus folgendem Grund", "por la siguiente razón", "per il seguente motivo")
		if reason == "" {
			reason = reasonAfter(text, "\n\n")
		}
		rep.setList(list[0], action, reason)
	},
}

var sympaMarks = []string{
	"Your message for list ", "Your message to list ", "Votre message pour la liste ", "Ihre Nachricht für die Liste ",
	"Ihre Nachricht an die Liste ", "Su mensaje para la lista ", "Il tuo messaggio per la lista ",
}

// sympaNews reports whether Sympa tells of anything but a post: of addresses of
// members that bounce, to them and to the owner of the list.
func (m *message) sympaNews() bool {
	return m.fromSympaID() && len(m.status) == 0 && !m.listNotice()
}

// fromSympaID reports whether Sympa made the Message-ID: a moderator's notice
// comes from the owner of the list.
func (m *message) fromSympaID() bool {
	return hasPrefixFold(strings.TrimLeft(m.header.Get(fieldMessageID), " <"), "sympa.")
}

// A sympaSaying is what Sympa says of a post to a list.
type sympaSaying struct {
	list   string
	action Action
	reason string
}

// sympaParts reads what became of a post, known in any language by what stands
// around it: the list and the moderator and, in brackets below, the subject of
// the post; a heading between asterisks above; the list in quotation marks and the
// reason below; or the list alone below, which got it.
//
//	Your message for list birds@lists.example.org has been rejected by the moderator (ann@example.org).
//
//	(Subject of your mail: Invoice 1042)
func sympaParts(text string) sympaSaying {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), "\n\n")
	rest = strings.TrimLeft(rest, "\n")
	second, rest, _ := strings.Cut(rest, "\n\n")
	if len(first) > maxParagraph || len(second) > maxParagraph {
		return sympaSaying{}
	}
	first, second = strings.TrimSpace(first), strings.TrimSpace(second)
	open, all := addressesIn(unbracketed(first)), addressesIn(first)
	switch {
	case between(first, "**", "**"), between(first, "＊＊", "＊＊"), between(first, "••", "••"):
		if list := addressesIn(unbracketed(second)); len(list) > 0 {
			return sympaSaying{list[0], ActionFailed, second}
		}
	case len(open) == 1 && len(all) == 2 && (between(second, "(", ")") || between(second, "（", "）")):
		return sympaSaying{open[0], ActionFailed, first}
	case len(all) == 0 && strings.Contains(second, "@") && bareAddress(second) == second && !strings.ContainsAny(second, " \n"):
		return sympaSaying{second, ActionDelivered, ""} // nothing but the list below the sentence
	case len(all) == 1 && strings.Contains(first, "'"+all[0]+"'") && second != "":
		if strings.HasPrefix(rest, " ") { // "You are not allowed to send it for this reason:"
			more, _, _ := strings.Cut(rest, "\n")
			second += " " + strings.TrimSpace(clip(more, maxParagraph))
		}
		return sympaSaying{all[0], ActionFailed, second}
	}
	return sympaSaying{}
}

// maxParagraph bounds what may be one paragraph of such a notice.
const maxParagraph = 1000

func between(s, open, end string) bool {
	return len(s) >= len(open)+len(end) && strings.HasPrefix(s, open) && strings.HasSuffix(s, end)
}

// unbracketed gives a text without what stands in brackets, of either width.
func unbracketed(text string) string {
	var b strings.Builder
	depth := 0
	for _, c := range text {
		switch c {
		case '(', '（':
			depth++
		case ')', '）':
			depth = max(depth-1, 0)
		default:
			if depth == 0 {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}
