package dsn

// ordinary reports whether a message that looks like a bounce by its subject
// alone is plainly something else that quotes one or is about one: a post to a
// list, a newsletter, an answer to an invitation, a bounce forwarded in the text.
func (m *message) ordinary() bool {
	return m.listMail() || m.systemReplies() || containsAny(lowerASCII(head(m.Text())), forwardMarks...)
}

// forwardMarks begin what a person forwards in the text.
var forwardMarks = []string{
	"begin forwarded message", "- forwarded message -", "anfang der weitergeleiteten", "- weitergeleitete nachricht -",
	"début du message réexpédié", "- message transféré -", "inizio messaggio inoltrato", "- messaggio inoltrato -", "- mensaje reenviado -",
	"- mensagem encaminhada -", "- doorgestuurd bericht -", "- пересылаемое сообщение -", "- пересланное сообщение -", "- 转发邮件信息 -",
}
