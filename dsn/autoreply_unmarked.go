package dsn

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// unmarkedAnswer names the sort of an automatic answer whose header does not say
// that a program wrote it, or is "". Two things must speak for it, since people
// write of their absence too: a subject that is not theirs, and a text that
// answers a message nobody has read.
func (m *message) unmarkedAnswer(subject string) string {
	answer := m.isReply()
	switch {
	case m.answersOne() && subject != m.lowSubject() && absenceLeads.begin(subject): // "[Out of office] Offer"
		return "vacation"
	case !answer && m.header.Get(fieldCc) == "" && m.subjectHas(subjectAbsence) && absenceLeads.in(announcement(subject, m.answersOne())) &&
		(m.opens(opensAbsence) || absenceLeads.in(m.opening())):
		return "vacation"
	case !answer && m.subjectHas(subjectMoved) && (m.answersOne() || answersBehind(subject)) && m.opens(opensMoved):
		return "moved"
	case !answer && !m.answersOne():
		return m.answerAlone(subject)
	case m.movedAlone():
		return "moved"
	case !m.opens(opensAutomatic|opensAnswer) && !m.thanksUnread() && !m.absenceAlone():
		return m.acknowledges()
	case m.opens(opensAbsence):
		return "vacation"
	case m.opens(opensMoved):
		return "moved"
	case m.opens(opensAutomatic | opensAnswer):
		return "autoreply"
	}
	return m.acknowledges()
}

// thanksUnread reports whether the text is a short one that thanks for a message
// and asks nothing of who wrote it.
func (m *message) thanksUnread() bool {
	return m.opens(opensThanks) && m.returned < 0 && len(m.opening()) < 1000 && (m.opens(opensMeanwhile) || !asks(m.opening()))
}

// absenceAlone reports whether the text is a notice of absence and no more: a
// short one that asks nothing, and says what to do in the meantime. One that only
// says until when has a sentence of its own for it: people go on behind a comma.
func (m *message) absenceAlone() bool {
	const short, sentence = 500, 140
	text := m.opening()
	if !m.opens(opensAbsence) || m.returned >= 0 || asks(text) || wishWords.begin(strings.TrimSpace(text)) {
		return false
	}
	n := utf8.RuneCountInString(text)
	return n < short && m.opens(opensMeanwhile) || n < sentence && m.opens(opensUntil) && !strings.Contains(unaddressed(head(m.Text())), ", ")
}

// movedAlone reports whether the text is a notice that nobody reads this address any
// more and who does: a short one that asks nothing.
func (m *message) movedAlone() bool {
	const short = 400
	text := m.opening()
	return m.opens(opensMoved) && m.returned < 0 && len(text) < short && !asks(text) && len(addressesIn(head(m.Text()))) > 0
}

// wishWords begin a text that wishes the reader a good time away: who writes it is not the one who
// leaves. Further down they close an absence, too.
var wishWords = anyAccent(
	"enjoy your", "have a nice", "have a great", "have a good", "have fun", "viel spaß", "schönen urlaub", "schöne ferien", "gute erholung", "erholsamen", "bonnes vacances", "bon congé", "profite bien", "felices vacaciones", "disfruta", "buone vacanze", "buone ferie", "boas férias",
	"fijne vakantie", "prettige vakantie", "trevlig semester", "god ferie", "god sommer", "hyvää lomaa", "udanego urlopu", "miłego urlopu", "hezkou dovolenou", "príjemnú dovolenku", "jó pihenést", "concediu plăcut", "vacanță plăcută", "хорошего отпуска", "хорошо отдохнуть", "гарної відпустки", "iyi tatiller", "καλές διακοπές", "よい休暇", "祝你休假", "휴가 잘",
)

