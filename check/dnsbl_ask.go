package check

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// A listQuery is one subject to be looked up in one list, and its result.
type listQuery struct {
	DNSBLResult
	list *Blocklist
	// zone is where to ask, with the key; name the subject as it stands there;
	// record the A record that lists it.
	zone, name, record string
	kind               ListKind
	// outcome is that of a lookup that got no answer.
	outcome Outcome
	// foreign says that the registry does not have the list, noZone that there is
	// no such zone.
	foreign, noZone bool
}

// queries gives what to ask of a list: one query for each subject. Those that
// need not be asked have their result already.
func (d *dnsblRun) queries(l *Blocklist) []*listQuery {
	var all []*listQuery
	explicit := len(d.query.Zones) > 0
	one := func(subject, name string, kind ListKind) {
		q := &listQuery{list: l, zone: l.queryZone(d.query.Keys), name: name, kind: kind}
		q.Zone, q.Name, q.Subject, q.Class, q.major = l.Zone, l.Name, subject, l.Class, l.Major
		_, known := loadRegistry().byZone[l.Zone]
		q.foreign = !known
		q.Codes, q.Reasons = []string{}, []string{}
		if l.Link != "" {
			q.Link = strings.ReplaceAll(l.Link, "{subject}", url.QueryEscape(subject))
		}
		switch {
		case !l.has(kind):
			if !explicit || d.otherKind(l) {
				return
			}
			q.Result, q.Detail = NotQueried, fmt.Sprintf("it has no entries for %s", kind.plural())
		case l.Dead != "":
			q.Result, q.Detail = ListDead, "it has been shut down since "+l.Dead
			if l.Note != "" {
				q.Detail += "; " + l.Note
			}
		case l.KeyOnly && d.query.Keys[l.Key] == "":
			q.Result, q.Detail = NotQueried, "it answers only with an access key: "+l.Terms
		case len(name)+1+len(q.zone) > 253:
			q.Result, q.Detail = NotQueried, "the name to ask would be too long"
		}
		q.asked = q.Result == ""
		all = append(all, q)
	}
	if d.ip.IsValid() {
		one(d.ip.String(), reverseName(d.ip), kindOf(d.ip))
	}
	if d.domain != "" {
		name := d.domain
		if l.Form == "registered" {
			name = registrable(name)
		}
		one(name, name, KindDomain)
	}
	return all
}

// otherKind reports whether the list can be asked about another of the
// subjects, so that nothing need be said of this one.
func (d *dnsblRun) otherKind(l *Blocklist) bool {
	return d.ip.IsValid() && d.domain != "" && (l.has(kindOf(d.ip)) || l.has(KindDomain))
}

func (k ListKind) plural() string {
	switch k {
	case KindV4:
		return "IPv4 addresses"
	case KindV6:
		return "IPv6 addresses"
	}
	return "domains"
}

// reverseName gives the octets or nibbles of an address in reverse order, as
// they stand before the zone (RFC 5782 sections 2.1 and 2.4).
func reverseName(ip netip.Addr) string {
	rev, err := dns.ReverseAddr(ip.String())
	if err != nil { // not for a valid address
		return "invalid"
	}
	rev = strings.TrimSuffix(rev, ".in-addr.arpa.")
	return strings.TrimSuffix(rev, ".ip6.arpa.")
}

// The entries by which a list shows that it works, RFC 5782 section 5: what it
// must list, and what it must not.
var testEntries = map[ListKind]struct{ listed, unlisted string }{
	KindV4:     {"2.0.0.127", "1.0.0.127"},
	KindV6:     {reverseName(netip.MustParseAddr("::ffff:7f00:2")), reverseName(netip.MustParseAddr("::ffff:7f00:1"))},
	KindDomain: {"test", "invalid"},
}

