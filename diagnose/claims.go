package diagnose

import "strings"

// claims are which authentication methods a refusal says have failed.
type claims struct{ spf, dkim, dmarc bool }

// authClaims reads the claims from text and code. A method that is said to
// have passed is not claimed; where none is named, any may be meant.
func (w *weighing) authClaims() claims {
	text := w.text()
	cl := claims{
		spf:   saysFailed(text, "spf") || saysFailed(text, "sender policy framework"),
		dkim:  saysFailed(text, "dkim") || saysFailed(text, "domainkeys"),
		dmarc: saysFailed(text, "dmarc"),
	}
	gmail := w.m.Provider == "gmail" || strings.HasSuffix(text, "gsmtp")
	if s := w.r.Status; s.Subject == 7 {
		switch {
		case s.Detail == 23 || s.Detail == 24 || s.Detail == 27 && gmail: // RFC 7372 sections 3.2
			cl.spf = true
		case s.Detail >= 20 && s.Detail <= 22 || s.Detail == 30 && gmail: // RFC 7372 section 3.1
			cl.dkim = true
		}
	}
	if cl == (claims{}) {
		return claims{true, true, true}
	}
	return cl
}

// claimsDMARC reports whether a refusal is of DMARC by name.
func (w *weighing) claimsDMARC() bool { return strings.Contains(w.text(), "dmarc") }

// saysAuth reports whether a refusal is of authentication by its own words or
// code, and not only by what is known of the system that gave it.
func (w *weighing) saysAuth() bool {
	for _, words := range []string{"spf", "dkim", "dmarc", "auth", "sender policy", "sender id", "senderid", "domainkey", "signature", "spoof", "forge", "verif", "permitted", "authoris", "identi"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	s := w.r.Status
	return s.Subject == 7 && (s.Detail >= 20 && s.Detail <= 40 || s.Detail > 500)
}

// claimsPolicy reports whether a refusal says that the domain's DMARC policy is
// to refuse.
func (w *weighing) claimsPolicy() bool {
	for _, words := range []string{"dmarc policy", "dmarc reject policy", "policy of reject", "policy of quarantine", "p=reject", "p=quarantine"} {
		if strings.Contains(w.text(), words) && w.claimsDMARC() {
			return true
		}
	}
	return false
}

// plainWords gives a reply in lower case, white space single, without the codes
// that its second and further lines begin with: "does not have a 550-5.7.40
// DMARC record".
func plainWords(reply string) string {
	var out strings.Builder
	out.Grow(len(reply))
	for word := range strings.FieldsSeq(strings.ToLower(reply)) {
		if out.Len() > 0 {
			if isCode(word) {
				continue
			}
			out.WriteByte(' ')
		}
		out.WriteString(word)
	}
	return out.String()
}

// isCode reports whether a word is "550-5.7.26".
func isCode(word string) bool {
	return len(word) >= 9 && word[3] == '-' && (word[0] == '4' || word[0] == '5') && word[4] == word[0] && word[5] == '.' &&
		strings.Trim(word, "0123456789.-") == ""
}

// methods are the words at which what is said of another method begins.
var methods = []string{"spf", "dkim", "dmarc", "arc=", "sender policy framework"}

// saysFailed reports whether text names the method and does not say that it
// passed: "SPF [example.com] with ip: [192.0.2.10] = did not pass".
func saysFailed(text, method string) bool {
	named, passed := false, false
	for at := 0; ; {
		i := strings.Index(text[at:], method)
		if i < 0 {
			return named && !passed
		}
		at += i + len(method)
		named = true
		said := text[at:min(len(text), at+120)]
		for _, other := range methods {
			if j := strings.Index(said, other); j >= 0 {
				said = said[:j]
			}
		}
		if strings.Contains(said, "pass") && !strings.Contains(said, "not pass") && !strings.Contains(said, "fail") &&
			!strings.Contains(said, "neither") && !strings.Contains(said, "must") && !strings.Contains(said, "require") {
			passed = true
		}
	}
}
