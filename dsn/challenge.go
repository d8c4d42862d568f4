package dsn

import "strings"

// challenge reports whether the message asks its receiver to prove that a person
// sent what it answers: systems that let nobody through whom they do not know.
func (m *message) challenge(automatic bool) bool {
	h := &m.header
	switch {
	case containsFold(h.Get(fieldXDeliveryAgent), "tmda") && !h.Has(fieldXTMDAConfirmed),
		h.Has(fieldXBoxbeMessage), h.Has(fieldXChallengeResponse), h.Has(fieldXSpamArrestChallenge):
		return true
	}
	from := m.sender()
	local, domain, _ := strings.Cut(from, "@")
	for _, d := range challengeDomains {
		if parent, ok := strings.CutSuffix(domain, d); ok && (parent == "" || strings.HasSuffix(parent, ".")) {
			return m.asksToConfirm()
		}
	}
	// BoxTrapper: "Your email requires verification verify#Xb2..."
	if strings.Contains(m.lowSubject(), "verify#") && m.asksToConfirm() {
		return true
	}
	// TMDA: jane-confirm-1029384756.12345.abcdef@example.org
	if strings.Contains(local, "-confirm-") && strings.Contains(local, ".") && m.asksToConfirm() {
		return true
	}
	return (automatic || m.isReply() || m.answersOne() || m.opens(opensKept) && m.header.Get(fieldCc) == "") && !m.listMail() && m.asksToConfirm()
}

// challengeDomains are those that services of this kind write from.
var challengeDomains = [...]string{
	"spamarrest.com", "boxbe.com", "mailinblack.com", "invitation.mailinblack.com", "sendio.com", "vanquish.com", "qurb.com",
	"bluebottle.com", "mailblocks.com", "choicemail.com", "digiportal.com", "0spam.com",
}

func (m *message) asksToConfirm() bool {
	return m.subjectHas(subjectChallenge) || m.opens(opensChallenge) || m.opens(opensHeld) && m.opens(opensAsk)
}

// opening gives the beginning of the text in the form of flatten.
func (m *message) opening() string {
	return m.memo.opening.of(func() string { return flatten(head(m.Text())) })
}

var challengeSubjects = []string{
	"please confirm your message", "please confirm (conf#", "(verify)", "sender verification", "requires verification", "verify#",
	"suspect email blocking", "sender confirmation", "confirm your email to", "challenge-response", "antispam uol",
	"demande d'authentification", "bitte bestätigen sie ihre nachricht",
}

var challengePhrases = []string{
	"now allow incoming messages only from senders i have approved", // EarthLink
	"your message is being held because the address",                // TMDA
	"requires that you verify", "real live human",                   // BoxTrapper
	"to release your message for delivery", "confirm that this message was sent by you", "waiting for your confirmation",
	"before your message can be delivered", "your message will be delivered once you", "prove that you are a human", "confirm that you are a human", "confirm you are human", "verify that you are a human", "verify you are human", "prove you are human",
	"to complete this verification", "confirmation of your email address is required before", "to be added to my guest list",
	"is using boxbe", "is protected by boxbe", "protected by spam arrest", "using spam arrest",
	"authenticate yourself as a sender", "your email has been placed in a queue until", "you need to verify your email address so that",
	"vous authentifier", "pour que votre message soit remis, veuillez", "votre message est en attente d'authentification",
	"bestätigen sie bitte, dass sie diese nachricht", "um ihre nachricht zuzustellen, bestätigen", "confirme que você enviou",
	"para que sua mensagem seja entregue", "confirme que usted envió", "para que su mensaje sea entregado",
}

// keptPhrases say that the message of who reads this is kept back, and so what
// they stand in answers one.
var keptPhrases = []string{
	"your message to ", "your email to ", "your e-mail to ", "your mail to ", "ihre nachricht an ", "ihre e-mail an ", "votre message à ", "su mensaje a ", "sua mensagem para ", "il suo messaggio a ", "uw bericht aan ",
	"your message is being held", "your message has been held", "your message was held", "your email is being held", "your email has been held", "your e-mail is being held", "your e-mail has been held", "your mail is being held", "your message is on hold", "your message is waiting", "your email is waiting", "your message has been placed", "your message is in a queue", "your message was waitlisted", "your message has been waitlisted", "your message will be delivered", "your message can be delivered", "your email will be delivered", "the message you sent is being held", "your message will reach me", "your email will reach me", "your mail will reach me", "first time you write to me", "first time you have written to me", "first time you have emailed me", "your original message will", "your recent message to", "your recent email to",
	"ihre nachricht wird zurückgehalten", "ihre e-mail wird zurückgehalten", "ihre nachricht wurde zurückgehalten", "ihre e-mail wurde zurückgehalten", "ihre nachricht wartet", "ihre nachricht wird erst", "ihre e-mail wird erst", "damit ihre e-mail", "damit ihre nachricht",
	"votre message est en attente", "votre message est retenu", "votre message a été retenu", "votre message a été mis en attente", "votre e-mail est en attente", "votre courriel est en attente", "votre message sera remis", "votre message sera délivré", "su mensaje ha sido retenido", "su mensaje está retenido", "su mensaje está en espera", "su correo ha sido retenido", "su correo está retenido", "su mensaje será entregado", "su correo será entregado",
	"sua mensagem foi retida", "sua mensagem está retida", "seu e-mail foi retido", "sua mensagem será entregue", "seu e-mail será entregue", "il suo messaggio è stato trattenuto", "il tuo messaggio è stato trattenuto", "il suo messaggio è in attesa", "il suo messaggio verrà consegnato", "uw bericht wordt vastgehouden", "uw e-mail wordt vastgehouden", "uw bericht is in de wacht", "uw bericht wordt afgeleverd",
	"ditt meddelande hålls", "ditt meddelande väntar", "din besked tilbageholdes", "twoja wiadomość została zatrzymana", "twoja wiadomość oczekuje", "vaše zpráva byla pozdržena", "vaše zpráva čeká", "ваше сообщение задержано", "ваше письмо задержано", "ваше сообщение удержано", "ваше письмо ожидает", "ваше письмо будет доставлено", "ваше сообщение будет доставлено", "mesajınız bekletil", "iletiniz bekletil", "メッセージは保留", "メールは保留", "您的邮件已被暂", "您的邮件被暂", "您的郵件已被暫",
}

