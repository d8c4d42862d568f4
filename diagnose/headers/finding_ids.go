package headers

// The findings on a header. The IDs are stable.
const (
	NoTrace         = "headers-no-received"       // no step of the way is recorded
	HopDateMissing  = "headers-hop-no-date"       // a hop without a date that can be read
	HopDelay        = "headers-hop-delay"         // a step that took long
	ClockSkew       = "headers-clock-skew"        // a clock is wrong
	FutureHop       = "headers-hop-future"        // a hop later than now
	ManyHops        = "headers-many-hops"         // near the limits of MTAs
	LoopHost        = "headers-loop-host"         // a host passed the message on twice
	LoopDelivered   = "headers-loop-delivered-to" // Delivered-To twice with one address
	PlainHop        = "headers-hop-plain"         // over the internet without TLS
	OldTLS          = "headers-hop-old-tls"       // TLS 1.0, 1.1 or SSL
	HELOForged      = "headers-helo-mismatch"     // HELO another name than in reverse DNS
	NoReverse       = "headers-no-reverse-name"   // a client without a name in reverse DNS
	TrustUnknown    = "headers-trust-unknown"     // nobody said which servers are own
	TrustBorder     = "headers-trust-border"      // where the own servers' lines end
	FromMissing     = "headers-from-missing"
	FromMany        = "headers-from-many"    // more than one author
	FromInvalid     = "headers-from-invalid" // no address in it
	DateMissing     = "headers-date-missing"
	DateInvalid     = "headers-date-invalid"
	DateFuture      = "headers-date-future" // later than the first hop, or than now
	DateOld         = "headers-date-old"    // long before the first hop
	MessageIDNone   = "headers-message-id-missing"
	MessageIDForm   = "headers-message-id-invalid"
	MessageIDLocal  = "headers-message-id-local" // a domain that is none on the internet
	Duplicate       = "headers-field-twice"
	NoRecipient     = "headers-no-recipient" // neither To nor Cc
	LineTooLong     = "headers-line-too-long"
	EightBit        = "headers-8bit"
	NotUTF8         = "headers-not-utf8"
	NUL             = "headers-nul"
	BareCR          = "headers-bare-cr"
	BareLF          = "headers-bare-lf"
	FoldedBlank     = "headers-folded-blank"
	SpaceColon      = "headers-space-before-colon"
	NoField         = "headers-no-field" // a line that is no field
	Unended         = "headers-unended"
	HeaderCut       = "headers-too-large"
	NoMIMEVersion   = "headers-mime-version-missing"
	DomainPunycode  = "headers-domain-punycode"
	DomainMixed     = "headers-domain-mixed-script"
	DomainLookalike = "headers-domain-lookalike"
	DomainInvalid   = "headers-domain-invalid"
	ReplyLookalike  = "headers-reply-to-lookalike"
	NameAddress     = "headers-name-other-address"
	HiddenText      = "headers-hidden-characters" // bidirectional, zero-width, control
	ReplyToOther    = "headers-reply-to-other-domain"
	NotAligned      = "headers-nothing-aligned"
	DKIMNone        = "headers-dkim-none"
	DKIMOdd         = "headers-dkim-odd"
	ARCBroken       = "headers-arc-broken"
	ARCFailed       = "headers-arc-failed"
	AuthFailed      = "headers-auth-failed"    // an own or the newest server says that a method failed
	AuthDisagree    = "headers-auth-disagree"  // two servers state different results
	AuthUntrusted   = "headers-auth-untrusted" // a statement in an own name below the border
	SpamVerdict     = "headers-spam"           // a filter took it for spam
	ReturnedInside  = "headers-returned-message"
	AutoBounce      = "headers-bounce" // the message is a bounce

	// Of Evaluate.
	NowChanged = "headers-now-other" // stated one thing, now another
	NowSPF     = "headers-now-spf"
	NowDKIM    = "headers-now-dkim"
	NowARC     = "headers-now-arc"
	NowDMARC   = "headers-now-dmarc"
)
