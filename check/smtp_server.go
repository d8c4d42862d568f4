package check

import (
	"net/netip"
	"strings"
)

// An SMTPServer is what became of connecting to one address.
type SMTPServer struct {
	Host       string     `json:"host"`
	Address    netip.Addr `json:"address"`
	Port       uint16     `json:"port"`
	Preference uint16     `json:"preference"`
	// State says how far it went, Stage at which command it ended where it did
	// not get to the end, and Reason why in words.
	State  SMTPState `json:"state"`
	Stage  string    `json:"stage"`
	Reason string    `json:"reason"`
	// Banner is the greeting, EHLO the name that the server gives itself, and
	// Extensions what it offers, in the end with TLS: "SIZE 35882577".
	Banner     SMTPReply `json:"banner"`
	EHLO       string    `json:"ehlo"`
	Extensions []string  `json:"extensions"`
	// Size is the largest message that it takes in octets (RFC 1870), 0 where it
	// names none.
	Size int64 `json:"size"`
	// STARTTLS is one of the SMTPTLS words; TLS is nil without TLS.
	STARTTLS SMTPTLS  `json:"starttls"`
	TLS      *TLSData `json:"tls"`
	// Recipient and Relay are the answers to RCPT, nil where that was not asked.
	Recipient *SMTPReply `json:"recipient"`
	Relay     *SMTPReply `json:"relay"`
	// ConnectMS and BannerMS are how long the connection and then the greeting
	// took, in milliseconds.
	ConnectMS int64 `json:"connect_ms"`
	BannerMS  int64 `json:"banner_ms"`
	// id is the finding that tells of the end; helo says that only HELO was
	// understood; injected that the server said more than it was asked before
	// TLS began.
	id       string
	helo     bool
	injected bool
}

// An SMTPState says how far a connection to a mail server went.
type SMTPState string

// The states.
const (
	SMTPOpen        SMTPState = "open"        // greeted, and spoke SMTP to the end
	SMTPRejected    SMTPState = "rejected"    // greeted with 4xx or 5xx
	SMTPBroken      SMTPState = "broken"      // was there, and then something failed: see Stage
	SMTPGarbled     SMTPState = "not-smtp"    // what answers does not speak SMTP
	SMTPClosed      SMTPState = "closed"      // taken and closed without a greeting
	SMTPRefused     SMTPState = "refused"     // connection refused
	SMTPReset       SMTPState = "reset"       // cut off before a greeting
	SMTPTimeout     SMTPState = "timeout"     // no connection or no greeting in time
	SMTPUnreachable SMTPState = "unreachable" // a router says so
	SMTPNoRoute     SMTPState = "no-route"    // this machine has no way to such addresses
	SMTPBlocked     SMTPState = "blocked"     // this machine's firewall forbids it
	SMTPSkipped     SMTPState = "skipped"     // an address that is not dialled
)

// stateFindings are the findings for connections that ended so.
var stateFindings = map[SMTPState]string{
	SMTPRejected: SMTPBannerRejected, SMTPGarbled: SMTPNotSMTP, SMTPClosed: SMTPConnClosed, SMTPRefused: SMTPConnRefused,
	SMTPReset: SMTPConnReset, SMTPTimeout: SMTPConnTimeout, SMTPUnreachable: SMTPConnUnreachable, SMTPNoRoute: SMTPNoRouteHere,
	SMTPBlocked: SMTPBlockedHere, SMTPSkipped: SMTPAddressPrivate,
}

// Greeted reports whether the server was there and took part.
func (s SMTPState) Greeted() bool { return s == SMTPOpen || s == SMTPRejected || s == SMTPBroken }

// SMTPTLS says what became of encryption.
type SMTPTLS string

// What can become of it; empty where the conversation did not get there.
const (
	TLSStarted    SMTPTLS = "started"     // STARTTLS worked
	TLSImplicit   SMTPTLS = "implicit"    // TLS from the start worked
	TLSNotOffered SMTPTLS = "not-offered" // EHLO does not have STARTTLS
	TLSRefused    SMTPTLS = "refused"     // the answer to STARTTLS was an error
	TLSFailed     SMTPTLS = "failed"      // the handshake failed
)

// offers reports whether EHLO named an extension.
func (s *SMTPServer) offers(keyword string) bool {
	for _, e := range s.Extensions {
		if strings.EqualFold(word(e), keyword) {
			return true
		}
	}
	return false
}
