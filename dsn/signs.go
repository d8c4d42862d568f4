package dsn

// A sign is a set of bits for the lists of words that are asked for in one text:
// they are all looked for in one pass over it.
type sign uint32

// A signList is a list of words with its bit; they count without their accents
// too.
type signList struct {
	sign  sign
	words []string
}

func newSigns(lists ...signList) *literals { return newLiterals(signWordsOf(lists), false) }

// newSignsFold is newSigns for a text in any case.
func newSignsFold(lists ...signList) *literals { return newLiterals(signWordsOf(lists), true) }

func signWordsOf(lists []signList) (all []literal) {
	for _, l := range lists {
		for _, text := range accentless(l.words) {
			all = append(all, literal{text, int(l.sign)})
		}
	}
	return all
}

// signs gives the bits of the lists of which a word stands in text.
func (l *literals) signs(text string) (found sign) {
	l.each(text, func(tag int) bool {
		found |= sign(tag)
		return true
	})
	return found
}

// Lists of words in the name and address of the From field: those of systems.
const (
	fromDaemonName sign = 1 << iota
	fromSystemName
	fromWatchName
	fromExchange
)

var fromWords = newSigns(
	signList{fromDaemonName, daemonNames}, signList{fromSystemName, systemNames}, signList{fromWatchName, watchNames},
	signList{fromExchange, []string{"exchange"}},
)

// fromHas reports whether a word of one of the lists is in the From field.
func (m *message) fromHas(s sign) bool { return m.memo.from.of(fromWords, m.lowFrom)&s != 0 }

// Lists of words in the same field: those of list managers.
const (
	fromMailman sign = 1 << iota
	fromEzmlm
	fromSympa
)

var managerWords = newSignsFold(
	signList{fromMailman, []string{"-bounces@", "-owner@"}}, signList{fromEzmlm, []string{"-help@"}}, signList{fromSympa, []string{"sympa"}},
)

// managedBy reports whether a word of one of the lists is in the From field.
func (m *message) managedBy(s sign) bool {
	return m.memo.manager.of(managerWords, func() string { return m.from })&s != 0
}

// Lists of words in the subject.
const (
	subjectNews sign = 1 << iota
	subjectComplaint
	subjectChallenge
	subjectAbsence
	subjectMoved
	subjectReceived
	subjectAutoreply
)

var subjectWords = newSigns(
	signList{subjectNews, newsSubjects}, signList{subjectComplaint, complaintSubjects}, signList{subjectChallenge, challengeSubjects},
	signList{subjectAbsence, absenceSubjects}, signList{subjectMoved, movedSubjects}, signList{subjectReceived, receivedSubjects},
	signList{subjectAutoreply, autoreplySubjects},
)

// subjectHas reports whether a word of one of the lists is in the subject.
func (m *message) subjectHas(s sign) bool {
	return m.memo.subject.of(subjectWords, m.lowSubject)&s != 0
}

// Lists of phrases in the opening of the text.
const (
	opensChallenge sign = 1 << iota
	opensHeld
	opensAsk
	opensAbsence
	opensMoved
	opensReceived
	opensAutomatic
	opensThanks
	opensReceipt
	opensMeanwhile
	opensUntil
	opensAnswer
	opensUnread
	opensKept
	opensAccepted
	opensPromise
)

var openingWords = newSigns(
	signList{opensChallenge, challengePhrases}, signList{opensHeld, heldPhrases}, signList{opensAsk, askPhrases},
	signList{opensAbsence, absencePhrases}, signList{opensMoved, movedPhrases}, signList{opensReceived, receivedPhrases},
	signList{opensAutomatic, automaticPhrases}, signList{opensThanks, thanksPhrases}, signList{opensReceipt, receiptPhrases},
	signList{opensMeanwhile, meanwhilePhrases}, signList{opensUntil, untilPhrases}, signList{opensAnswer, answerPhrases}, signList{opensUnread, unreadPhrases}, signList{opensKept, keptPhrases}, signList{opensAccepted, acceptedPhrases}, signList{opensPromise, promisePhrases},
)

// opens reports whether the text has a phrase of one of the lists near its
// beginning.
func (m *message) opens(s sign) bool { return m.memo.opens.of(openingWords, m.opening)&s != 0 }
