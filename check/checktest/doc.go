// Package checktest answers DNS questions from a zone file, and plays mail
// servers, so that checks can be tested, and shown, without a network.
//
// # A world in a file
//
// A [Zone] is a [check.Resolver] read from a master file (RFC 1035 section 5)
// whose origin is the root, and it is the whole world:
//
//		zone, err := checktest.ParseString(`
//		example.com.       MX   10 mail.example.com.
//		mail.example.com.  A    192.0.2.1
//		*.example.com.     TXT  "v=spf1 -all"
//		`)
//		result := check.MX(ctx, zone, check.MXQuery{Domain: "example.com"})
//
//	  - A name that is not in the file does not exist: [check.NXDomain]. A name
//	    that only has names below it does exist (an empty non-terminal).
//	  - A name without records of the type that is asked for is
//	    [check.NoData].
//	  - CNAME records are followed, and DNAME records (RFC 6672); a loop ends as
//	    [check.ServFail].
//	  - A "*" label is a wildcard as in RFC 4592: it stands for names that do not
//	    exist, right below the closest name that does.
//	  - Reverse names are ordinary names: 1.2.0.192.in-addr.arpa.
//	  - The TTL is an hour where the file gives none. A negative answer may be
//	    kept as long as the closest SOA record above says (RFC 2308), and five
//	    minutes where there is none.
//	  - Records are answered as they are written: one that is written twice is
//	    answered twice, and records may stand beside a CNAME. Such damage occurs,
//	    and a check should be testable against it.
//
// # Steering
//
// Comments that begin with ";ndr" make the world slow or damaged:
//
//	;ndr latency 50ms                        every question takes that long
//	;ndr fail mail.example.com A timeout     this question gets no answer
//	;ndr fail example.net servfail           nor does this name, whatever the type
//	;ndr fail *.example.net refused          nor the names below it
//	;ndr secure example.net                  DNSSEC proves this name and those below
//
// What can be said of a failure: servfail, refused, timeout, and beyond what a
// server can say itself, unreachable and bogus. A time-out is told at once (or
// after the latency), it does not use up the caller's time. A failing name is a
// failing name whether or not the file has records for it.
//
// # Counting
//
// [Zone.Queries] tells what was asked, so that a test can hold a check to
// asking nothing twice. [Zone.ServeDNS] makes a Zone a handler for a server
// of github.com/miekg/dns, to test what asks over the network.
//
// # Mail servers
//
// A [MailServer] speaks SMTP on a loopback port, well or badly, an [Authority]
// makes certificates for it, and [Routes] lead a [check.Prober] from the
// addresses of the zone to it.
package checktest
