package dsn

import (
	"strings"
	"testing"
)

func TestLiterals(t *testing.T) {
	words := []string{"delivery", "delivered", "deliver", "配信", "n't be", "returned to you", "to you"}
	l := anyOf(words...)
	for _, text := range []string{
		"", "del", "deliver", "undeliverable", "it was delivered", "DELIVER", "配信不能", "could n't be", "returned to yo", "returned to you", "to you",
	} {
		want, wantBegin := false, false
		for _, w := range words {
			want = want || strings.Contains(text, w)
			wantBegin = wantBegin || strings.HasPrefix(text, w)
		}
		if got := l.in(text); got != want {
			t.Errorf("in(%q) = %v, want %v", text, got, want)
		}
		if got := l.begin(text); got != wantBegin {
			t.Errorf("begin(%q) = %v, want %v", text, got, wantBegin)
		}
	}
}

func TestLiteralsEach(t *testing.T) {
	l := newLiterals([]literal{{"delay", 1}, {"delayed", 2}, {"delayed", 4}, {"failed", 8}})
	for text, want := range map[string]int{"a delay": 1, "is delayed": 7, "failed, not delayed": 15, "none": 0} {
		got := 0
		l.each(text, func(tag int) bool {
			got |= tag
			return true
		})
		if got != want {
			t.Errorf("each(%q) = %d, want %d", text, got, want)
		}
	}
}

// TestLiteralsLength finds words that are too short to be looked for by their
// first bytes.
func TestLiteralsLength(t *testing.T) {
	for i, l := range []*literals{
		sayings, formatMarks(), newsSubjects, forwardMarks, goodsWords, wordsForMail, lureWords, movedSubjects, absenceSubjects, receivedSubjects, absencePhrases,
		movedPhrases, receivedPhrases, challengeSubjects, challengePhrases, foreignSubjects, bounceSubjects, reportSubjects,
		daemonNames, systemNames, keepTryingWords, answerSubjects, commandIndex,
	} {
		for _, x := range l.list {
			if len(x.text) < minLiteral {
				t.Errorf("list %d: %q has less than %d bytes", i, x.text, minLiteral)
			}
		}
	}
}
