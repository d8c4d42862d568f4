package catalog

// isNegation reports whether a word, folded, turns round what follows it.
func isNegation(word []byte) bool {
	switch string(word) {
	case "not", "never", "isnt", "wasnt", "arent", "werent", "doesnt", "dont", "didnt", "hasnt", "without", "no",
		"nicht", "kein", "keine", "keinen", "nie", "niet", "geen", "pas", "nao", "ikke", "inte":
		return true
	}
	return false
}

// isFiller reports whether a word, folded, may stand between a negation and what it
// negates.
func isFiller(word []byte) bool {
	switch string(word) {
	case "a", "an", "the", "be", "been", "being", "currently", "yet", "in", "on", "as", "any", "by", "at", "really", "actually",
		"considered", "listed", "found", "marked", "flagged", "blocked", "blacklisted", "classified", "sending",
		"der", "die", "den", "dem", "auf", "als", "ein", "eine":
		return true
	}
	return false
}

// maxFillers is how many fillers are passed over.
const maxFillers = 3

// negatable reports whether a negation before a phrase of a category turns it
// round. Where a thing is missing or asked for ("no reverse DNS", "no valid
// signature", "without encryption") it does not.
func negatable(c Category) bool {
	switch c {
	case MailboxFull, UserDisabled, UserMoved, IPBlocked, DomainBlocked, Spam, Virus, ContentRejected, RateLimited,
		Greylisted, Suppressed, Loop, MessageTooLarge, TooManyRecipients, ServerFull, UserUnknown:
		return true
	}
	return false
}

// negated reports whether a negation stands before b[from], in the same
// sentence: "not listed", "is not currently on the list".
func (t *text) negated(from int) bool {
	for range maxFillers + 1 {
		if from == 0 || from < len(t.b) && t.mark[from]&(markStop|markBreak) != markBreak {
			return false
		}
		start := from - 1
		for start > 0 && t.mark[start]&markBreak == 0 {
			start--
		}
		word := t.b[start:from]
		if len(word) > 12 {
			return false
		}
		if isNegation(word) {
			return true
		}
		if !isFiller(word) {
			return false
		}
		from = start
	}
	return false
}

// negates reports whether a negation is among the words of b[from:to]: what a
// gap passes over may not turn the pattern round.
func (t *text) negates(from, to int) bool {
	for i := from; i < to; {
		end := i + 1
		for end < to && t.mark[end]&markBreak == 0 {
			end++
		}
		if isNegation(t.b[i:end]) {
			return true
		}
		i = end
	}
	return false
}