// heldPhrases say that the message waits for its sender, askPhrases what that
// one is to do. Either may stand in other mail; both together do not.
var (
	heldPhrases = []string{
		"only lets known senders", "known senders", "approved senders", "trusted senders", "allowed senders", "will reach me", "will then be released", "will be released", "on hold until", "is waiting for your", "has been placed in", "is in a queue", "to have it delivered", "before it is delivered", "before it can be delivered", "wird zurückgehalten", "wurde zurückgehalten", "est retenu", "a été retenu", "a été mis en attente", "ha sido retenido", "está retenido", "en espera de su confirmación", "foi retida", "está retida", "foi retido", "para que ela seja entregue", "para que seja entregue", "è stato trattenuto", "in attesa di conferma", "wordt vastgehouden", "in de wacht", "hålls kvar", "tilbageholdes", "została zatrzymana", "byla pozdržena", "задержано", "удержано", "ожидает подтверждения", "bekletil", "保留", "暂扣", "暂存", "暫存",
		"was waitlisted", "has been waitlisted", "is being held", "has been held", "was held", "has been quarantined until", "will be delivered to my inbox", "to be delivered to my inbox", "messages will be delivered", "messages are delivered", "message can be delivered", "message will be delivered", "mail will be delivered", "email will be delivered", "e-mail will be delivered", "to deliver your message",
		"not on my list", "not in my address book", "not in my list of", "not on my approved", "list of approved senders", "list of allowed senders", "list of trusted senders", "list of known senders", "whitelist", "white list", "guest list", "senders i know", "unknown senders",
		"nachricht wird erst zugestellt", "mail wird erst zugestellt", "mail wird zugestellt, sobald", "nachricht wird zugestellt, sobald", "damit ihre e-mail zugestellt", "damit ihre nachricht zugestellt", "liste bekannter absender", "liste der bekannten absender",
		"votre message sera remis", "votre message sera délivré", "votre message est en attente", "votre e-mail est en attente", "liste blanche", "expéditeurs autorisés",
		"su mensaje será entregado", "su correo será entregado", "lista blanca", "lista de remitentes", "sua mensagem será entregue", "seu e-mail será entregue", "lista de contatos", "il suo messaggio verrà consegnato", "il messaggio verrà consegnato", "lista dei mittenti", "uw bericht wordt afgeleverd", "uw e-mail wordt afgeleverd", "письмо будет доставлено", "сообщение будет доставлено", "белый список",
	}
	askPhrases = []string{
		"solve this", "puzzle", "answer this question", "enter the code",
		"click here", "click on the", "click the", "clicking the", "clicking on", "clicking here", "use the link", "following link", "link below", "simply reply", "just reply", "reply to this message", "reply to this email", "replying to this", "please reply", "hit reply", "one-time", "captcha", "please confirm", "please verify", "confirm that you", "verify that you", "verify your", "confirm your", "prove that", "you are human", "you are a human", "real person", "authenticate",
		"klicken sie", "antworten sie auf diese", "antworten sie einfach", "bestätigen sie", "cliquez", "cliquer", "répondez à ce", "haga clic", "pulse ", "responda a este", "clique no", "clique aqui", "clicca", "cliccare", "risponda a questo", "klik hier", "klik op", "перейдите по", "нажмите", "подтвердите", "folgenden link", "link unten", "lien suivant", "lien ci-dessous", "siguiente enlace", "enlace siguiente", "enlace de abajo", "seguinte link", "link abaixo", "link a seguir", "seguente link", "link sottostante", "volgende link", "onderstaande link", "länken nedan", "linket nedenfor", "lenken nedenfor", "linkkiä", "poniższy link", "następujący odkaz", "odkaz níže", "по ссылке", "за посиланням", "bağlantıya", "acessando o link", "confirme que", "conferma", "bevestig", "svara på detta", "klicka", "besvar denne", "odpowiedz na", "kliknij", "potwierdź", "odpovězte", "klikněte", "potvrďte", "tıklayın", "yanıtlayın", "クリック", "返信してください", "点击", "點擊", "回复此", "回覆此",
	}
)
