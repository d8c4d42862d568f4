package diagnose

import "strings"

// tlsFailure tells by which mechanism an encrypted connection was demanded,
// where the refusal says so: MTA-STS (RFC 8461) or DANE (RFC 7672).
func (w *weighing) tlsFailure() {
	cause := TLSFailure
	switch {
	case strings.Contains(w.text, "mta-sts") || strings.Contains(w.text, "mtasts"):
		cause = MTASTSMismatch
	case strings.Contains(w.text, "tlsa") || strings.Contains(w.text, "dane"):
		cause = DANEMismatch
	}
	v := Verdict{Cause: cause, Confidence: Likely}
	if cause == TLSFailure && (strings.Contains(w.text, "must issue a starttls") || strings.Contains(w.text, "starttls first") || w.r.Reply == 530) {
		v.Who = SenderMTA // the server offers it and the client has to use it
	}
	w.add(v)
}
