package dsn

import "strings"

// ordinary reports whether a message that looks like a bounce by its subject or
// its empty envelope sender alone is plainly something else: a post to a list, a
// newsletter, an answer to an invitation, a bounce forwarded in the text, or a
// notice about what else can't be delivered.
func (m *message) ordinary() bool { return m.memo.plain.of(m.somethingElse) }

func (m *message) somethingElse() bool {
	if m.listMail() || m.systemReplies() || submitted(m.header.Get(fieldAutoSubmitted)) == "auto-notified" || m.sympaNews() || m.fromTracker() { // RFC 5436
		return true
	}
	if !m.nullSender() && !m.fromDaemon() && m.fromHas(fromWatchName) {
		return true
	}
	text := m.Text()
	if forwardMarks.in(lowerASCII(head(text))) {
		return true
	}
	said, _ := m.split()
	if m.returned >= 0 || len(said) < len(text) || findReply(said) != 0 {
		return false // what only a report about mail has
	}
	if i := strings.Index(said, "\n-- \n"); i >= 0 {
		said = said[:i] // what companies put below says nothing of the mail
	} else if i := strings.Index(said, "\n--\n"); i >= 0 {
		said = said[:i]
	}
	words := lowerASCII(m.subject + "\n" + head(said))
	if strings.Contains(words, "courier mail server") {
		return false
	}
	return goodsWords.in(words) || !wordsForMail.in(words)
}

// trackerFields are set by trackers of faults and tasks, whose mails quote what
// people wrote to them, bounces too.
var trackerFields = fieldsOf(
	fieldXBugzillaReason, fieldXBugzillaType, fieldXRedmineHost, fieldXGitHubReason, fieldXGitLabProject, fieldXGitLabNotificationReason, fieldXGiteaReason, fieldXForgejoReason,
	fieldXJIRAFingerPrint, fieldXDebianPRMessage, fieldXRTTicket, fieldXTracProject, fieldXLaunchpadBug, fieldXPhabricatorSentThisMessage, fieldXZammadTicketId, fieldXOTRSLoop,
)

// fromTracker reports whether a tracker sent the message.
func (m *message) fromTracker() bool { return m.header.HasAny(trackerFields) }

// forwardMarks begin what a person forwards in the text.
var forwardMarks = anyOf(
	"begin forwarded message", "- forwarded message -", "anfang der weitergeleiteten", "- weitergeleitete nachricht -",
	"début du message réexpédié", "- message transféré -", "inizio messaggio inoltrato", "- messaggio inoltrato -", "- mensaje reenviado -",
	"- mensagem encaminhada -", "- doorgestuurd bericht -", "- пересылаемое сообщение -", "- пересланное сообщение -", "- 转发邮件信息 -",
)

// watchNames are in the names and addresses of what watches machines, and tells
// of queues and of sessions that failed.
var watchNames = []string{
	"monitor", "nagios", "icinga", "zabbix", "grafana", "prometheus", "alertmanager", "uptime", "watchdog", "check_mk", "checkmk", "sentry", "pagerduty", "opsgenie", "cron daemon", "cron@",
	"logwatch", "fail2ban", "überwachung", "surveillance", "supervision", "monitoreo", "monitoraggio", "bewaking", "監視", "监控", "мониторинг",
}

// goodsWords are of those who carry parcels, faxes and calls, by language.
var goodsWords = anyOf(
	"parcel", "your package", "your shipment", "courier", "tracking number", "your order", "ihr paket", "sendungsnummer", "ihre sendung", "ihre bestellung",
	"colis", "votre commande", "livreur", "su paquete", "su pedido", "seu pedido", "encomenda", "il tuo pacco", "il suo pacco", "spedizione", "uw pakket", "uw bestelling",
	"paketet", "pakken din", "pakken", "paketti", "paczk", "przesyłk", "balík", "zásilk", "csomag", "посылк", "ваш заказ", "kargo", "お荷物", "ご注文", "宅配", "包裹", "快递", "快遞",
	"订单", "訂單", "택배", "your fax", "webhook", "voicemail", "voice message", "voice mail", "sprachnachricht", "messagerie vocale", "personal quarantine", "in quarantine",
)

// wordsForMail are the words for mail, messages and who gets them, by language:
// one of them is in any report about mail.
var wordsForMail = anyOf(
	"mail", "message", "recipient", "smtp", "mx record", "nachricht", "empfänger", "postfach", "courriel", "destinataire", "mensaje", "correo", "destinatario",
	"mensagem", "destinatário", "messaggio", "posta", "bericht", "ontvanger", "wiadomo", "poczt", "adresat", "zpráv", "správ", "příjemc", "príjemc", "pošt",
	"письм", "сообщени", "почт", "получател", "адресат", "повідомлен", "ileti", "e-posta", "mesaj", "alıcı", "meddeland", "mottagar", "meddelels", "modtager", "besked", "melding", "mottaker",
	"viesti", "vastaanottaj", "sähköposti", "üzenet", "címzett", "levél", "destinatar", "μήνυμα", "παραλήπτ", "メール", "宛先", "メッセージ", "邮件", "郵件", "收件", "邮箱", "信箱", "信件", "메일", "메시지", "수신자", "편지",
	"thư", "surel", "pesan", "البريد", "بريد", "رسالة", "संदेश", "ข้อความ", "อีเมล", "הודעה", "דואר", "teade", "kirja", "vēstul", "laišk", "poruk", "sporočil", "съобщени", "пощ",
)

