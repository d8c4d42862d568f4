// Package check finds out what DNS says about mail: where mail for a domain
// goes, who may send in its name, what reverse DNS and blocklists say of an
// address; and, where that is wanted, what the mail servers themselves show.
//
// Three lines are a check:
//
//	resolver := check.NewCache(&check.Client{})
//	result := check.MX(ctx, resolver, check.MXQuery{Domain: "example.com"})
//	fmt.Println(result.Status, result.Findings)
//
// # The checks
//
// A check is a function of a context, a [Resolver] and a query. It gives a
// [Result]: a status, what it found, and data of its own.
//
//   - [MX]: the hosts that take mail for a domain, and whether they can
//     (RFC 5321 section 5.1, RFC 7505).
//   - [SPF]: who may send with a domain in the envelope, the account of every
//     lookup on the way, and what is wrong with the record anywhere (RFC 7208).
//   - [DKIM], [DKIMSelectors]: the keys that a domain signs with; [VerifySigned]: the
//     signatures of a message or of what is left of it, and what was changed in it
//     (RFC 6376); [VerifyARC]: who handed it on (RFC 8617).
//   - [DMARC]: what a domain wants done with mail that only says it is from
//     there, and whether a message passes (RFC 9989).
//   - [DNSBL]: whether an address or a domain is in a blocklist (RFC 5782).
//   - [PTR]: the name of an address in reverse DNS, whether that name leads back
//     to it, and the name in HELO.
//   - [SMTP]: whether mail servers take connections, what they offer, and
//     whether TLS and the certificate are in order (RFC 5321, RFC 3207).
//   - [MTASTS], [TLSRPT] and [DANE]: what a domain publishes so that mail to it
//     is encrypted, and whether its mail hosts keep to it (RFC 8461, RFC 8460,
//     RFC 7672).
//   - [All]: all of these on one domain, with grades and the next steps.
//
// A check knows nothing of bounces: it can be used wherever the question comes
// up. What its findings mean for one bounce, package diagnose says.
//
// # What a check may do, and what not
//
//   - It asks the Resolver and nobody else: no connection of its own, no state.
//     Equal answers give equal results; where the time matters, the query says
//     which. Only a check that is given a [Prober] connects to servers, and
//     never to an address that is not on the public internet, unless the Prober
//     allows that.
//   - It asks what does not depend on each other at once, and each question
//     once, so that it takes as long as its longest chain of lookups.
//   - It bounds what it asks: names come from strangers.
//   - It never fails but by its Status. What it cannot know is [Unknown], with
//     the reason as a finding.
//   - It ends when its context does.
//
// # Answers and what is none
//
// An [Answer] has one of eight outcomes. Three are answers: there are records
// ([Answered]), the name has none of that type ([NoData]), the name does not
// exist ([NXDomain]). Five are not: [ServFail], [Refused], [Timeout],
// [Unreachable], and [Bogus] where DNSSEC shows the answer to be forged or
// damaged. [Outcome.Known] tells them apart, [Outcome.Absent] whether the
// answer is "there is none".
//
// No check ever says [Pass] or [Fail] for want of an answer. A name server that
// is down does not make a domain unknown, and a blocklist that refuses to
// answer does not list.
//
// # Statuses and findings
//
// [Fail] is what keeps mail from arriving, [Warn] what may, [Info] what is
// worth knowing; [Pass] is none of these. The status of a result is that of its
// gravest finding. It is Unknown where an answer is missing that would decide:
// a mail host whose address cannot be looked up matters where it is the only
// one, and is a mere finding beside another that works. A failure that is
// certain stays one whatever else is not known.
//
// The IDs of findings are constants of this package, such as [MXNull] and
// [PTRMissing]. They are stable; texts are for people and may change.
//
// # The resolver
//
// [Client] asks recursive name servers: those of the system, or others, over
// UDP, TCP or TLS. It tries the next server when one fails, remembers for half
// a minute which one was dead, and says in Answer.Reason of every question
// without an answer which server was asked, how often, and what it said.
//
// [Cache] stands in front of it and asks each question once, also when many
// want the answer at the same time. Share one among all that a program does:
// a thousand messages to one domain then cost its lookups once.
//
// [Throttle] keeps to what the operators of blocklists ask of who looks many
// addresses up. [Limit] gives one message a budget of lookups, [Counter] counts them,
// [Observe] tells of each one, such as for a log. They can be stacked:
//
//	shared := check.NewCache(&check.Client{Servers: []string{"192.0.2.53"}})
//	// for each message
//	r := check.Observe(check.Limit(shared, 200), log)
//
// # A resolver of your own
//
// Resolver has one method. Whatever can tell the outcomes apart can be one: a
// library with DNSSEC validation, an API, a database. Package checktest has one
// that answers from a zone file, for tests. The rules for an implementation:
//
//   - It follows CNAME records, and gives records of the type asked for only.
//   - It tells NXDOMAIN from NODATA, and both from failure.
//   - It returns when the context ends, with Timeout.
//   - It can be used from several goroutines.
//   - Answer.TTL is what a Cache goes by; 0 is fine.
//
// # Names
//
// Queries take names as people write them, with capitals, with or without the
// final dot, with U-labels (RFC 5890); results have them in lower case, without
// the dot, with A-labels.
//
// # Blocklists
//
// The registry of lists is data in this package: [Blocklists] gives it,
// [ZonesIn] finds the lists that a text names. A list of your own is asked by its
// zone, or described in DNSBLQuery.Own. Some lists want an access key, which is a
// label of the names that are asked: results do not show it, and [Redact] takes
// it out of answers that are shown by another way. A listing is believed only from a list that does not list what no list
// may (RFC 5782 section 5), and never from an answer that refuses or that the
// resolver made up: see [Listing].
package check
