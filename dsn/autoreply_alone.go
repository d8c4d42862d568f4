package dsn

// answerAlone is unmarkedAnswer for a message that has no mark of an answer in
// its subject either: only a whole sentence of a program tells it, or a notice of
// absence under a subject that is nothing else. It goes to the one it answers.
func (m *message) answerAlone(subject string) string {
	if m.header.Get(fieldCc) != "" || len(m.header.addresses(fieldTo)) > 1 || m.returned >= 0 {
		return ""
	}
	const short = 1000
	said := m.opens(opensAnswer)
	toOne := len(m.opening()) < short && !toMany.begin(m.opening())
	switch {
	case said && m.opens(opensAbsence), toOne && m.onlyAbsence(subject) && m.absenceAlone(),
		toOne && m.opens(opensAbsence) && m.opens(opensAutomatic) && m.opens(opensThanks|opensMeanwhile):
		return "vacation"
	case said && m.opens(opensMoved), toOne && m.subjectHas(subjectMoved) && m.opens(opensMoved) && m.thanksUnread():
		return "moved"
	case said, toOne && m.opens(opensUnread), toOne && m.opens(opensThanks) && m.opens(opensAutomatic):
		return "autoreply"
	}
	return m.acknowledges()
}

// acknowledges names the answer of those who say to all that a message has come
// in and will be dealt with, or is "".
func (m *message) acknowledges() string {
	const short = 1000
	text := m.opening()
	switch {
	case len(text) > short || m.header.Get(fieldCc) != "" || m.returned >= 0 || asks(text) || goodsWords.in(text) || tradeWords.in(text),
		!m.opens(opensAccepted) && !(m.opens(opensThanks) && m.opens(opensPromise)):
		return ""
	}
	return "acknowledgement"
}

// onlyAbsence reports whether the subject says that somebody is away, and has no
// room for more: "Odsotnost", "Anna is away", "Απουσία από το γραφείο".
func (m *message) onlyAbsence(subject string) bool {
	const longest = 48
	return len(subject) <= longest && absenceLeads.in(subject)
}

// toMany greet those whom people tell of their absence.
var toMany = anyOf(
	"hi all", "hi everyone", "hi everybody", "hi team", "hi folks", "hello all", "hello everyone", "hello team", "dear all", "dear team", "dear colleagues", "all,", "team,", "folks,", "hallo zusammen", "hallo alle", "hallo team", "liebe kolleg", "liebes team",
	"bonjour à tous", "bonjour à toutes", "chers collègues", "hola a todos", "hola equipo", "estimados compañeros", "olá a todos", "caros colegas", "ciao a tutti", "cari colleghi", "hallo allemaal", "beste collega", "hej alla", "hej alle", "hei alle", "hei kaikki", "drodzy", "cześć wszystkim", "ahoj všichni", "milí kolegové", "sziasztok", "всем привет", "коллеги", "各位", "大家好",
)

// tradeWords are of confirmations of what somebody bought or booked.
var tradeWords = anyOf(
	"your purchase", "your payment", "your booking", "your reservation", "your order", "your invoice", "your subscription", "ihre zahlung", "ihre buchung", "ihre reservierung", "ihre bestellung", "ihr einkauf", "votre paiement", "votre réservation", "votre achat",
	"su pago", "su reserva", "su compra", "seu pagamento", "sua reserva", "sua compra", "il suo pagamento", "la sua prenotazione", "il tuo acquisto", "uw betaling", "uw reservering", "twoja płatność", "вашу оплату", "вашу покупку", "ご購入", "ご予約", "付款", "结算",
)

