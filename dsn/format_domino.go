package dsn

import "strings"

// formatDomino reads the reports of Lotus, IBM and HCL Domino, and those that
// its Notes client shows. They are in the language of the server. What is the
// same in all is the order: what, to whom, why.
//
//	Your message
//
//	  Subject: Minutes
//
//	was not delivered to:
//
//	  jane@example.net
//
//	because:
//
//	  User jane (jane@example.net) not listed in Domino Directory
var formatDomino = format{
	name:  "domino",
	title: "Lotus, IBM and HCL Domino",
	match: func(m *message) bool {
		text := m.head()
		if hasPrefixFold(m.subject, "delivery failure:") && strings.Contains(text, ":\n") ||
			m.has(signDomino) {
			return true
		}
		return m.has(signDominoList) && dominoReason(text)
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := ActionFailed
		if hasPrefixFold(m.subject, "delivered:") || strings.Contains(text, "was successfully delivered") {
			action = ActionDelivered
		}
		list := readLabels(m, text, dominoLabels)
		if len(list) == 1 && len(list[0].recipients) == 0 {
			list = dominoLayout(text)
		}
		for i := range list {
			if reply := replyIn(list[i].reason); reply != "" {
				list[i].reply = reply
			}
		}
		rep.state(list, action)
	},
}

// dominoMarks name what a reason is about.
var dominoMarks = []string{"Domino Directory", "Domino-Verzeichnis", "Domino ディレクトリ"}

// dominoLists are the sentences before the recipients.
func dominoLists() []string {
	var list []string
	for _, l := range dominoLabels {
		if l.kind == labelRecipient {
			list = append(list, l.words)
		}
	}
	return list
}

// dominoReason reports whether one of the words before the reason is in text.
func dominoReason(text string) bool {
	for _, l := range dominoLabels {
		if l.kind == labelReason && containsFold(text, l.words) {
			return true
		}
	}
	return false
}

// dominoLabels are the sentences before the recipients and before the reason.
// The ones for recipients are in the case in which they are written.
var dominoLabels = []label{
	{"was not delivered to:", labelRecipient}, {"could not be delivered to:", labelRecipient}, {"has not been delivered to:", labelRecipient},
	{"was successfully delivered to:", labelRecipient}, {"because:", labelReason},
	{"wurde nicht zugestellt an:", labelRecipient}, {"konnte nicht zugestellt werden an:", labelRecipient}, {"konnte nicht zugestellt werden:", labelRecipient},
	{"wurde nicht übermittelt an:", labelRecipient}, {"weil:", labelReason}, {"grund:", labelReason}, {"aus folgendem grund:", labelReason},
	{"n'a pas été remis à :", labelRecipient}, {"n'a pas été remis à:", labelRecipient}, {"n'a pas été distribué à :", labelRecipient}, {"n'a pu être remis à :", labelRecipient}, {"n'a pas pu être distribué à :", labelRecipient},
	{"car :", labelReason}, {"parce que :", labelReason}, {"pour la raison suivante :", labelReason}, {"motif :", labelReason}, {"raison :", labelReason},
	{"no se ha entregado a:", labelRecipient}, {"no fue entregado a:", labelRecipient}, {"no se pudo entregar a:", labelRecipient}, {"no ha podido entregarse a:", labelRecipient},
	{"porque:", labelReason}, {"debido a:", labelReason}, {"debido a que:", labelReason}, {"motivo:", labelReason},
	{"non è stato consegnato a:", labelRecipient}, {"non è stato recapitato a:", labelRecipient}, {"non consegnato a:", labelRecipient}, {"perché:", labelReason}, {"poiché:", labelReason}, {"a causa di:", labelReason}, {"per il seguente motivo:", labelReason},
	{"não foi entregue a:", labelRecipient}, {"não foi entregue para:", labelRecipient}, {"não pôde ser entregue a:", labelRecipient}, {"porquê:", labelReason}, {"pois:", labelReason},
	{"is niet bezorgd bij:", labelRecipient}, {"werd niet afgeleverd bij:", labelRecipient}, {"omdat:", labelReason}, {"reden:", labelReason},
	{"levererades inte till:", labelRecipient}, {"eftersom:", labelReason}, {"blev ikke leveret til:", labelRecipient}, {"fordi:", labelReason},
	{"nie został dostarczony do:", labelRecipient}, {"nie została dostarczona do:", labelRecipient}, {"ponieważ:", labelReason},
	{"は以下の宛先に配信されませんでした:", labelRecipient}, {"は次の宛先に配信されませんでした:", labelRecipient}, {"は次の宛先に送信されませんでした:", labelRecipient}, {"配信できませんでした:", labelRecipient}, {"理由:", labelReason}, {"原因:", labelReason},
	{"未传递给:", labelRecipient}, {"未能传递到:", labelRecipient}, {"因为:", labelReason}, {"未遞送至:", labelRecipient}, {"因為:", labelReason},
	{"what should you do", labelEnd}, {"routing path", labelEnd}, {"your document:", labelSkip},
}

// dominoLayout reads the three by their layout where the language is unknown:
// a paragraph of addresses between two lines that end in a colon, and the
// reason.
func dominoLayout(text string) []statement {
	ps := paragraphs(text)
	for i := 1; i+2 < len(ps); i++ {
		if !endsInColon(ps[i-1]) || !endsInColon(ps[i+1]) || strings.ContainsAny(ps[i+1], "\n@") {
			continue
		}
		var who []string
		for line := range strings.Lines(ps[i]) {
			if addr := lineAddress(line); addr != "" {
				who = append(who, addr)
			}
		}
		if len(who) > 0 {
			return []statement{{recipients: who, reason: ps[i+2]}}
		}
	}
	return nil
}

func endsInColon(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：")
}