// unaddressed gives a text without the words that programs greet whomever with and
// without a closing that has a comma of its own: "Hello, I am away until Monday".
// A person who goes on behind a comma knows a name: "Hello Bob, I am away".
func unaddressed(text string) string {
	const longest = 60
	text = strings.TrimSpace(text)
	if comma := strings.Index(text, ", "); comma > 0 && comma < longest && slices.Contains(greetings, flatten(text[:comma])) {
		text = text[comma+2:]
	}
	for _, closing := range commaClosings {
		if i := strings.LastIndex(text, "\n"+closing); i >= 0 {
			text = text[:i]
		}
	}
	return text
}

// asks reports whether text, in the form of flatten, has a question.
func asks(text string) bool {
	return strings.Contains(text, "? ") || strings.HasSuffix(text, "?") || strings.Contains(text, "？")
}

// answersOne reports whether the header says which message this one answers.
func (m *message) answersOne() bool {
	return m.header.Has(fieldInReplyTo) || m.header.Has(fieldReferences)
}

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
	"message was sent automatically", "message is sent automatically", "mail was sent automatically", "wurde automatisch versendet", "wurde automatisch verschickt", "envoyé automatiquement", "enviado automáticamente", "enviada automaticamente", "inviato automaticamente",
	"this is an automatic reply", "this is an automated reply", "this is an auto-reply", "this is an autoreply", "this is an auto reply", "this is an automatic response",
	"this is an automated response", "this is an auto-response", "this is an automatically generated reply", "this is an automatically generated response", "this is an automated message",
	"dies ist eine automatisch generierte", "dies ist eine automatisch erstellte", "dies ist eine automatisch erzeugte", "dies ist eine automatische nachricht", "automatisch generierte e-mail", "automatisch generierte nachricht", "本メールは自動送信", "このメールは自動送信", "自動送信です",
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
	"gracias por su mensaje", "gracias por su correo", "gracias por tu", "gracias por contactar", "gracias por escribir", "obrigado pela sua mensagem", "obrigado pelo seu", "obrigada pel", "obrigado por", "agradeço o seu", "agradeço a sua",
	"grazie per la sua", "grazie per il suo", "grazie per aver", "grazie per la tua", "la ringrazio per", "bedankt voor uw", "bedankt voor je", "dank voor uw", "hartelijk dank voor", "tack för ditt", "tack för din", "tack för mail", "tak for din", "takk for din", "takk for e-post", "kiitos viesti", "kiitos sähköposti",
	"dziękuję za wiadomość", "dziękujemy za wiadomość", "dziękuję za", "děkuji za váš", "děkuji za vaši", "děkujeme za", "ďakujem za", "köszönöm a level", "köszönöm level", "köszönjük", "mulțumesc pentru", "hvala na", "hvala za",
	"спасибо за ваше письмо", "спасибо за письмо", "благодарю за письмо", "благодарим за", "дякую за лист", "дякую за ваш", "благодаря за", "ευχαριστώ για το", "σας ευχαριστ", "e-postanız için teşekkür", "mesajınız için teşekkür", "iletiniz için teşekkür", "תודה על פניי", "תודה על הודע", "תודה על המייל", "شكرا لرسالت", "شكراً لرسالت", "شكرا على",
	"メールをいただき", "メールありがとう", "ご連絡ありがとう", "ご連絡いただき", "感谢您的来信", "您的邮件已收到", "谢谢您的邮件", "您好，我已收到", "感謝您的來信", "메일 감사합니다", "메일을 보내주셔서", "메일 주셔서", "cảm ơn bạn đã", "terima kasih atas", "ขอบคุณสำหรับ",
}

