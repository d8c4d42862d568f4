package dsn

import "strings"

// notesAbsence reports whether the out-of-office agent of Notes wrote the
// message. Its header does not say so before release 8; the subject ends in
// fixed words behind the name, and the text begins with others.
//
//	Subject: Jane Doe is out of the office.
//
//	I will be out of the office starting  03/02/2026 and will not return until 03/09/2026.
func (m *message) notesAbsence() bool {
	subject := strings.TrimRight(m.lowSubject(), ". ")
	if i := strings.Index(subject, " (return"); i > 0 {
		subject = subject[:i]
	}
	for _, s := range [...]string{
		" is out of the office", " ist außer haus", " ist ausser haus", " est absent(e)", " está ausente de la oficina", " está fuera de la oficina",
		" è fuori ufficio", " is afwezig", " está ausente do escritório", " は不在です",
	} {
		if strings.HasSuffix(subject, s) {
			return notesOpenings.begin(m.opening())
		}
	}
	return false
}

// notesOpenings begin the agent's text.
var notesOpenings = anyOf(
	"i will be out of the office starting", "i will be out of the office from", "i am out of the office until", "i am out of the office from",
	"ich werde ab ", "ich bin bis zum ", "ich kehre zurück", "je serai absent(e)", "je suis absent(e)", "estaré ausente", "estaré fuera de la oficina",
	"sarò assente", "ik ben afwezig", "estarei ausente", "私は",
)
