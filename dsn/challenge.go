package dsn

import "strings"

// challenge reports whether the message asks its receiver to prove that a person
// sent what it answers: systems that let nobody through whom they do not know.
func (m *message) challenge(automatic bool) bool {
	h := m.header
	switch {
	case containsFold(h.Get("X-Delivery-Agent"), "tmda") && !h.Has("X-TMDA-Confirmed"),
		h.Has("X-Boxbe-Message"), h.Has("X-Challenge-Response"), h.Has("X-SpamArrest-Challenge"):
		return true
	}
	from := m.sender()
	local, domain, _ := strings.Cut(from, "@")
	for _, d := range challengeDomains {
		if domain == d || strings.HasSuffix(domain, "."+d) {
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
	return (automatic || isReplySubject(m.subject)) && !m.listMail() && m.asksToConfirm()
}

// challengeDomains are those that services of this kind write from.
var challengeDomains = [...]string{
	"spamarrest.com", "boxbe.com", "mailinblack.com", "invitation.mailinblack.com", "sendio.com", "vanquish.com", "qurb.com",
	"bluebottle.com", "mailblocks.com", "choicemail.com", "digiportal.com", "0spam.com",
}

func (m *message) asksToConfirm() bool {
	return challengeSubjects.in(m.lowSubject()) ||
		challengePhrases.in(m.opening())
}

// opening gives the beginning of the text in lower case, squeezed.
func (m *message) opening() string {
	return m.memo.opening.of(func() string { return squeeze(lowerASCII(head(m.Text()))) })
}

// squeeze makes one space of each run of white space, so that a phrase is found
// over the end of a line.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

var challengeSubjects = anyOf(
	"please confirm your message", "please confirm (conf#", "(verify)", "sender verification", "verification required", "requires verification", "verify#",
	"suspect email blocking", "sender confirmation", "confirm your email to", "challenge-response", "antispam uol",
	"demande d'authentification", "bitte bestätigen sie ihre nachricht",
)

var challengePhrases = anyOf(
	"now allow incoming messages only from senders i have approved", // EarthLink
	"your message is being held because the address",                // TMDA
	"requires that you verify", "real live human",                   // BoxTrapper
	"to release your message for delivery", "confirm that this message was sent by you", "waiting for your confirmation",
	"before your message can be delivered", "your message will be delivered once you", "prove that you are a human", "confirm that you are a human", "confirm you are human", "verify that you are a human", "verify you are human", "prove you are human",
	"to complete this verification", "confirmation of your email address is required before", "to be added to my guest list",
	"is using boxbe", "is protected by boxbe", "protected by spam arrest", "using spam arrest", "click the link below to verify",
	"authenticate yourself as a sender", "your email has been placed in a queue until", "you need to verify your email address so that",
	"vous authentifier", "pour que votre message soit remis, veuillez", "votre message est en attente d'authentification",
	"bestätigen sie bitte, dass sie diese nachricht", "um ihre nachricht zuzustellen, bestätigen", "confirme que você enviou",
	"para que sua mensagem seja entregue", "confirme que usted envió", "para que su mensaje sea entregado",
)
