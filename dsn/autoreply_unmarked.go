package dsn

import "strings"

// unmarkedAnswer names the sort of an automatic answer whose header does not say
// that a program wrote it, or is "". Two things must speak for it, since people
// write of their absence too: a subject that is not theirs, and a text that
// answers a message nobody has read.
func (m *message) unmarkedAnswer(subject string) string {
	answer := m.isReply()
	switch {
	case m.answersOne() && subject != m.lowSubject() && absenceLeads.begin(subject): // "[Out of office] Offer"
		return "vacation"
	case !answer && m.header.Get("Cc") == "" && m.subjectHas(subjectAbsence) && absenceLeads.in(announcement(subject, m.answersOne())) &&
		(m.opens(opensAbsence) || absenceLeads.in(m.opening())):
		return "vacation"
	case !answer && m.subjectHas(subjectMoved) && (m.answersOne() || answersBehind(subject)) && m.opens(opensMoved):
		return "moved"
	case !answer && !m.answersOne():
		return ""
	case !m.opens(opensAutomatic) && !(m.opens(opensThanks) && m.returned < 0 && len(m.opening()) < 1000):
		return ""
	case m.opens(opensAbsence):
		return "vacation"
	case m.opens(opensMoved):
		return "moved"
	case m.opens(opensAutomatic):
		return "autoreply"
	}
	return ""
}

// answersOne reports whether the header says which message this one answers.
func (m *message) answersOne() bool { return m.header.Has("In-Reply-To") || m.header.Has("References") }

// announcement gives what a subject says before it repeats that of the message
// answered: "Out of the office: Offer", "Fora do escritório - Re: Offer". Where
// the message is known to be an answer, a subject may be that alone.
func announcement(subject string, answer bool) string {
	const longest = 60
	end := strings.IndexByte(subject, ':')
	if end < 0 && answer {
		end = len(subject)
	}
	if end < 0 || end > longest || end+1 == len(subject) {
		return ""
	}
	return subject[:end]
}

// automaticPhrases say in the text that no person wrote it.
var automaticPhrases = []string{
	"this is an automatic reply", "this is an automated reply", "this is an auto-reply", "this is an autoreply", "this is an auto reply", "this is an automatic response",
	"this is an automated response", "this is an auto-response", "this is an automatically generated reply", "this is an automatically generated response", "this is an automated message",
	"dies ist eine automatische antwort", "dies ist eine automatische abwesenheit", "dies ist eine automatisch generierte antwort", "dies ist eine automatisch erstellte antwort", "diese e-mail wurde automatisch",
	"ceci est une réponse automatique", "ceci est un message automatique", "réponse automatique",
	"esta es una respuesta automática", "respuesta automática", "este es un mensaje automático", "resposta automática", "mensagem automática",
	"risposta automatica", "messaggio automatico", "resposta automàtica", "răspuns automat", "dit is een automatisch", "detta är ett automatiskt", "dette er et automatisk", "tämä on automaattinen",
	"wiadomość automatyczna", "automatyczna odpowiedź", "to jest automatyczn", "automatická odpověď", "automatická odpoveď", "automatikus válasz", "automatski odgovor", "samodejni odgovor",
	"автоматический ответ", "автоматическое сообщение", "автоматична відповідь", "автоматичен отговор", "αυτόματη απάντηση", "αυτοματοποιημένο μήνυμα", "otomatik yanıt", "otomatik bir yanıt", "otomatik cevap",
	"הודעה אוטומטית", "תשובה אוטומטית", "رد تلقائي", "رد آلي", "自動返信", "自動応答", "自动回复", "自動回覆", "자동 회신", "자동응답", "trả lời tự động", "balasan otomatis", "ตอบกลับอัตโนมัติ",
}

// thanksPhrases thank for a message that was not read.
var thanksPhrases = []string{
	"thank you for your email", "thank you for your e-mail", "thank you for your message", "thank you for your mail", "thank you for contacting", "thank you for writing", "thanks for your email", "thanks for your e-mail", "thanks for your message", "thank you for emailing",
	"vielen dank für ihre e-mail", "vielen dank für ihre mail", "vielen dank für ihre nachricht", "vielen dank für deine", "danke für ihre", "danke für deine", "besten dank für ihre",
	"merci pour votre message", "merci pour votre mail", "merci de votre message", "je vous remercie de votre", "j'ai bien reçu votre", "merci pour votre e-mail", "merci pour votre courriel",
	"gracias por su mensaje", "gracias por su correo", "gracias por tu", "gracias por contactar", "obrigado pela sua mensagem", "obrigado pelo seu", "obrigada pel", "obrigado por", "agradeço o seu", "agradeço a sua",
	"grazie per la sua", "grazie per il suo", "grazie per aver", "grazie per la tua", "la ringrazio per", "bedankt voor uw", "bedankt voor je", "dank voor uw", "hartelijk dank voor", "tack för ditt", "tack för din", "tack för mail", "tak for din", "takk for din", "takk for e-post", "kiitos viesti", "kiitos sähköposti",
	"dziękuję za wiadomość", "dziękujemy za wiadomość", "dziękuję za", "děkuji za váš", "děkuji za vaši", "děkujeme za", "ďakujem za", "köszönöm a level", "köszönöm level", "köszönjük", "mulțumesc pentru", "multumesc pentru", "hvala na", "hvala za",
	"спасибо за ваше письмо", "спасибо за письмо", "благодарю за письмо", "благодарим за", "дякую за лист", "дякую за ваш", "благодаря за", "ευχαριστώ για το", "σας ευχαριστ", "e-postanız için teşekkür", "mesajınız için teşekkür", "iletiniz için teşekkür", "תודה על פניי", "תודה על הודע", "תודה על המייל", "شكرا لرسالت", "شكراً لرسالت", "شكرا على",
	"メールをいただき", "メールありがとう", "ご連絡ありがとう", "ご連絡いただき", "感谢您的来信", "您的邮件已收到", "谢谢您的邮件", "您好，我已收到", "感謝您的來信", "메일 감사합니다", "메일을 보내주셔서", "메일 주셔서", "cảm ơn bạn đã", "terima kasih atas", "ขอบคุณสำหรับ",
}
