package catalog

import "slices"

// phraseOrder is which category wins where phrases of several are in a text:
// what names a cause outside of the address before what is about the address,
// the narrow before the wide. (A text that refuses for a blocklist often says
// "mailbox unavailable" too, hardly ever the other way round.)
var phraseOrder = [...]Category{
	Suppressed, AuthFailure, TLSFailure, PTRMissing, Greylisted, DomainBlocked, IPBlocked, MailboxFull, Virus,
	MessageTooLarge, UserMoved, SenderRejected, BadAddress, DomainNotAccepting, RecipientRefused, RelayDenied, RateLimited,
	Loop, TooManyRecipients, MessageMalformed, ContentRejected, UserDisabled, Spam, DomainUnknown, Unreachable,
	AuthRequired, MailerError, ServerFull, ProtocolError, Policy, ServerError, UserUnknown, Expired, Unknown,
}

// policyOrder is the place of Policy in phraseOrder.
var policyOrder = uint16(categoryOrder(Policy))

// categoryOrder gives the place of a category in phraseOrder.
func categoryOrder(c Category) int { return slices.Index(phraseOrder[:], c) }