// meanwhilePhrases say what becomes of the message while somebody is away.
var meanwhilePhrases = []string{
	"for urgent", "urgent matters", "urgent cases", "urgent requests", "if urgent", "if it is urgent", "if your message is urgent", "immediate assistance", "case of emergency", "in an emergency", "my absence", "while i am away", "my return", "when i return", "returning on", "limited access to", "no access to", "not be reading", "not be checking", "will get back to you", "will respond to", "will reply to",
	"in dringenden", "dringende anliegen", "dringenden anliegen", "meiner abwesenheit", "meiner rückkehr", "meine vertretung", "nicht weitergeleitet", "nicht gelesen", "wenden sie sich", "keinen zugriff",
	"cas d'urgence", "toute urgence", "les urgences", "demande urgente", "mon retour", "mon absence", "accès limité", "pas accès à", "je répondrai", "je vous répondrai",
	"de urgencia", "urgentes", "mi regreso", "mi vuelta", "mi ausencia", "acceso al correo", "acceso limitado", "responderé", "contestaré", "d'urgència",
	"de urgência", "assim que retornar", "assim que regressar", "assim que voltar", "quando retornar", "meu regresso", "meu retorno", "minha ausência", "responderei", "acesso limitado", "acesso ao e-mail", "acesso a e-mail",
	"urgenze", "di urgenza", "casi urgenti", "mio rientro", "mio ritorno", "mia assenza", "risponderò", "accesso limitato",
	"dringende", "spoedgeval", "bij spoed", "voor spoed", "mijn afwezigheid", "mijn terugkomst", "mijn terugkeer", "zodra ik terug", "beperkt toegang", "beperkte toegang", "geen toegang",
	"brådskande", "akuta ärenden", "vid akut", "min frånvaro", "när jag är tillbaka", "när jag är åter", "när jag kommer tillbaka", "läser inte",
	"hastesag", "hastesak", "ved hastende", "haster det", "det haster", "hastehenvendelse", "mit fravær", "mitt fravær", "når jeg er tilbage", "når jeg er tilbake", "læser ikke", "leser ikke",
	"kiireellis", "kiireisi", "poissaoloni", "palattuani", "loman jälkeen", "lomani aikana", "luen sähköpostia",
	"pilnych spraw", "sprawach pilnych", "pilnych przypadkach", "w razie pilnych", "mojej nieobecno", "po powrocie", "ograniczony dostęp", "naléhav", "urgentn", "po návratu", "po svém návratu", "nepřítomnosti", "v súrnych", "naliehav", "neprítomnosti",
	"sürgős", "visszatérés", "távollét", "visszaérkez", "nem olvasom", "urgențe", "urgenţe", "urgente", "de urgenț", "de urgenţ", "lipsa mea", "absența mea", "absenţa mea", "la întoarcere", "mă întorc",
	"срочным", "срочных", "срочной", "если срочно", "моего отсутствия", "моё отсутствие", "мое отсутствие", "после возвращения", "по возвращении", "отвечу вам", "отвечу на", "отвечу позже", "отвечу после", "отвечу по ", "відповім", "после отпуска", "після відпустки", "терміновими", "термінових", "після повернення", "моєї відсутності", "спешни случаи", "отсъствието ми", "завръщането",
	"επείγον", "περιορισμένη πρόσβαση", "την απουσία", "επιστροφή μου", "επιστρέψω", "acil durum", "acil konu", "acil iş", "döndüğümde", "dönüşümde", "yokluğumda", "erişimim", "דחופ", "בדחיפות", "العاجلة", "عودتي",
	"can't wait", "cannot wait", "when we are back", "once we are back", "when we return", "when i am back", "when i'm back", "once i am back", "once i'm back", "as soon as i am back", "as soon as i return", "in my absence", "during my absence", "call my assistant", "contact my assistant", "contact my colleague", "our emergency",
	"on her return", "on his return", "on my return", "upon my return", "hilft ihnen", "helfen ihnen", "steht ihnen", "stehen ihnen", "renouveler votre message", "merci de réécrire", "je prendrai connaissance", "leggerò la posta", "atenderá sus", "le atenderá", "kunt u terecht", "u kunt terecht", "kunt u zich wenden", "ring växeln", "kontakta receptionen", "ring til", "kontakt ole", "volejte", "zavolajte", "kontaktujte", "scrieți", "sunați", "apelați", "καλέστε", "お電話ください", "ご連絡ください", "届时", "屆時", "請致電", "请致电", "연락 부탁",
	"reply as soon as i can", "respond as soon as i can", "answer as soon as i can", "sporadic access", "intermittent access", "please write to", "write instead to", "please use the address", "d'adresser vos", "merci d'écrire à", "bitte schreiben sie", "bitte nutzen sie", "bitte verwenden sie", "escriba a", "escreva para", "scrivere a", "scriva a", "dirija-se", "piszcie na", "napište na", "пишите на", "пишіть на",
	// who stands in
	"please contact", "you can contact", "please direct", "kontaktieren sie", "vertritt mich", "vertreten mich", "bin ich wieder", "wieder erreichbar", "any queries", "any questions", "contactez", "veuillez contacter", "pouvez contacter", "vous adresser à", "adressez-vous", "vous pouvez joindre", "prend en charge", "prend le relais",
	"diríjase", "dirigirse a", "contacte con", "contactar con", "póngase en contacto", "para cualquier consulta", "favor contatar", "favor contactar", "por favor contate", "por favor contacte", "tratar com", "entre em contato", "entrar em contato", "entrar em contacto", "contatar o", "contatar a",
	"contattare", "rivolgersi a", "rivolgetevi", "può contattare", "rientrerò", "contact op met", "contact opnemen", "doorgestuurd", "doorgezonden", "kontakta gärna", "vänligen kontakta", "kontakta mina", "vid frågor", "kontakt venligst", "venligst kontakt", "kontakte min", "vennligst kontakt", "ta kontakt med", "ved spørgsmål", "ved spørsmål", "ota yhteyttä", "ottakaa yhteyttä", "yhteydessä", "sijaisenani",
	"proszę o kontakt", "proszę kontaktować", "zastępuje mnie", "kontaktujte", "obraťte se", "obracejte", "zastupuje", "obráťte sa", "forduljon", "forduljanak", "keresse", "helyettes", "contactați", "contactaţi", "adresați-vă", "обращайтесь", "обращаться", "по всем вопросам", "звертайтеся", "звертатися", "обърнете се", "обръщайте",
	"επικοινωνήστε", "επικοινωνείτε", "απευθυνθείτε", "iletişime geç", "başvurun", "irtibata geç", "연락 바랍니다", "연락해 주", "연락주", "までご連絡", "請聯繫", "请联系", "請聯絡",
	"お急ぎ", "緊急", "急用", "至急", "戻り次第", "不在中", "出社後", "復帰後", "紧急", "急事", "回来后", "返回后", "尽快回复", "儘快回覆", "回复您", "급한", "긴급", "복귀", "돌아와", "돌아온", "khẩn cấp", "mendesak",
	"hitne slučajeve", "hitnim slučajevima", "hitnih slučajeva", "za hitne", "po povratku", "хитне случајеве", "по повратку", "nujnih primerih", "nujnem primeru", "nujne zadeve", "po vrnitvi",
	"skubiais", "skubiu atveju", "skubiems", "kreipkitės", "grįšiu", "grįžęs", "steidzam", "atgriezīšos", "sazinieties", "kiireloomul", "kiirete küsimus", "pöörduge", "naasen", "спешн", "mál eru brýn", "áríðandi", "hafið samband", "brýn erindi", "mater brys", "cysylltwch", "práinn", "teagmháil", "dringende gevalle", "përgjigj", "kontaktoni", "итни работи", "обратете се", "пишете на", "pišite na", "obrnite na", "obratite se", "urgents", "adreceu", "poseu-vos en contacte", "póñase en contacto", "jarri harremanetan", "в экстренных", "терміновості", "შეტყობინება", "ძალიან გადაუდებელ", "शीघ्र", "জরুরি", "فوری", "للأمور", "للحالات", "في حال", "يرجى التواصل", "يرجى الاتصال", "לפנות אל", "במקרים",
	"rast urgjen", "פנה אל", "لطفا با", "موارد فوری", "ضروری", "तत्काल", "ज़रूरी", "sila hubungi", "silakan hubungi", "vui lòng liên hệ", "กรุณาติดต่อ",
}

