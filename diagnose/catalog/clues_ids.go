package catalog

import "strings"

// maxID is the longest id that a support desk is believed to ask for.
const maxID = 100

// tokenClues adds the providers' own tokens in the text, as they stand there.
func (s *scratch) tokenClues(k *Clues) {
	for _, m := range s.tokens {
		if word := s.t.source(m.from, m.to); !holds(word, isSpace) {
			k.Tokens = appendClue(k.Tokens, word)
		}
	}
}

// supportIDs gives the ids in the innermost reply by which the refusing system
// finds the event again: "id=13462-01", "Case ID: 7F3A-1", what Gmail writes
// before "- gsmtp", and what Microsoft and Mimecast write in brackets at the end.
func (s *scratch) supportIDs() []string {
	start := min(s.shell.start, len(s.t.src))
	src := s.t.src[start:]
	var list []string
	if s.scan.grams.has(gmailRun) != 0 && strings.Contains(src, gmailSign) {
		said := strings.TrimRight(src[:strings.LastIndex(src, gmailSign)], " ")
		if id := said[strings.LastIndexByte(said, ' ')+1:]; isID(id) {
			list = append(list, id)
		}
	}
	for _, h := range s.t.signs {
		if i := int(h) - start; i > 0 && idWord(src[:i]) {
			list = appendIDs(list, src, s.t.signs, start)
			break
		}
	}
	return bracketID(src, list)
}

// appendIDs appends the ids behind signs, whose offsets are those of src plus start.
func appendIDs(list []string, src string, signs []uint16, start int) []string {
	for _, sign := range [...]byte{':', '=', '#'} {
		end := 0
		for _, h := range signs {
			if i := int(h) - start; i >= end && src[i] == sign {
				list, end = appendID(list, src, i)
			}
		}
	}
	return list
}

// appendID appends the id behind the sign at src[i], and gives where it ends.
func appendID(list []string, src string, i int) ([]string, int) {
	from := i + 1
	if !idWord(src[:i]) {
		return list, from
	}
	for from < len(src) && strings.IndexByte(" :=#<", src[from]) >= 0 {
		from++
	}
	end := runOn(src, from, inHost)
	if id := strings.TrimRight(src[from:end], ".-"); isID(id) {
		list = appendClue(list, id)
	}
	return list, end
}

// gmailSign stands behind the id at the end of Gmail's replies; gmailRun is a run
// of it.
const gmailSign = " - gsmtp"

var gmailRun = runNumber([]byte("gsmt"))

// bracketID appends the id in brackets at the end of a reply:
// "[AM0EUR02FT001.eop-EUR02.prod.protection.outlook.com 2026-02-01T10:00:00.000Z 08DC2]",
// "[xR2bW9.us12]".
func bracketID(src string, list []string) []string {
	end := len(src)
	for end > 0 && (src[end-1] == ' ' || src[end-1] == '.' || src[end-1] == '\r' || src[end-1] == '\n') {
		end--
	}
	if end == 0 || src[end-1] != ']' {
		return list
	}
	src = src[:end]
	open := strings.LastIndexByte(src, '[')
	if open < 0 {
		return list
	}
	words := strings.Fields(src[open+1 : len(src)-1])
	switch {
	case len(words) == 3 && strings.HasSuffix(words[1], "Z"), len(words) == 1 && isID(words[0]) && !isIPv4(words[0]) && holds(words[0], isLetter):
		if id := strings.Join(words, " "); len(id) <= maxID {
			list = appendClue(list, id)
		}
	}
	return list
}

// idWord reports whether text ends in a word that announces an id.
func idWord(text string) bool {
	for text != "" && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	var room [len("messageid")]byte // for the longest of them
	from := runBack(text, len(text), 0, inWord)
	if from == len(text) || len(text)-from > len(room) || from > 0 && strings.IndexByte(" \t\n.,;:([<&?|/-_", text[from-1]) < 0 {
		return false
	}
	switch string(appendLower(room[:0], text[from:])) {
	case "id", "ref", "reference", "refid", "incident", "ticket", "case", "session", "sid", "tracking", "eventid", "messageid", "msgid", "queueid":
		return true
	}
	return false
}

// isID reports whether a word can be an id: it has a digit and some length.
func isID(word string) bool {
	return len(word) >= 4 && len(word) <= maxID && holds(word, isDigit) && strings.IndexByte(word, '@') < 0
}

// holds reports whether a byte of a word is of a kind.
func holds(word string, kind func(byte) bool) bool {
	for i := range len(word) {
		if kind(word[i]) {
			return true
		}
	}
	return false
}