// answerPhrases say in a whole sentence that no person wrote this answer.
var answerPhrases = []string{
	"this is an automatic reply", "this is an automated reply", "this is an auto-reply", "this is an autoreply", "this is an auto reply", "this is an automatic response", "this is an automated response", "this is an auto-response", "this is an auto response", "this is an automatically generated reply", "this is an automatically generated response", "this is an autoresponse", "[auto-reply]", "(auto-reply)", "[autoreply]", "(autoreply)", "[automatic reply]", "(automatic reply)", "[auto reply]", "[automated reply]", "(automated reply)", "[automatische antwort]", "(automatische antwort)", "[réponse automatique]", "(réponse automatique)", "(respuesta automática)", "(resposta automática)", "(risposta automatica)",
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

// promisePhrases say when the answer of a person will come, in the words of a
// house.
var promisePhrases = []string{
	"we aim to respond", "we aim to reply", "we aim to answer", "we will respond", "we will reply", "we will answer", "we will get back to you", "we'll get back to you", "we will be in touch", "we'll be in touch", "will be in touch shortly", "we normally respond", "we normally reply", "we usually respond", "we usually reply", "one of our team will", "a member of our team will", "someone from our team will", "one of our agents will", "our team will get back", "our team will respond", "our team will reply", "our support team will", "respond within", "reply within", "answered within", "answer within", "respond to you within", "reply to you within", "will be passed to",
	"wir bearbeiten ihr anliegen", "wir werden ihr anliegen", "wir werden uns", "wir melden uns", "werden ihre nachricht", "werden ihre anfrage", "schnellstmöglich beantwort", "so schnell wie möglich beantwort", "schnellstmöglich bearbeit", "so schnell wie möglich bearbeit", "wir antworten", "nous vous répondrons", "nous répondrons", "nous reviendrons vers vous", "dans les meilleurs délais", "dans les plus brefs délais", "nous traiterons votre", "nous vous recontacterons",
	"le responderemos", "te responderemos", "nos pondremos en contacto", "a la mayor brevedad", "responderemos o mais", "responderemos em breve", "entraremos em contato", "entraremos em contacto", "le risponderemo", "ti risponderemo", "risponderemo al più presto", "we reageren", "wij reageren", "we nemen zo", "wij nemen zo", "we beantwoorden", "wij beantwoorden",
	"vi återkommer", "vi svarar", "vi besvarar", "vi vender tilbage", "vi svarer hurtigst", "vi besvarer", "vi svarer så snart", "vi kommer tilbake", "vastaamme", "palaamme asiaan", "odpowiemy", "skontaktujemy się", "odpovíme", "ozveme se", "odpovieme", "ozveme sa", "válaszolunk", "munkatársunk", "vă vom răspunde", "vom reveni", "odgovorit ćemo", "odgovorili vam bomo", "мы ответим", "ответим в течение", "ответим вам", "свяжемся с вами", "відповімо", "ще ви отговорим", "ще отговорим", "θα σας απαντήσουμε", "θα απαντήσουμε", "en kısa sürede", "size dönüş", "נחזור אליך", "سنقوم بالرد", "سنرد",
	"ご返信いたします", "返信いたします", "ご返答いたします", "担当者より", "我们会尽快", "我们将尽快", "尽快回复", "儘快回覆", "답변 드리", "답변드리", "회신 드리", "sẽ phản hồi", "sẽ liên hệ", "akan membalas", "akan menghubungi", "จะติดต่อกลับ",
}

// acceptedPhrases say that a message has come in and will be dealt with, in the
// words of those who answer all by the same text.
var acceptedPhrases = []string{
	"a ticket has been created", "a ticket has been opened", "a new ticket has been", "a support ticket has been", "support ticket has been", "ticket has been created for your", "ticket has been opened for your", "ticket has been assigned to", "a case has been opened", "a case has been created", "your case has been", "has been assigned the ticket", "has been assigned the reference", "has been assigned an id of", "has been assigned case", "your ticket number is", "your reference number is", "your case number is", "your ticket id is",
	"your request has been received", "your message has been received", "your email has been received", "your e-mail has been received", "your inquiry has been received", "your enquiry has been received", "we have received your request", "we have received your message", "we have received your email", "we have received your e-mail", "we have received your inquiry", "we have received your enquiry", "we've received your request", "we've received your message", "we've received your email", "we received your request", "we received your message", "we received your email", "message received, thank", "confirm receipt of your e-mail", "confirm receipt of your email", "confirm receipt of your message", "acknowledge receipt of your",
	"ihre anfrage ist bei uns eingegangen", "ihre nachricht ist bei uns eingegangen", "ihre e-mail ist bei uns eingegangen", "ihre mail ist bei uns eingegangen", "ihre anfrage ist eingegangen", "haben ihre nachricht erhalten", "haben ihre anfrage erhalten", "haben ihre e-mail erhalten", "bestätigen den eingang ihrer", "eingang ihrer nachricht", "eingang ihrer e-mail", "eingang ihrer anfrage", "wurde das ticket", "wurde ein ticket", "haben wir ein ticket", "ticket angelegt", "ticket eröffnet", "un ticket a été", "se ha creado un ticket", "se ha abierto un ticket", "foi criado um ticket", "foi aberto um ticket", "è stato aperto un ticket", "è stato creato un ticket", "is een ticket aangemaakt", "ärende har skapats", "sag er oprettet", "er oprettet en sag", "zgłoszenie o numerze", "создана заявка", "создан тикет", "создано обращение", "unter der ticketnummer", "unter der vorgangsnummer", "ihre ticketnummer",
	"avons bien reçu votre demande", "avons bien reçu votre message", "avons bien reçu votre mail", "avons bien reçu votre e-mail", "avons bien reçu votre courriel", "avons reçu votre demande", "avons reçu votre message", "accusons réception de votre", "votre demande a bien été", "votre message a bien été reçu", "hemos recibido su mensaje", "hemos recibido su solicitud", "hemos recibido su consulta", "hemos recibido su correo", "hemos recibido tu mensaje", "hemos recibido tu solicitud", "hemos recibido tu consulta", "su solicitud ha sido recibida", "su mensaje ha sido recibido", "su consulta ha sido recibida", "acusamos recibo",
	"recebemos sua mensagem", "recebemos a sua mensagem", "recebemos sua solicitação", "recebemos a sua solicitação", "recebemos seu e-mail", "recebemos o seu e-mail", "recebemos o seu pedido", "recebemos seu contato", "recebemos o seu contacto", "abbiamo ricevuto la tua richiesta", "abbiamo ricevuto la sua richiesta", "abbiamo ricevuto il suo messaggio", "abbiamo ricevuto il tuo messaggio", "abbiamo ricevuto la sua e-mail", "abbiamo ricevuto la sua email", "la sua richiesta è stata", "la tua richiesta è stata",
	"hebben uw bericht ontvangen", "hebben uw e-mail ontvangen", "hebben uw vraag ontvangen", "hebben uw verzoek ontvangen", "hebben je bericht ontvangen", "uw bericht is ontvangen", "uw e-mail is ontvangen", "vi har tagit emot ditt", "vi har tagit emot din", "vi har mottagit ditt", "vi har mottatt din", "vi har modtaget din", "olemme vastaanottaneet viesti", "olemme vastaanottaneet yhteyden", "viestisi on vastaanotettu", "otrzymaliśmy twoją wiadomość", "otrzymaliśmy twoje zgłoszenie", "otrzymaliśmy państwa wiadomość", "zgłoszenie zostało zarejestrowane", "zgłoszenie zostało przyjęte", "přijali jsme váš", "přijali jsme vaš", "váš požadavek byl", "vaša požiadavka bola", "megkaptuk üzenet", "megkaptuk level", "megkaptuk megkeres", "üzenetét megkaptuk", "am primit mesajul", "am primit solicitarea", "solicitarea dumneavoastră a fost", "primili smo vaš", "prejeli smo vaš",
	"мы получили ваше", "мы получили ваш запрос", "ваше обращение зарегистрировано", "ваше обращение принято", "вашему обращению присвоен", "ваша заявка принята", "ваша заявка зарегистрирована", "ваше письмо получено", "ми отримали ваш", "ваше звернення", "получихме вашето", "λάβαμε το μήνυμά", "λάβαμε το αίτημά", "talebiniz alınmıştır", "talebiniz bize ulaş", "mesajınız alınmıştır", "mesajınız bize ulaş", "e-postanız bize ulaş", "お問い合わせを受け付け", "お問合せを受け付け", "お問い合わせいただき", "お問合せいただき", "メールを受け付け", "メールを受信いたしました", "已收到您的邮件", "已收到您的来信", "已收到您的请求", "已收到您的反馈", "已收到您的郵件", "已收到您的來信", "您的邮件我们已收到", "문의가 접수되었습니다", "메일이 접수되었습니다", "문의해 주셔서 감사", "chúng tôi đã nhận được", "kami telah menerima", "قد تلقينا رسالت", "لقد استلمنا", "תודה על פנייתך", "פנייתך התקבלה",
}