// greetings are those that name nobody, in the form of flatten.
var greetings = accentless([]string{
	"hello", "hi", "hi there", "greetings", "good day", "good morning", "dear sender", "dear sir or madam", "hallo", "guten tag", "guten morgen", "grüß gott", "moin", "sehr geehrte damen und herren",
	"bonjour", "bonsoir", "hola", "buenas", "buenos días", "buenas tardes", "olá", "oi", "bom dia", "boa tarde", "prezados", "caros", "bon dia", "buongiorno", "salve", "ciao", "gentili signori", "bună ziua",
	"beste", "goedendag", "hej", "hejsan", "hei", "god dag", "goddag", "moi", "terve", "hyvä lähettäjä", "hyvä viestin lähettäjä", "tere", "dobrý den", "dobrý deň", "dzień dobry", "witam", "szanowni państwo",
	"jó napot", "jó napot kívánok", "kedves feladó", "tisztelt feladó", "zdravo", "poštovani", "pozdravljeni", "здравствуйте", "добрый день", "доброе утро", "уважаемые коллеги", "добрий день", "доброго дня", "вітаю", "здравейте", "добър ден",
	"γεια σας", "καλημέρα", "καλησπέρα", "χαίρετε", "merhaba", "merhabalar", "iyi günler", "שלום", "مرحبا", "xin chào", "sveiki", "labas", "laba diena", "labdien", "pozdrav", "dober dan", "dobar dan", "поштовани", "добар дан", "سلام", "با سلام", "नमस्ते", "salam", "halo", "góðan daginn", "përshëndetje", "kaixo", "สวัสดี",
})

