package check

import (
	"context"
	"time"

	"github.com/miekg/dns"
)

// A Resolver answers DNS questions. [Client] asks servers, [Cache] shares
// answers among callers, and package checktest has one that answers from a
// zone file. It must be safe for concurrent use.
type Resolver interface {
	// Lookup asks for the records of type qtype (such as dns.TypeMX) at name,
	// which is taken as absolute whether or not it ends in a dot. It follows
	// CNAMEs. It never fails otherwise than by the Answer's Outcome, and
	// returns with Timeout at the latest when ctx ends.
	Lookup(ctx context.Context, name string, qtype uint16) Answer
}

// An Answer is what became of one question.
type Answer struct {
	Name string
	Type uint16
	// Outcome says whether there are records, and if not, why not.
	Outcome Outcome
	// Records are those of type Type at the end of the CNAME chain; there is
	// at least one if and only if Outcome is Answered.
	Records []dns.RR
	// CNAMEs are the targets of the chain that was followed, in order, without
	// the final dot.
	CNAMEs []string
	// TTL is how long the answer may be kept, also a negative one (RFC 2308
	// section 5).
	TTL time.Duration
	// Authentic is the AD bit of a trusted server.
	Authentic bool
	// Server is who answered, "" where nobody did. Cached says that nobody had
	// to be asked.
	Server string
	RTT    time.Duration
	Cached bool
	// ExtendedErrors are what the server says besides, RFC 8914: why it failed,
	// or what is odd about an answer, such as that it is stale or filtered.
	ExtendedErrors []string
	// Reason is a sentence for people on an Outcome that is none of Answered,
	// NoData and NXDomain: what was tried and what came back.
	Reason string
}

// An Outcome is one of the ways in which a question can end.
type Outcome uint8

// The outcomes. NoData and NXDomain are answers; those after them are not, and
// no check draws a conclusion from them.
const (
	Answered    Outcome = iota + 1 // records were found
	NoData                         // the name exists, without records of this type
	NXDomain                       // the name does not exist
	ServFail                       // the server could not find out
	Refused                        // the server would not say
	Timeout                        // no answer in time
	Unreachable                    // no server could be reached
	Bogus                          // DNSSEC says that the answer is forged or damaged
)

// Known reports whether the question was answered, be it with "there is none".
func (o Outcome) Known() bool { return o == Answered || o == NoData || o == NXDomain }

// Absent reports whether the answer is that there is no such record.
func (o Outcome) Absent() bool { return o == NoData || o == NXDomain }

// String gives the usual name: "NXDOMAIN", "time-out".
func (o Outcome) String() string {
	switch o {
	case Answered:
		return "answer"
	case NoData:
		return "NODATA"
	case NXDomain:
		return "NXDOMAIN"
	case ServFail:
		return "SERVFAIL"
	case Refused:
		return "REFUSED"
	case Timeout:
		return "time-out"
	case Unreachable:
		return "unreachable"
	case Bogus:
		return "bogus"
	}
	return "no outcome"
}
