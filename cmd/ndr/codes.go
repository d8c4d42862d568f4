package main

import (
	"strings"

	"github.com/seed-d13f741b/ndr/dsn"
)

// codes finds the reply code and the enhanced status code that stand in a
// reply: the first of each that is a word of its own.
func codes(text string) (reply int, status dsn.Status) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \t-#:;,()[]<>\"'=", r) }) {
		if st, err := dsn.ParseStatus(strings.TrimRight(word, ".")); err == nil && status.IsZero() {
			status = st
		}
		if reply == 0 && isReply(word) {
			reply = int(word[0]-'0')*100 + int(word[1]-'0')*10 + int(word[2]-'0')
		}
	}
	return reply, status
}

// isReply reports whether word has the form of a reply code, RFC 5321 section
// 4.2.
func isReply(word string) bool {
	return len(word) == 3 && word[0] >= '2' && word[0] <= '5' && word[1] >= '0' && word[1] <= '5' &&
		word[2] >= '0' && word[2] <= '9'
}