// commaClosings close a letter and have the name on the same line, behind a comma.
var commaClosings = [...]string{"С уважением", "с уважением", "З повагою", "з повагою", "С уважение"}

// untilPhrases say until when somebody is away.
var untilPhrases = []string{
	" until ", " through ", "back on", "return on", "bis zum", "bin bis ", "bis einschl", "jusqu'", "de retour", " hasta ", "de vuelta el", "fino al", "fino a ", "sino al", "rientro il", "tornerò", "até o dia", "até ao ", "até dia ", "até o final", "ausente até", "férias até", "licença até", "escritório até", "fora até", "retorno dia", "retorno em", "fins al",
	"tot en met", "verlof tot", "vakantie tot", "afwezig tot", "kantoor tot", "terug op", "förrän", "till och med", "t.o.m. ", "åter den", "semester till", "fram till", "tillbaka", "til og med", "indtil ", "frem til", "tilbage", "tilbake", "saakka", " asti.", " asti ", " asti,", "palaan ", "do dnia ", "urlopie do ", "biurem do ", "nieobecny do ", "nieobecna do ", "wracam ", "dovolené do ", "kanceláři do ",
	"-ig szabads", "-ig nem ", "-ig távol", "până la", "până pe", "până în", "revin pe", "revin în", " до ", "вернусь", " έως ", " μέχρι ", " kadar ", " עד ", "まで", "直到", "까지", "حتى ", "sampai ",
	"odmoru do ", "odmoru sam do ", "odsutan do ", "odsutna do ", "одмору до ", "dopustu do ", "odsoten do ", "odsotna do ", " līdz ", " kuni ", " تا ", " तक ", "จนถึง", "hingga ", "đến ngày", "đến hết",
	"iki sausio", "iki vasario", "iki kovo", "iki balandžio", "iki gegužės", "iki birželio", "iki liepos", "iki rugpjūčio", "iki rugsėjo", "iki spalio", "iki lapkričio", "iki gruodžio",
}
