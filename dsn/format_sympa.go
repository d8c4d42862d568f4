package dsn

// formatSympa reads Sympa's notices that a post was rejected or went to the
// moderators.
//
//	Your message for list birds@lists.example.org (attached below) was rejected.
//	You are not allowed to post this message for the following reason:
//	Message distribution in the list is restricted to list subscribers.
var formatSympa = format{
	name:  "sympa",
	title: "Sympa",
	match: func(m *message) bool {
		return m.managedBy(fromSympa) && containsAny(m.Text(), sympaMarks...)
	},
	read: func(m *message, rep *Report) {
		_, after, _ := cutAt(m.Text(), sympaMarks...)
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
			reason = reasonAfter(m.Text(), "\n\n")
		}
		rep.setList(list[0], action, reason)
	},
}

var sympaMarks = []string{
	"Your message for list ", "Your message to list ", "Votre message pour la liste ", "Ihre Nachricht für die Liste ",
	"Ihre Nachricht an die Liste ", "Su mensaje para la lista ", "Il tuo messaggio per la lista ",
}
