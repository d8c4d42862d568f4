package catalog

import (
	"net/netip"
	"time"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A Query is what is known of one refusal, or of one code.
type Query struct {
	// Reply and Status are the codes that the report gives; those in Text are
	// found there.
	Reply  int
	Status dsn.Status
	// Text is what the refusing system said, unfolded, with or without codes.
	Text string
	// Hosts are names that tell whose system it was, the most telling first:
	// the remote MTA, the MX, the reporting MTA, the recipient's domain.
	Hosts []string
	// Provider, where it is set, is taken instead of recognising one.
	Provider string
	// Action is that of the recipient, or empty.
	Action dsn.Action
	// Command is the SMTP command that was answered, as in dsn.Recipient, or
	// empty: at MAIL the server does not know of any recipient yet.
	Command string
}

// A Match is what the catalogue makes of a Query.
type Match struct {
	Category   Category
	Permanence Permanence
	// Suppress says that the failure is permanent and about the address
	// itself, so that a list owner may stop writing to it.
	Suppress bool
	// Provider is the name of the provider or product whose words they are,
	// or empty.
	Provider string
	// Entry explains the refusal; it is nil where nothing is known of it.
	Entry *Entry
	Why   Why
	Clues Clues
}

// Why tells what decided: the rule, and the words that it matched.
type Why struct {
	Rule    string
	Matched string
}

// An Entry explains one code, or one provider's refusal.
type Entry struct {
	// ID is unique: "gmail/5.7.26", "status/5.1.1", "reply/550".
	ID string
	// Code is the form that people look up: "550 5.7.26", "5.1.1", "550".
	Code     string
	Provider string
	Name     string
	Meaning  string
	Causes   []string
	Fix      []string
	// Checks are the names of the follow-up checks that can tell more.
	Checks     []string
	Category   Category
	Permanence Permanence
	Suppress   bool
	// Link leads to the provider's own documentation, or is empty. Source says
	// where the facts are from.
	Link   string
	Source string
	// Who has to act: "sender-dns", "sender-mta", "sender-content",
	// "recipient", "receiver", "provider" (the sender's own) or "nobody".
	Who string
	// Basic are the reply codes that the registry pairs with an enhanced code.
	Basic []int
	// Tokens are the patterns of the provider's own tokens, such as "S3140";
	// any of them alone names the entry.
	Tokens []string
	// Examples are replies, written for the catalogue, that select the entry.
	Examples []string
	// Note is what is unsure or surprising. Unconfirmed says that the wording
	// or its meaning was not found in a source.
	Note        string
	Unconfirmed bool
}

// Clues are what the text of a refusal blames or names: the subjects of the
// follow-up checks.
type Clues struct {
	// Lists are DNS blocklist zones, such as "zen.spamhaus.org".
	Lists []string
	// IPs and Domains are those that the text blames.
	IPs     []netip.Addr
	Domains []string
	URLs    []string
	// RetryAfter is the delay asked for, SizeLimit the limit stated in bytes.
	RetryAfter time.Duration
	SizeLimit  int64
	// Tokens are the provider's own tokens, such as "S3140", as the text has
	// them; IDs are those by which the refusing system finds the event again,
	// to be quoted to its support.
	Tokens []string
	IDs    []string
}

// A Permanence says whether sending the same again can help.
type Permanence string

// The permanences.
const (
	Permanent     Permanence = "permanent"
	Temporary     Permanence = "temporary"
	NothingFailed Permanence = "none"
)

// A Category is what a refusal is about, by its text and codes alone.
type Category string

// The categories.
const (
	UserUnknown        Category = "user-unknown"
	UserDisabled       Category = "user-disabled"
	UserMoved          Category = "user-moved"
	MailboxFull        Category = "mailbox-full"
	BadAddress         Category = "bad-address"
	RecipientRefused   Category = "recipient-refused"
	DomainUnknown      Category = "domain-unknown"
	DomainNotAccepting Category = "domain-not-accepting"
	Unreachable        Category = "unreachable"
	Expired            Category = "expired"
	Loop               Category = "loop"
	RelayDenied        Category = "relay-denied"
	SenderRejected     Category = "sender-rejected"
	AuthFailure        Category = "auth-failure"
	PTRMissing         Category = "ptr-missing"
	Suppressed         Category = "suppressed"
	ProtocolError      Category = "protocol-error"
	IPBlocked          Category = "ip-blocked"
	DomainBlocked      Category = "domain-blocked"
	RateLimited        Category = "rate-limited"
	TooManyRecipients  Category = "too-many-recipients"
	Greylisted         Category = "greylisted"
	Spam               Category = "spam"
	Virus              Category = "virus"
	ContentRejected    Category = "content-rejected"
	MessageTooLarge    Category = "message-too-large"
	MessageMalformed   Category = "message-malformed"
	Policy             Category = "policy"
	TLSFailure         Category = "tls-failure"
	AuthRequired       Category = "auth-required"
	ServerError        Category = "server-error"
	ServerFull         Category = "server-full"
	MailerError        Category = "mailer-error"
	Unknown            Category = "unknown"
)
