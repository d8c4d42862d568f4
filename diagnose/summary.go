package diagnose

import "strings"

// summaries say what a cause means for the recipients' domain, %D, or the
// sending address, %I, in one sentence.
var summaries = map[Cause]string{
	RecipientUnknown:       "The mailbox does not exist at %D.",
	RecipientDisabled:      "The mailbox at %D exists but is switched off.",
	RecipientMoved:         "The recipient has another address now.",
	MailboxFull:            "The recipient's mailbox at %D is full.",
	RecipientAddressSyntax: "The recipient's address is not written as an address must be.",
	RecipientRestricted:    "The recipient, its group or its administrator at %D does not accept mail from this sender.",
	RecipientUnreachable:   "The mail hosts of %D could not be reached.",
	RecipientServerError:   "The receiving system of %D had an error of its own.",
	SenderServerError:      "The sending system had an error of its own.",
	DeliveryExpired:        "Delivery to %D was tried until the retry time was over.",
	Loop:                   "The message went in a circle between mail systems.",
	RelayDenied:            "The system that was asked does not take mail for %D.",
	AuthRequired:           "The system that was asked wants a login before it takes the message.",
	TLSFailure:             "The encrypted connection that one side demands did not come about.",
	MTASTSMismatch:         "The mail hosts of %D do not match the MTA-STS policy that the domain publishes.",
	DANEMismatch:           "The certificate of a mail host of %D does not match the TLSA records that the domain publishes.",
	RateLimited:            "Too much mail came too fast for the receiving system.",
	Greylisted:             "The receiving system puts off first contacts; the next try goes through.",
	TooManyRecipients:      "There were too many recipients in one transaction.",
	SpamContent:            "The receiving system judged the content to be spam.",
	Virus:                  "The receiving system found malware in the message.",
	ContentPolicy:          "The receiving system does not allow what the message contains.",
	MessageTooLarge:        "The message is larger than the receiving system allows.",
	MessageMalformed:       "The message is not formed as the standards demand.",
	SuppressedByProvider:   "The sender's own mail provider holds the address on its suppression list.",
	ProtocolError:          "The two systems did not agree on the SMTP protocol.",
	PolicyRefusal:          "The receiving system refused by a policy that it does not explain.",
	IPReputation:           "The receiving system refuses %I for its reputation; no public list shows it.",
	DomainReputation:       "The receiving system refuses the sender's domain for its reputation.",
	IPListed:               "The receiving system refuses %I because a blocklist has it.",
	DomainListed:           "The receiving system refuses a domain in the message because a blocklist has it.",
}

func (w *weighing) summary(c Cause) string {
	ip := "the sending address"
	if w.f.SendingIP.IsValid() {
		ip = w.f.SendingIP.String()
	}
	domain := w.f.RecipientDomain
	if domain == "" {
		domain = "the recipient's system"
	}
	return strings.NewReplacer("%D", domain, "%I", ip).Replace(summaries[c])
}
