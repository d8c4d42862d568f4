package dsn

import "strings"

// formatIIS reads the text of Microsoft's SMTP service, as in IIS, Exchange
// 2000 and 2003, and Outlook.com until 2016: addresses alone, under a sentence
// that says what became of them. The status part has the rest.
var formatIIS = format{
	name:  "iis",
	title: "Microsoft SMTP service (IIS), Outlook.com",
	marks: []string{
		"Delivery to the following recipients failed.", "Delivery to the following recipients has been delayed.",
		"Unable to deliver message to the following recipients,",
		"Your message has been successfully relayed to the following recipients",
		"Your message has been successfully delivered to the following recipients",
		"Übermittlung an folgende Empfänger fehlgeschlagen", "Übermittlung an folgende Empfänger wurde verzögert",
		"Échec de la remise aux destinataires suivants", "La remise aux destinataires suivants a échoué", "La remise aux destinataires suivants a été retardée",
		"Error en la entrega a los siguientes destinatarios", "No se pudo realizar la entrega a los destinatarios siguientes", "La entrega a los siguientes destinatarios se ha retrasado",
		"Recapito ai seguenti destinatari non riuscito", "Falha na entrega aos seguintes destinatários", "A entrega aos seguintes destinatários falhou",
		"Bezorging aan de volgende geadresseerden is mislukt", "Leverans till följande mottagare misslyckades",
		"次の受信者への配信に失敗しました", "传递至下列收件人失败", "向下列收件人传递失败",
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := ActionFailed
		switch head := lowerASCII(text); {
		case strings.Contains(head, "successfully relayed"):
			action = ActionRelayed
		case strings.Contains(head, "successfully delivered"):
			action = ActionDelivered
		case delayWords.in(head):
			action = ActionDelayed
		}
		reason := ""
		for _, p := range paragraphs(text) {
			if strings.HasPrefix(p, "Unable to deliver message") {
				reason = p
			}
		}
		for line := range strings.Lines(text) {
			addr := lineAddress(line)
			if addr == "" {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setDiagnostic("", reason)
			}
		}
	},
}
