package diagnose

import (
	"fmt"

	"github.com/seed-d13f741b/ndr/check"
)

// tooLarge tells how large a message the recipient's mail hosts take, where they
// were asked: the SIZE of EHLO (RFC 1870).
func (w *weighing) tooLarge() {
	v := Verdict{Cause: MessageTooLarge, Confidence: Likely}
	smallest := check.SMTPServer{}
	for _, s := range w.servers() {
		if s.Size > 0 && (smallest.Size == 0 || s.Size < smallest.Size) {
			smallest = s
		}
	}
	if smallest.Size > 0 {
		v.Evidence = []Evidence{{Check: "smtp", Target: w.f.RecipientDomain, Detail: fmt.Sprintf("%s takes messages of up to %d octets", smallest.Host, smallest.Size), Record: fmt.Sprintf("SIZE %d", smallest.Size)}}
		// Base64 makes four octets of three, and two of each 76 are line ends.
		v.Fix = []Fix{{Text: fmt.Sprintf("Keep attachments below %s in all: %s takes messages of up to %s, and attachments grow by more than a third on the way. Send a link to what is larger.", size(smallest.Size*72/100), smallest.Host, size(smallest.Size))}}
	}
	w.add(v)
}

// size gives a number of octets for people.
func size(n int64) string {
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d KB", max(n>>10, 1))
}
