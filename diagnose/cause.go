package diagnose

// A Cause is why a message bounced.
type Cause string

// The causes on the recipient's side.
const (
	RecipientUnknown       Cause = "recipient-unknown"
	RecipientDisabled      Cause = "recipient-disabled"
	RecipientMoved         Cause = "recipient-moved"
	MailboxFull            Cause = "mailbox-full"
	RecipientAddressSyntax Cause = "recipient-address-syntax"
	RecipientRestricted    Cause = "recipient-restricted"
	RecipientDomainMissing Cause = "recipient-domain-missing"  // NXDOMAIN
	RecipientNoMailService Cause = "recipient-no-mail-service" // no MX, no address
	RecipientNullMX        Cause = "recipient-null-mx"
	RecipientMXBroken      Cause = "recipient-mx-broken" // no mail host that can be reached
	RecipientUnreachable   Cause = "recipient-unreachable"
	RecipientServerError   Cause = "recipient-server-error"
	RecipientDNSFailure    Cause = "recipient-dns-failure" // SERVFAIL, time-out
)

// The causes in the sender's authentication.
const (
	SPFMissing           Cause = "spf-missing"
	SPFMultipleRecords   Cause = "spf-multiple-records"
	SPFSyntax            Cause = "spf-syntax"
	SPFTooManyLookups    Cause = "spf-too-many-lookups"
	SPFVoidLookups       Cause = "spf-void-lookups"
	SPFIncludeBroken     Cause = "spf-include-broken"
	SPFIPNotAuthorised   Cause = "spf-ip-not-authorised"
	SPFDNSFailure        Cause = "spf-dns-failure"
	DKIMNotSigned        Cause = "dkim-not-signed"
	DKIMKeyMissing       Cause = "dkim-key-missing"
	DKIMKeyRevoked       Cause = "dkim-key-revoked"
	DKIMKeyInvalid       Cause = "dkim-key-invalid"
	DKIMKeyWeak          Cause = "dkim-key-weak"
	DKIMSignatureInvalid Cause = "dkim-signature-invalid"
	DKIMSignatureExpired Cause = "dkim-signature-expired"
	DMARCMissing         Cause = "dmarc-missing"
	DMARCInvalid         Cause = "dmarc-invalid"
	DMARCNotAligned      Cause = "dmarc-not-aligned"
	// DMARCPolicyReject is the policy that turned a failure into a rejection:
	// it stands beside the failure, never instead.
	DMARCPolicyReject Cause = "dmarc-policy-reject"
)

// The causes in the sender's identity.
const (
	SenderDomainMissing Cause = "sender-domain-missing"
	SenderNoMailService Cause = "sender-no-mail-service"
	SenderNullMX        Cause = "sender-null-mx"
	PTRMissing          Cause = "ptr-missing"
	PTRMismatch         Cause = "ptr-mismatch"
	HELOInvalid         Cause = "helo-invalid"
)

// The causes in reputation and rate.
const (
	IPListed          Cause = "ip-listed"
	DomainListed      Cause = "domain-listed"
	IPReputation      Cause = "ip-reputation" // no public list shows it
	DomainReputation  Cause = "domain-reputation"
	RateLimited       Cause = "rate-limited"
	Greylisted        Cause = "greylisted"
	TooManyRecipients Cause = "too-many-recipients"
)

// The causes in the content.
const (
	SpamContent      Cause = "spam-content"
	Virus            Cause = "virus"
	ContentPolicy    Cause = "content-policy"
	MessageTooLarge  Cause = "message-too-large"
	MessageMalformed Cause = "message-malformed"
)

// The causes in transport and configuration.
const (
	RelayDenied          Cause = "relay-denied"
	AuthRequired         Cause = "auth-required"
	TLSFailure           Cause = "tls-failure"
	MTASTSMismatch       Cause = "mta-sts-mismatch"
	DANEMismatch         Cause = "dane-mismatch"
	Loop                 Cause = "loop"
	DeliveryExpired      Cause = "delivery-expired"
	SenderServerError    Cause = "sender-server-error"
	SuppressedByProvider Cause = "suppressed-by-provider"
	ProtocolError        Cause = "protocol-error"
	PolicyRefusal        Cause = "policy"
	UnknownCause         Cause = "unknown"
)

// actors tell who has to act on a cause, where the case at hand does not say
// otherwise.
var actors = map[Cause]Actor{
	RecipientUnknown: SenderMTA, RecipientDisabled: Recipient, RecipientMoved: SenderMTA, MailboxFull: Recipient,
	RecipientAddressSyntax: SenderMTA, RecipientRestricted: Recipient, RecipientDomainMissing: SenderMTA,
	RecipientNoMailService: Receiver, RecipientNullMX: SenderMTA, RecipientMXBroken: Receiver,
	RecipientUnreachable: Receiver, RecipientServerError: Receiver, RecipientDNSFailure: Receiver,
	SPFMissing: SenderDNS, SPFMultipleRecords: SenderDNS, SPFSyntax: SenderDNS, SPFTooManyLookups: SenderDNS,
	SPFVoidLookups: SenderDNS, SPFIncludeBroken: SenderDNS, SPFIPNotAuthorised: SenderDNS, SPFDNSFailure: SenderDNS,
	DKIMNotSigned: SenderMTA, DKIMKeyMissing: SenderDNS, DKIMKeyRevoked: SenderDNS, DKIMKeyInvalid: SenderDNS,
	DKIMKeyWeak: SenderDNS, DKIMSignatureInvalid: SenderMTA, DKIMSignatureExpired: SenderMTA,
	DMARCMissing: SenderDNS, DMARCInvalid: SenderDNS, DMARCNotAligned: SenderMTA, DMARCPolicyReject: SenderDNS,
	SenderDomainMissing: SenderDNS, SenderNoMailService: SenderDNS, SenderNullMX: SenderDNS,
	PTRMissing: SenderDNS, PTRMismatch: SenderDNS, HELOInvalid: SenderMTA,
	IPListed: SenderMTA, DomainListed: SenderContent, IPReputation: SenderMTA, DomainReputation: SenderContent,
	RateLimited: SenderMTA, Greylisted: Nobody, TooManyRecipients: SenderMTA,
	SpamContent: SenderContent, Virus: SenderContent, ContentPolicy: SenderContent, MessageTooLarge: SenderContent,
	MessageMalformed: SenderContent, RelayDenied: SenderMTA, AuthRequired: SenderMTA, TLSFailure: Receiver,
	MTASTSMismatch: Receiver, DANEMismatch: Receiver, Loop: Receiver, DeliveryExpired: Receiver,
	SenderServerError: SenderMTA, SuppressedByProvider: Provider, ProtocolError: SenderMTA, PolicyRefusal: Receiver,
	UnknownCause: Receiver,
}