// circular reports whether a postmaster writes of delays, limits or refusals in
// a mail like any other: neither its envelope nor its subject is that of a
// notice, and nothing of one message is in it.
func (m *message) circular(g *genericText) bool {
	if g.fails && !g.delays && strings.Contains(m.lowFrom(), "daemon") {
		return false // it writes of nothing else
	}
	if len(m.status) > 0 || m.header.Has(fieldXFailedRecipients) || m.nullSender() || m.bounceSubject() || m.subjectSays().states(saysDelay) || m.returned >= 0 || g.returned != "" {
		return false
	}
	return g.replyAt < 0 && !g.all.states(saysFailure) || g.quotesReply() && !m.automatic() && !m.subjectSays().states(saysFailure)
}

// quotesReply reports whether the reply in the text stands in quotation marks: a
// person tells of it, a system gives it.
func (g *genericText) quotesReply() bool {
	if g.replyAt < 1 {
		return false
	}
	before := g.text[:g.replyAt]
	for _, mark := range [...]string{"\"", "“", "„", "«", "「"} {
		if strings.HasSuffix(before, mark) {
			return true
		}
	}
	return false
}

// lures reports whether the text is that of those who fish for passwords: it has
// words about the reader's own mailbox, mostly with a link, but nothing of a server.
func (g *genericText) lures() bool {
	if g.replyAt >= 0 {
		return false
	}
	if !strings.Contains(g.text, "://") && !containsFold(g.text, "inbox") {
		return false
	}
	flat := flatten(g.text)
	return strings.Contains(flat, "to your inbox") || strings.Contains(flat, "://") && lureWords.in(flat)
}

// lureWords are about the mail that the reader is to get, and what he is to do.
var lureWords = anyOf(
	"to your mailbox", "into your mailbox", "release message", "release pending", "release your message", "release all", "pending message",
	"pending mail", "incoming message", "incoming mail", "incoming email", "retrieve your", "recover your", "recover them", "recover message", "verify your account", "validate your", "confirm your account", "confirm ownership",
	"your password", "same password", "upgrade your", "update your account", "deactivat", "in ihr postfach", "in ihrem posteingang", "ihr passwort", "votre mot de passe", "dans votre boîte de réception",
	"su contraseña", "a su buzón", "sua senha", "sua caixa de entrada", "la tua password", "uw wachtwoord", "ваш пароль", "您的密码",
)

// systemNews reports whether a mail system writes about something other than
// one message: to its postmaster about a session, to its users about their
// mailbox.
func (m *message) systemNews() bool {
	if len(m.status) > 0 || m.header.Has(fieldXFailedRecipients) {
		return false
	}
	return !m.bounceSubject() && m.subjectHas(subjectNews) && !aboutOneMessage(m.lowSubject())
}

// aboutOneMessage reports whether a subject says of one message of the reader's
// that it was not delivered: "Your message was quarantined and not delivered".
func aboutOneMessage(subject string) bool {
	return containsAny(subject, "your message ", "your mail ", "your email ", "your e-mail ", "you sent", "ihre nachricht ", "ihre e-mail ", "votre message ", "su mensaje ", "sua mensagem ", "il suo messaggio ") &&
		sayingsOf(flatten(subject)).states(saysFailure)
}

// newsSubjects stand in the subjects of such mail.
// QUIRK(postfix): notices to the postmaster have the transcript of a session, but
// no bounce's shape beyond its sender.
var newsSubjects = []string{
	"smtp server: errors from", "smtp client: errors from", "mail queue on", "mail queue report", "mailq report", "mailq on ", "queue status", "queue report", "logwatch for", "pflogsumm", "postfix log summar", "eximstats", "daily mail report", "weekly mail report", "mail statistics", "mail server statistics", "mail log summary", "quota warning", "almost full", "nearly full", "fast voll", "presque pleine", "presque plein",
	"casi lleno", "casi llena", "quasi piena", "quase cheia", "bijna vol", "nästan full", "næsten fuld", "nesten full", "prawie pełna", "почти заполнен", "ほぼいっぱい", "% full", "% voll", "% plein", "plein à", "pleine à", "% lleno", "% llena", "% pieno", "% piena", "% cheia", "% cheio", "% vol", "% pełna", "% заполнен",
	"quota-warnung", "quota warnung", "speicherplatzwarnung", "aviso de cuota", "aviso de espacio", "avertissement de quota", "alerte de quota", "aviso de quota", "avviso di quota", "quotawaarschuwing", "предупреждение о квоте", "容量警告", "配额警告",
	"quarantine", "end user digest", "quarantäne", "quarantaine", "cuarentena", "quarantena", "quarentena", "spam digest", "spam summary", "spam report", "password expir", "passwort läuft",
}
