package diagnose

import (
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// tlsFaults are the findings of a server whose TLS does not work or whose
// certificate does not verify.
var tlsFaults = []string{
	check.SMTPTLSFailed, check.SMTPSTARTTLSRefused, check.SMTPNoSTARTTLS, check.SMTPCertExpired, check.SMTPCertNotYetValid,
	check.SMTPCertName, check.SMTPCertSelfSigned, check.SMTPCertUntrusted, check.SMTPTLSOld, check.SMTPTLSWeakCipher,
}

// tlsFixes are what the recipient's side has to do about a fault.
var tlsFixes = map[string]string{
	check.SMTPTLSFailed:       "The recipient's side repairs TLS of that mail host: its certificate, its key, or the versions that it has.",
	check.SMTPSTARTTLSRefused: "The recipient's side repairs TLS of that mail host, which offers STARTTLS and then refuses it.",
	check.SMTPNoSTARTTLS:      "The recipient's side has that mail host offer STARTTLS. Until then mail gets there only without encryption, if the sending system is set to allow that.",
	check.SMTPCertExpired:     "The recipient's side renews the certificate of that mail host.",
	check.SMTPCertNotYetValid: "The recipient's side puts a certificate in that is valid already, or the clock right.",
	check.SMTPCertName:        "The recipient's side gives that mail host a certificate for the name that its MX record has.",
	check.SMTPCertSelfSigned:  "The recipient's side gives that mail host a certificate of a public authority.",
	check.SMTPCertUntrusted:   "The recipient's side gives that mail host a certificate of a public authority, and has it send the whole chain.",
	check.SMTPTLSOld:          "The recipient's side has that mail host offer TLS 1.2 or newer.",
	check.SMTPTLSWeakCipher:   "The recipient's side has that mail host offer the ciphers of today.",
}

// tlsFix gives the step for a fault, or none, where it is not one.
func (w *weighing) tlsFix(id string) []Fix {
	text := tlsFixes[id]
	if text == "" || w.f.RecipientDomain == "" {
		return nil
	}
	return []Fix{{Text: text + " Tell the postmaster of " + w.f.RecipientDomain + " by another way."}}
}

// saidFault gives the fault of a mail host that the words of a refusal name, as
// the id of a finding, or "".
func saidFault(text string) string {
	for _, f := range []struct{ words, id string }{
		{"not offered by host", check.SMTPNoSTARTTLS}, {"does not support starttls", check.SMTPNoSTARTTLS}, {"starttls is not supported", check.SMTPNoSTARTTLS},
		{"starttls not supported", check.SMTPNoSTARTTLS}, {"does not advertise starttls", check.SMTPNoSTARTTLS}, {"not advertise starttls", check.SMTPNoSTARTTLS},
		{"certificate has expired", check.SMTPCertExpired}, {"certificate expired", check.SMTPCertExpired}, {"certificate-expired", check.SMTPCertExpired}, {"expired certificate", check.SMTPCertExpired},
		{"self-signed", check.SMTPCertSelfSigned}, {"self signed", check.SMTPCertSelfSigned},
		{"certificate-host-mismatch", check.SMTPCertName}, {"hostname mismatch", check.SMTPCertName}, {"name mismatch", check.SMTPCertName}, {"certificate not verified", check.SMTPCertName},
		{"certificate not trusted", check.SMTPCertUntrusted}, {"untrusted issuer", check.SMTPCertUntrusted}, {"unable to get local issuer", check.SMTPCertUntrusted}, {"unknown ca", check.SMTPCertUntrusted},
	} {
		if strings.Contains(text, f.words) {
			return f.id
		}
	}
	return ""
}
