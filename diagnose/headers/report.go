package headers

import (
	"net/netip"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// Options say what is known besides the message.
type Options struct {
	// Own are names of hosts, domains and addresses of servers that are trusted:
	// a domain stands for all hosts in it.
	Own []string
	// Now is the time that dates are compared with, zero for no comparison.
	Now time.Time
}

// A Report is what the header of one message says.
type Report struct {
	// Kind is what package dsn takes the message for, and Returned says that it
	// holds another one, or its header, that can be analysed by itself.
	Kind     dsn.Kind `json:"kind"`
	Returned bool     `json:"returned"`

	Date      Time   `json:"date"`
	Subject   string `json:"subject"`
	MessageID string `json:"message_id"`
	// Identities are those in whose name the message is, From first.
	Identities []Identity `json:"identities"`

	// Hops are the steps of the way, the first one first.
	Hops []Hop `json:"hops"`
	// TotalS is the time between the first and the last hop that have a date, in
	// seconds, null with fewer than two.
	TotalS *int64 `json:"total_s"`
	// Border is the Number of the first hop that an own server wrote, 0 where that
	// is not known: those before it are what others claim.
	Border int `json:"border"`

	// Authentication is what systems on the way state, newest first.
	Authentication []Statement `json:"authentication"`
	DKIM           []Signature `json:"dkim"`
	ARC            []ARCSet    `json:"arc"`

	// Handling are fields that say what sort of mail this is, and Spam those of
	// filters.
	Handling []Note `json:"handling"`
	Spam     []Note `json:"spam"`

	Findings []check.Finding `json:"-"`
	// Now is what DNS says at present, null where nobody asked.
	Now *Evaluation `json:"now"`

	headerOnly bool
	fields     []field
}

// A Time is a moment. The zero Time is none, and null in JSON.
type Time struct{ time.Time }

// MarshalJSON gives the form of RFC 3339 in UTC, or null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.UTC().MarshalJSON()
}

// A Hop is one Received field, or one of those that some systems write in its
// place.
type Hop struct {
	// Number is 1 for the first hop, of which the field stands lowest. Field is
	// the name of the field.
	Number int    `json:"number"`
	Field  string `json:"field"`
	// From is the client's name in reverse DNS as the server states it, HELO
	// what the client called itself, and Name the user of a local submission.
	From string     `json:"from"`
	HELO string     `json:"helo"`
	Name string     `json:"name"`
	IP   netip.Addr `json:"ip"`
	// Scope says what sort of address IP is.
	Scope    Scope      `json:"ip_scope"`
	By       string     `json:"by"`
	ByIP     netip.Addr `json:"by_ip"`
	Software string     `json:"software"`
	Protocol string     `json:"protocol"`
	Via      string     `json:"via"`
	ID       string     `json:"id"`
	For      string     `json:"for"`
	// User is who authenticated, EnvelopeFrom the address of MAIL FROM.
	User          string `json:"user"`
	EnvelopeFrom  string `json:"envelope_from"`
	TLS           bool   `json:"tls"`
	TLSVersion    string `json:"tls_version"`
	Cipher        string `json:"cipher"`
	Authenticated bool   `json:"authenticated"`
	// Local says that a program of the host itself handed the message in, and
	// Internal that it stayed within one organization or one network.
	Local    bool `json:"local"`
	Internal bool `json:"internal"`
	// Own says that one of Options.Own wrote this.
	Own      bool   `json:"own"`
	Date     Time   `json:"date"`
	DateText string `json:"date_text"`
	// DelayS is the time since the hop before, for the first hop since the Date
	// field, in seconds; it is negative where clocks differ, and null where a
	// date is missing.
	DelayS *int64 `json:"delay_s"`
	// Text is the value of the field, unfolded.
	Text string `json:"text"`
}

// A Scope is the reach of an address.
type Scope string

// The scopes.
const (
	ScopeNone      Scope = ""
	ScopePublic    Scope = "public"
	ScopePrivate   Scope = "private"    // RFC 1918, RFC 4193
	ScopeShared    Scope = "shared"     // RFC 6598
	ScopeLoopback  Scope = "loopback"   // the host itself
	ScopeLinkLocal Scope = "link-local" // RFC 3927, RFC 4291 section 2.5.6
	ScopeReserved  Scope = "reserved"   // none that a host on the internet has
)

// An Identity is an address or a domain in whose name the message is, or that
// it is about.
type Identity struct {
	// Role is the field's name, or "dkim" for the domain of a signature.
	Role    string `json:"role"`
	Name    string `json:"name"`
	Address string `json:"address"`
	Domain  string `json:"domain"`
	// Unicode is Domain as people see it, where that is another text.
	Unicode string `json:"unicode"`
	// OrganizationalDomain is by the public suffix list.
	OrganizationalDomain string    `json:"organizational_domain"`
	Alignment            Alignment `json:"alignment"`
}

// An Alignment says how a domain stands to that of From.
type Alignment string

// The alignments. Relaxed and Strict are those of RFC 9989 section 4.4, with the
// public suffix list in place of the tree walk.
const (
	AlignmentNone    Alignment = ""        // one of them has no domain
	AlignmentStrict  Alignment = "strict"  // the same domain
	AlignmentRelaxed Alignment = "relaxed" // the same Organizational Domain
	AlignmentOther   Alignment = "other"
)

// A Signature is what a DKIM-Signature field states, RFC 6376 section 3.5.
type Signature struct {
	Domain           string    `json:"domain"`
	Selector         string    `json:"selector"`
	Identity         string    `json:"identity"` // i=
	Algorithm        string    `json:"algorithm"`
	Canonicalization string    `json:"canonicalization"`
	Headers          []string  `json:"headers"`
	Signed           Time      `json:"signed"`  // t=
	Expires          Time      `json:"expires"` // x=
	BodyLength       string    `json:"body_length"`
	Alignment        Alignment `json:"alignment"`
}

// An ARCSet is the fields of one instance, RFC 8617 section 4.
type ARCSet struct {
	Instance int    `json:"instance"`
	Domain   string `json:"domain"` // d= of the seal
	Selector string `json:"selector"`
	// Chain is cv= of the seal: what the chain was when it was sealed.
	Chain      string `json:"chain_validation"`
	Signed     Time   `json:"signed"`
	AuthservID string `json:"authserv_id"`
	// Complete says that each of the three fields is there once.
	Complete bool `json:"complete"`
}

// A Note is a field with what it means.
type Note struct {
	Field  string `json:"field"`
	System string `json:"system"`
	Value  string `json:"value"`
	// Verdict is what a filter decided: "spam", "clean" or "", where the field
	// does not say.
	Verdict string `json:"verdict"`
	Text    string `json:"text"`
}
