package dsn

// answerAlone is unmarkedAnswer for a message that has no mark of an answer in
// its subject either: only a whole sentence of a program tells it, or a notice of
// absence under a subject that is nothing else. It goes to the one it answers.
func (m *message) answerAlone(subject string) string {
	if m.header.Get("Cc") != "" || len(m.header.addresses("To")) > 1 || m.returned >= 0 {
		return ""
	}
	const short = 1000
	said := m.opens(opensAnswer)
	switch {
	case said && m.opens(opensAbsence), m.onlyAbsence(subject) && m.absenceAlone() && !toMany.begin(m.opening()):
		return "vacation"
	case said && m.opens(opensMoved):
		return "moved"
	case said, m.opens(opensUnread) && len(m.opening()) < short:
		return "autoreply"
	}
	return ""
}

// onlyAbsence reports whether the subject says that somebody is away, and has no
// room for more: "Odsotnost", "Απουσία από το γραφείο".
func (m *message) onlyAbsence(subject string) bool {
	const longest = 48
	return len(subject) <= longest && absenceLeads.begin(subject)
}

// toMany greet those whom people tell of their absence.
var toMany = anyOf(
	"hi all", "hi everyone", "hi everybody", "hi team", "hi folks", "hello all", "hello everyone", "hello team", "dear all", "dear team", "dear colleagues", "all,", "team,", "folks,", "hallo zusammen", "hallo alle", "hallo team", "liebe kolleg", "liebes team",
	"bonjour à tous", "bonjour à toutes", "chers collègues", "hola a todos", "hola equipo", "estimados compañeros", "olá a todos", "caros colegas", "ciao a tutti", "cari colleghi", "hallo allemaal", "beste collega", "hej alla", "hej alle", "hei alle", "hei kaikki", "drodzy", "cześć wszystkim", "ahoj všichni", "milí kolegové", "sziasztok", "всем привет", "коллеги", "各位", "大家好",
)

// answerPhrases say in a whole sentence that no person wrote this answer.
var answerPhrases = []string{
	"this is an automatic reply", "this is an automated reply", "this is an auto-reply", "this is an autoreply", "this is an auto reply", "this is an automatic response", "this is an automated response", "this is an auto-response", "this is an auto response", "this is an automatically generated reply", "this is an automatically generated response", "this is an autoresponse",
	"dies ist eine automatische antwort", "dies ist eine automatische rückantwort", "dies ist eine automatische abwesenheit", "dies ist eine automatisch generierte antwort", "dies ist eine automatisch erstellte antwort", "dies ist eine automatisch erzeugte antwort", "diese antwort wurde automatisch",
	"ceci est une réponse automatique", "cette réponse est automatique", "cette réponse a été générée automatiquement", "esta es una respuesta automática", "esta respuesta es automática", "esta é uma resposta automática", "esta resposta é automática", "questa è una risposta automatica", "la presente è una risposta automatica", "aquesta és una resposta automàtica", "acesta este un răspuns automat",
	"dit is een automatisch antwoord", "dit is een automatische reactie", "dit is een automatisch gegenereerd antwoord", "detta är ett automatiskt svar", "det här är ett automatiskt svar", "detta är ett autosvar", "dette er et automatisk svar", "dette er et autosvar", "tämä on automaattinen vastaus", "þetta er sjálfvirkt svar",
	"to jest automatyczna odpowiedź", "to jest odpowiedź automatyczna", "toto je automatická odpověď", "toto je automatická odpoveď", "ez egy automatikus válasz", "ez automatikus válasz", "ovo je automatski odgovor", "to je samodejni odgovor", "това е автоматичен отговор", "ово је аутоматски одговор", "это автоматический ответ", "это письмо-автоответ", "це автоматична відповідь",
	"αυτή είναι μια αυτόματη απάντηση", "αυτή είναι αυτόματη απάντηση", "bu otomatik bir yanıt", "bu bir otomatik yanıt", "bu otomatik bir cevap", "bu bir otomatik cevap", "šis ir automātisk", "tai automatinis atsakymas", "see on automaatvastus", "זוהי תשובה אוטומטית", "זהו מענה אוטומטי", "هذا رد تلقائي", "هذا رد آلي", "این یک پاسخ خودکار",
	"このメールは自動返信", "このメールは自動応答", "このメールは自動で返信", "このメールは自動的に返信", "自動返信メールです", "自動返信です", "自動応答です", "此邮件为自动回复", "此为自动回复", "这是自动回复", "这是一封自动回复", "本邮件为自动回复", "此郵件為自動回覆", "這是自動回覆", "此為自動回覆", "이 메일은 자동", "자동 회신 메일입니다", "자동응답 메일입니다", "đây là thư trả lời tự động", "đây là email trả lời tự động", "ini adalah balasan otomatis", "นี่คือการตอบกลับอัตโนมัติ", "यह एक स्वचालित उत्तर",
}

// unreadPhrases say that nobody reads what has come to the address.
var unreadPhrases = []string{
	"your message will not be read", "your email will not be read", "your e-mail will not be read", "your message was not read", "your email was not read", "your message has not been read", "your email has not been read", "will not see your message",
	"you have written to an address", "you have written to a mailbox", "you wrote to an address", "you have replied to an address", "you have replied to a mailbox", "you have replied to an unmonitored", "you replied to an unmonitored", "you have reached an unmonitored", "you've reached an unmonitored", "you have emailed an unmonitored", "you have sent an email to an unmonitored", "you have sent an email to an address that", "you have sent a message to an unmonitored", "you have sent a message to an address that", "you have contacted an unmonitored", "the address you wrote to is not monitored", "the mailbox you have written to is not",
	"ihre nachricht wird nicht gelesen", "ihre e-mail wird nicht gelesen", "ihre mail wird nicht gelesen", "ihre nachricht wurde nicht gelesen", "ihre e-mail wurde nicht gelesen", "ihre antwort an diese adresse kann nicht", "sie haben an eine adresse geschrieben", "sie haben auf eine adresse geantwortet", "sie haben an eine e-mail-adresse geschrieben",
	"votre message ne sera pas lu", "votre message n'a pas été lu", "votre e-mail ne sera pas lu", "votre courriel ne sera pas lu", "vous avez écrit à une adresse", "vous avez répondu à une adresse",
	"su mensaje no será leído", "su mensaje no ha sido leído", "su correo no será leído", "ha escrito a una dirección", "ha respondido a una dirección", "sua mensagem não será lida", "seu e-mail não será lido", "a sua mensagem não será lida", "você escreveu para um endereço", "você respondeu a um endereço",
	"il suo messaggio non verrà letto", "il suo messaggio non sarà letto", "il tuo messaggio non verrà letto", "ha scritto a un indirizzo", "hai scritto a un indirizzo", "uw bericht wordt niet gelezen", "uw e-mail wordt niet gelezen", "u heeft een bericht gestuurd naar een adres",
	"ditt meddelande läses inte", "din besked bliver ikke læst", "meldingen din blir ikke lest", "viestiäsi ei lueta", "twoja wiadomość nie zostanie odczytana", "państwa wiadomość nie zostanie przeczytana", "vaše zpráva nebude přečtena", "ваше письмо не будет прочитано", "ваше сообщение не будет прочитано", "mesajınız okunmayacak", "iletiniz okunmayacak",
}
