package diagnose

import "strings"

// summaries say what a cause means for the recipients' domain, %D, or the
// sending address, %I, in one sentence; one of them has the one or the other.
var summaries = map[Cause]string{
	RecipientUnknown:       "The mailbox does not exist at %D.",
	RecipientDisabled:      "The mailbox at %D exists but is switched off.",
	RecipientMoved:         "The recipient has another address now.",
	MailboxFull:            "The recipient's mailbox at %D is full.",
	RecipientAddressSyntax: "The recipient's address is not written as an address must be.",
	RecipientRestricted:    "The recipient at %D does not take mail from this sender.",
	RecipientUnreachable:   "The mail hosts of %D could not be reached.",
	brokenOff:              "The connection to a mail host of %D broke off.",
	RecipientServerError:   "The system of %D had an error of its own.",
	SenderServerError:      "The sending system had an error of its own.",
	DeliveryExpired:        "Delivery to %D was tried until the retry time was over.",
	Loop:                   "The message went in a circle between mail systems.",
	RelayDenied:            "The system that was asked does not take mail for %D.",
	AuthRequired:           "The system that was asked wants a login first.",
	TLSFailure:             "The encrypted connection that is demanded failed.",
	MTASTSMismatch:         "The mail hosts of %D do not match its MTA-STS policy.",
	DANEMismatch:           "A certificate of %D does not match its TLSA records.",
	RateLimited:            "Too much mail came too fast for the receiving system.",
	Greylisted:             "First contacts are put off; the next try goes through.",
	TooManyRecipients:      "There were too many recipients in one transaction.",
	SpamContent:            "The receiving system judged the content to be spam.",
	Virus:                  "The receiving system found malware in the message.",
	ContentPolicy:          "The receiving system refuses what the message contains.",
	MessageTooLarge:        "The message is larger than the receiving system allows.",
	MessageMalformed:       "The message is not formed as the standards demand.",
	SuppressedByProvider:   "The sender's provider has the address on a suppression list.",
	ProtocolError:          "The two systems did not agree on the SMTP protocol.",
	PolicyRefusal:          "A policy of the receiving system that it does not explain.",
	IPReputation:           "%I is refused for its reputation; on no public list.",
	DomainReputation:       "The sender's domain is refused for its reputation.",
	IPListed:               "%I is refused because a blocklist has it.",
	DomainListed:           "A domain in the message is refused: a blocklist has it.",
}

// brokenOff stands for RecipientUnreachable where a host was reached.
const brokenOff Cause = "broken-off"

func (w *weighing) summary(c Cause) string {
	if c == AuthRequired && w.claimsBadLogin() {
		return "The system that was asked did not accept the login."
	}
	if c == RecipientUnreachable && (strings.Contains(w.text(), "lost connection") || strings.Contains(w.text(), "timed out while")) {
		c = brokenOff
	}
	domain := w.f.RecipientDomain
	if domain == "" {
		if c == MailboxFull {
			return "The recipient's mailbox is full."
		}
		domain = "the recipient's system"
	}
	said := summaries[c]
	at := strings.IndexByte(said, '%')
	if at < 0 {
		return said
	}
	name := domain
	if said[at+1] == 'I' {
		name = "the sending address"
		if w.f.SendingIP.IsValid() {
			name = w.f.SendingIP.String()
		}
	}
	return said[:at] + name + said[at+2:]
}

// claimsBadLogin reports whether the refusal is of a login that was tried.
func (w *weighing) claimsBadLogin() bool {
	if w.r.Reply == 535 {
		return true
	}
	for _, words := range []string{"authentication failed", "authentication unsuccessful", "credentials", "bad username", "password"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return false
}
