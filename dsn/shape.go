package dsn

import "strings"

// bounceShape reports whether the message looks like one about delivery by its
// envelope, type, sender or subject. Only then is its text read for one: a mail
// that quotes a bounce is none.
func (m *message) bounceShape() bool { return m.memo.shape.of(m.looksLikeBounce) }

func (m *message) looksLikeBounce() bool {
	switch {
	case m.systemNews():
		return false
	case m.tree.Parts[0].Type == "multipart/report",
		len(m.status) > 0,
		m.header.Has(fieldXFailedRecipients),
		m.nullSender():
		return true
	}
	return m.fromDaemon() && !m.personAnswers() || m.fromSNS() || m.certifiedReceipt() || m.systemReport() || m.bounceSubject() && !m.ordinary() && m.systemSender() || m.listNotice() || m.sieveRejects()
}

// personAnswers reports whether a postmaster answers somebody's mail, which
// quotes it in the manner of people: a system returns it.
func (m *message) personAnswers() bool {
	return m.isReply() && m.answersOne() && m.returned < 0 && strings.Contains(m.Text(), "\n> ")
}

// fromDaemon reports whether the sender is one of the names by which mail
// systems write.
func (m *message) fromDaemon() bool {
	return m.memo.daemon.of(func() bool { return isDaemon(m.sender()) || m.fromHas(fromDaemonName) })
}

// isDaemon reports whether an address is one by which mail systems write.
func isDaemon(addr string) bool {
	local, _, _ := strings.Cut(lowerASCII(addr), "@")
	switch local {
	case "mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "mailer_daemon", "mdaemon", "post_master", "postmaster-dsn":
		return true
	}
	return false
}

// bounceSubjects begin or are the subjects of the common systems.
var bounceSubjects = anyOf(
	"undeliverable", "undelivered mail", "ndn: ", "waiting mail (msg.", "waiting mail  (msg.", "mail delivery fail", "delivery status notification", "delivery failure",
	"returned mail", "failure notice", "mail system error", "delivery notification", "mail could not be delivered",
	"delivery has failed", "warning: could not send message", "delayed mail", "message delivery", "non-delivery",
	"mail delivery system", "could not deliver", "delivery failed", "delivery error", "unzustellbar", "non remis",
	"mail failed, returning", "mail failure - ", "message frozen", "notice: mail delivery", "warning: delayed mail", "delivery reports about",
	"warning: message ", "warning: cannot send message", "failed mail", "successful mail delivery report", "mail delivery status report",
)

// bounceSubject reports whether the subject is one of a bounce.
func (m *message) bounceSubject() bool {
	subject := m.lowSubject()
	return bounceSubjects.begin(subject) || reportSubjects.begin(subject) || foreignSubjects.begin(subject)
}
