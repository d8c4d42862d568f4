package diagnose

import (
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// checkStep is the last step of a fix: the command that shows whether the cause
// is gone. There is none where no check can tell, or where a name is not one
// that a shell takes as it stands.
func (w *weighing) checkStep(c Cause) []Fix {
	words := w.checkWords(c)
	for _, word := range words {
		if word == "" || word[0] == '-' && !strings.HasPrefix(word, "--") || !shellPlain(word) {
			return nil
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []Fix{{Text: "When that is done, check it:", Command: "ndr check " + strings.Join(words, " ")}}
}

// shellPlain reports whether a word has only characters that mean nothing to a
// shell.
func shellPlain(word string) bool {
	for _, c := range []byte(word) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '.', c == '_', c == ':', c == '@', c == '=', c == '+', c == '/', c == '-':
		default:
			return false
		}
	}
	return true
}

// checkWords are the check that looks at a cause and its arguments.
func (w *weighing) checkWords(c Cause) []string {
	f := w.f
	switch c {
	case SPFMissing, SPFMultipleRecords, SPFSyntax, SPFTooManyLookups, SPFVoidLookups, SPFIncludeBroken, SPFIPNotAuthorised, SPFDNSFailure:
		if w.forwarder() != "" {
			return nil // the record is in order; the next message shows it
		}
		words := []string{"spf", w.spfDomain()}
		if f.SendingIP.IsValid() {
			words = append(words, "--ip", f.SendingIP.String())
		}
		return words
	case DKIMKeyMissing, DKIMKeyInvalid: // against the others another selector helps
		if ts := dkimTargets(w.c, w.i); len(ts) == 1 {
			return []string{"dkim", ts[0].Domain, "--selector", ts[0].Selector}
		}
	case DMARCMissing, DMARCInvalid:
		return []string{"dmarc", f.FromDomain}
	case HELOInvalid:
		if _, data := w.ptr(); data != nil && len(data.Confirmed) > 0 && f.SendingIP.IsValid() {
			return []string{"ptr", f.SendingIP.String(), "--helo", strings.TrimSuffix(data.Confirmed[0], ".")}
		}
	case PTRMissing, PTRMismatch:
		if f.SendingIP.IsValid() {
			return []string{"ptr", f.SendingIP.String()}
		}
	case IPListed:
		if f.SendingIP.IsValid() {
			return []string{"dnsbl", f.SendingIP.String()}
		}
	case SenderDomainMissing, SenderNoMailService, SenderNullMX:
		if check.IsLocalName(senderDomain(w.c, w.i)) {
			return nil
		}
		return []string{"mx", senderDomain(w.c, w.i)}
	case RecipientMXBroken, RecipientNoMailService, RecipientDNSFailure:
		return []string{"mx", f.RecipientDomain}
	}
	return nil
}