// ask looks the subject up, and where it is listed, why, and whether the list
// can be believed.
func (q *listQuery) ask(ctx context.Context, r Resolver) {
	var zone Answer
	var wg sync.WaitGroup
	if q.foreign {
		wg.Go(func() { zone = r.Lookup(ctx, q.zone, dns.TypeSOA) })
	}
	a := r.Lookup(ctx, q.name+"."+q.zone, dns.TypeA)
	wg.Wait()
	q.judge(a)
	if q.Result == NotListed && zone.Outcome == NXDomain {
		q.Result, q.noZone = ListDead, true
		q.Detail = "there is no such zone: the name is misspelt, or the list is gone"
	}
	if q.Result == NotListed && isPublicResolver(a.Server) && !q.list.open() {
		q.silent(r.Lookup(ctx, testEntries[q.kind].listed+"."+q.zone, dns.TypeA), a.Server)
	}
	if q.Result != Listed {
		return
	}
	q.record = fmt.Sprintf("%s.%s. A %s", q.name, q.Zone, strings.Join(q.Codes, " "))
	test := testEntries[q.kind]
	var txt, listed, unlisted Answer
	wg.Go(func() { txt = r.Lookup(ctx, q.name+"."+q.zone, dns.TypeTXT) })
	if q.name != test.listed {
		wg.Go(func() { listed = r.Lookup(ctx, test.listed+"."+q.zone, dns.TypeA) })
	}
	if q.name != test.unlisted {
		wg.Go(func() { unlisted = r.Lookup(ctx, test.unlisted+"."+q.zone, dns.TypeA) })
	} else {
		unlisted = a
	}
	wg.Wait()
	q.reasons(txt)
	if txt.Outcome == NXDomain {
		q.Detail = "asked for the reason, it says that there is no such entry: the listing may just be ending"
	}
	q.test(listed, unlisted)
}

// silent holds a clean answer by a public resolver to the test entry: there are
// lists that do not refuse such a one, but have no entries for it.
func (q *listQuery) silent(test Answer, server string) {
	if test.Outcome.Absent() {
		q.Result, q.Detail = ListRefused, "it has no entries at all for this resolver, not even its test entry"
		q.refusal(server)
	}
}

// open reports whether the list answers anybody.
func (l *Blocklist) open() bool { return l.Terms == "" || l.Terms == "open" }

// judge gives the answer its meaning.
func (q *listQuery) judge(a Answer) {
	if !a.Outcome.Known() {
		q.outcome = a.Outcome
	}
	switch {
	case a.Outcome.Absent():
		q.Result = NotListed
	case a.Outcome == Answered:
		q.decode(recordAddrs(a.Records))
	case a.Outcome == Refused && a.Server == "":
		q.Result, q.Detail = NotQueried, why(a)
	case a.Outcome == Refused:
		q.Result, q.Detail = ListRefused, why(a)
	default:
		q.Result, q.Detail = TempError, why(a)
	}
	if q.Result == ListRefused {
		q.refusal(a.Server)
	}
}

// refusal says what can be done about a list that does not answer.
func (q *listQuery) refusal(server string) {
	if isPublicResolver(server) {
		q.Detail += fmt.Sprintf("; %s is a public resolver, which blocklists do not answer: ask through one of your own", server)
	}
	if !q.list.open() {
		q.Detail += "; its terms: " + q.list.Terms
	}
}

// reasons takes the list's own words in.
func (q *listQuery) reasons(txt Answer) {
	for i, rr := range txt.Records {
		if t, ok := rr.(*dns.TXT); ok && i < 5 {
			if s := printable(strings.Join(t.Txt, ""), 500); s != "" && !slices.Contains(q.Reasons, s) {
				q.Reasons = append(q.Reasons, s)
				if q.Link == "" {
					q.Link = firstURL(s)
				}
			}
		}
	}
}

// test holds the list to what every list must and must not have. A list that
// lists everything lists nothing; one without its test entry only is careless.
func (q *listQuery) test(listed, unlisted Answer) {
	probe := listQuery{list: q.list, DNSBLResult: DNSBLResult{Class: q.list.Class}}
	if unlisted.Outcome == Answered {
		probe.decode(recordAddrs(unlisted.Records))
	}
	switch {
	case probe.Result == Listed:
		q.Result = TestFailed
		q.Detail = "it also lists what no list may list (RFC 5782 section 5): it lists everything"
	case probe.Result == Rewritten:
		q.Result, q.Detail = Rewritten, probe.Detail
	case listed.Outcome.Absent() && q.Detail == "":
		q.Detail = "it lacks the test entry that RFC 5782 section 5 asks for"
	}
}

// redact takes the access keys out of what is shown.
func (q *listQuery) redact(keys map[string]string) {
	q.Detail, q.Link = Redact(q.Detail, keys), Redact(q.Link, keys)
	for i := range q.Reasons {
		q.Reasons[i] = Redact(q.Reasons[i], keys)
	}
}

// firstURL gives the first URL in a text, or "".
func firstURL(s string) string {
	for _, word := range strings.FieldsFunc(s, isTokenEnd) {
		if i := strings.Index(word, "http"); i >= 0 && strings.Contains(word, "://") {
			return strings.TrimRight(word[i:], ".")
		}
	}
	return ""
}
