package dsn

import "strings"

// formatPEC reads the receipts of Italian certified mail (posta elettronica
// certificata, RFC 6109): each is about one recipient, but for the refusal to
// take a message at all, which lists them.
//
//	nel messaggio "Fattura" proveniente da "joe@example.org"
//	e destinato all'utente "jane@example.net"
//	è stato rilevato un errore: 5.1.1 - indirizzo non valido.
var formatPEC = format{
	name:  "pec",
	title: "Italian certified mail (PEC)",
	match: (*message).certifiedReceipt,
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		if id := messageID(m.header.Get(fieldXRiferimentoMessageID)); id != "" {
			rep.Original.MessageID = id
		}
		action, said := pecAction(m)
		reason := pecReason(text, said)
		for _, addr := range pecRecipients(strings.Join(strings.Fields(text), " ")) {
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setDiagnostic("", reason)
			}
		}
	},
}

// certifiedReceipt reports whether the message is a receipt of certified mail
// about what became of a message, RFC 6109 section 3.1: that one was taken to be
// sent on is no news about its delivery.
func (m *message) certifiedReceipt() bool {
	action, _ := pecAction(m)
	return action != ""
}

// pecAction tells what the field for the kind of receipt says, with the words
// behind which the reason stands.
func pecAction(m *message) (action Action, reason string) {
	switch lowerASCII(strings.TrimSpace(m.header.Get(fieldXRicevuta))) {
	case "errore-consegna":
		return ActionFailed, "rilevato un errore"
	case "non-accettazione":
		return ActionFailed, "a causa "
	case "rilevazione-virus":
		return ActionFailed, "virus"
	case "preavviso-errore-consegna":
		// After twelve hours, and again after a day, which is the end.
		if containsFold(m.Text(), "non andata a buon fine") {
			return ActionFailed, "non è stato"
		}
		return ActionDelayed, "non è stato"
	case "avvenuta-consegna":
		return ActionDelivered, ""
	}
	return "", ""
}

// pecRecipients gives the addresses behind the words for "to", in a text in one
// line.
func pecRecipients(text string) []string {
	for _, to := range [...]string{"destinato all'utente", "destinato all’utente", "destinato a", "indirizzato a", "destinatari"} {
		_, rest, ok := strings.Cut(text, to)
		if !ok {
			continue
		}
		if end := strings.Index(rest, " stato "); end >= 0 {
			rest = rest[:end]
		}
		if list := addressesIn(rest[:min(len(rest), 4000)]); len(list) > 0 {
			return list
		}
	}
	return nil
}

// pecReason gives the rest of the line that has the words, or nothing.
func pecReason(text, words string) string {
	i := -1
	if words != "" {
		i = indexFold(text, words)
	}
	if i < 0 {
		return ""
	}
	start := strings.LastIndexByte(text[:i], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	if after, ok := textAfter(line, words); ok && strings.HasPrefix(words, "rilevato") {
		line = strings.TrimLeft(after, ": [")
	}
	return strings.TrimRight(line, " ].")
}
