package dsn

import (
	"slices"
	"strings"
)

// formatGmail reads the notices of Gmail and Google Workspace. Until 2016 they
// were plain text; since then they are reports whose human-readable part comes
// in the language of the account, and which are often passed on without the
// machine-readable part. Their shape is the same in each language: the
// recipient, a link, and the reply in a paragraph of its own.
var formatGmail = format{
	name:  "gmail",
	title: "Gmail and Google Workspace",
	match: func(m *message) bool {
		return fromGoogle(m) || m.has(signGmail)
	},
	read: readGmail,
}

// gmailMarks are sentences of the older notices.
var gmailMarks = []string{
	"Technical details of permanent failure:", "Technical details of temporary failure:", "Google tried to deliver your message",
}

// fromGoogle reports whether the sender is Google's mail system.
func fromGoogle(m *message) bool {
	local, domain, _ := strings.Cut(m.sender(), "@")
	return local == "mailer-daemon" && (domain == "googlemail.com" || domain == "google.com" || domain == "gmail.com")
}

func readGmail(m *message, rep *Report) {
	text, returned := m.split()
	m.quote(returned)
	if len(rep.Recipients) == 0 {
		list, source := gmailRecipients(m, text)
		for _, addr := range list {
			rep.recipientFrom(addr, source)
		}
	}
	detail := gmailDetail(text)
	action, host, command := gmailAction(m, text), gmailHost(detail), gmailCommand(detail)
	for i := range rep.Recipients {
		rep.Recipients[i].setAction(action)
		rep.Recipients[i].setHost(host)
	}
	rep.sayToAll(detail)
	for i := range rep.Recipients {
		if r := &rep.Recipients[i]; r.Command == "" {
			r.Command = command
		}
	}
}

// gmailRecipients gives the failed addresses: those that stand alone on a
// line, those of the header, or the first one in the sentence that is not the
// account's own.
func gmailRecipients(m *message, text string) ([]string, Source) {
	head, _, _ := strings.Cut(text, "Technical details of")
	var list []string
	for line := range strings.Lines(head) {
		line = strings.Trim(line, " \t\r\n*")
		if addr, n := addressAt(line); n > 0 && n == len(line) {
			list = append(list, addr)
		}
	}
	failed := m.header.addresses(fieldXFailedRecipients)
	if len(failed) > 0 { // a line may also be of who has passed the notice on
		list = slices.DeleteFunc(list, func(addr string) bool { return !containsAddress(failed, addr) })
	}
	if len(list) > 0 {
		return list, SourceText
	}
	if len(failed) > 0 {
		return failed, SourceHeader
	}
	own := m.header.addresses(fieldTo)
	for _, addr := range addressesIn(head) {
		if !containsAddress(own, addr) {
			return []string{addr}, SourceText
		}
	}
	return nil, SourceNone
}

// gmailDetail gives what the notice says of the failure: the technical details,
// or the paragraphs from the reply on, or from the first sentence.
func gmailDetail(text string) string {
	if i := strings.Index(text, "Technical details of"); i >= 0 {
		_, detail, _ := strings.Cut(text[i:], "failure:")
		return strings.TrimSpace(detail)
	}
	if _, reply, ok := cutResponse(text); ok {
		return reply
	}
	if at := replyAt(text); at >= 0 {
		return text[at:]
	}
	// The first sentence under the heading between asterisks.
	for para := range strings.SplitSeq(text, "\n\n") {
		para = strings.TrimSpace(para)
		if strings.Contains(para, " ") && !strings.HasPrefix(para, "**") && !strings.HasPrefix(para, "This is an auto") &&
			para != "THIS IS A WARNING MESSAGE ONLY." && para != "YOU DO NOT NEED TO RESEND YOUR MESSAGE." &&
			!strings.HasPrefix(para, "Delivery to the following") {
			return para
		}
	}
	return ""
}

// gmailResponses announce the reply in the notices since 2016.
var gmailResponses = []string{
	"The response was:", "The response from the remote server was:", "Die Antwort lautete:", "Antwort des anderen Servers:",
	"Die Antwort vom Remote-Server lautete:", "La réponse était :", "La réponse était la suivante :",
	"Réponse du serveur distant :", "La respuesta fue:", "Esta es la respuesta:", "La respuesta del servidor remoto fue:",
	"A resposta foi:", "A resposta do servidor remoto foi:", "La risposta è stata:", "La risposta del server remoto è stata:",
	"Het antwoord was:", "De reactie was:", "Ответ:", "Получен ответ:", "Ответ удаленного сервера:", "Odpowiedź:",
	"Yanıt şöyleydi:", "Svaret var:", "Odpověď:", "応答:", "レスポンス:", "响应如下：", "响应：", "回應如下：", "응답:",
}

// cutResponse cuts a notice at the words that announce the reply.
func cutResponse(text string) (before, reply string, ok bool) {
	for _, words := range gmailResponses {
		if i := strings.Index(text, words); i >= 0 {
			return text[:i], strings.TrimSpace(text[i+len(words):]), true
		}
	}
	return text, "", false
}

func gmailAction(m *message, text string) Action {
	subject := m.subject
	for _, words := range [...]string{"(Delay)", "(delay)"} {
		if strings.Contains(subject, words) {
			return ActionDelayed
		}
	}
	for _, words := range [...]string{
		"THIS IS A WARNING MESSAGE ONLY", "has been delayed:", "Technical details of temporary failure:",
		"Gmail will retry for", "Delivery incomplete",
	} {
		if strings.Contains(text, words) {
			return ActionDelayed
		}
	}
	return ActionFailed
}

// gmailHost reads "by the server for the recipient domain example.net by
// mx.example.net. [192.0.2.1]".
func gmailHost(detail string) MTA {
	_, rest, ok := strings.Cut(detail, "by the server for the recipient domain ")
	if !ok {
		return MTA{}
	}
	_, rest, _ = strings.Cut(rest, " by ")
	mta, _ := hostAt(rest)
	return mta
}

// gmailStates are how Gmail told, until 2016, where in the dialogue it was.
// The numbers are those of its own client: 13 and 14 follow RCPT, 17 and 18
// the message.
var gmailStates = []struct{ words, command string }{
	{"(state 8)", "AUTH"}, {"(state 9)", "AUTH"}, {"(state 13)", "RCPT"}, {"(state 14)", "RCPT"}, {"(state 15)", "DATA"},
	{"(state 17)", "DATA"}, {"(state 18)", "DATA"},
	{"(SENT_HELO)", "HELO"}, {"(SENT_EHLO)", "EHLO"}, {"(SENT_SECOND_EHLO)", "EHLO"}, {"(SENT_MAIL)", "MAIL"},
	{"(SENT_RCPT)", "RCPT"}, {"(SENT_DATA)", "DATA"}, {"(SENT_MESSAGE)", "DATA"},
	{"did not accept our requests to connect", "CONNECT"}, {"Could not initiate SMTP conversation", "CONNECT"},
}

func gmailCommand(detail string) string {
	for _, s := range gmailStates {
		if strings.Contains(detail, s.words) {
			return s.command
		}
	}
	return ""
}
