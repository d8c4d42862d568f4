package catalog

import (
	"fmt"
	"strings"
	"testing"
)

// benchReplies are replies of many kinds; those of the benchmark were written
// for it, with the examples of the entries.
var benchReplies = []string{
	"550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos. 550 5.1.1 https://support.example.com/mail/?p=NoSuchUser a1si123 - exmailer",
	"550 5.1.1 <jane@example.net>: Recipient address rejected: User unknown in virtual mailbox table",
	"host mx.example.net[192.0.2.1] said: 552 5.2.2 <jane@example.net>: user is over quota (in reply to RCPT TO command)",
	"554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.25",
	"450 4.2.0 <jane@example.net>: Recipient address rejected: Greylisted, see http://postgrey.example.org/help/example.net.html",
	"421 4.7.0 Too many connections from your host, try again in 5 minutes",
	"Host or domain name not found. Name service error for name=example.invalid type=MX: Host not found",
	"connect to mx.example.org[198.51.100.7]:25: Connection timed out",
	"550 5.7.26 This message fails to pass SPF checks for an SPF record with a hard fail policy (-all).",
	"552 5.3.4 Message size 52428801 exceeds size limit 10240000 of server mx.example.net",
	"550 Requested action not taken: mailbox unavailable",
	"550 5.7.1 Unfortunately, messages from [203.0.113.9] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
	"delivery temporarily suspended: host mx.example.org[198.51.100.7] refused to talk to me: 421 4.3.2 Service not available, closing transmission channel",
	"550 Postfach existiert nicht",
	"554 delivery error: This user doesn't have an example.com account (jane@example.com) [0]",
	"Remote Server returned '550 5.4.1 Recipient address rejected: Access denied'",
}

func BenchmarkClassify(b *testing.B) {
	c := load(dataFiles, nil) // by the code as it is now, whatever is in compiled.bin
	queries := benchQueries(c)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Classify(queries[i%len(queries)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "replies/s")
}

// BenchmarkClassifyTenfold classifies the same with ten times the entries and
// phrases, the others with words of their own.
func BenchmarkClassifyTenfold(b *testing.B) {
	base := load(dataFiles, nil)
	c, err := base.With(strings.NewReader(tenfold(base)), "tenfold.txt")
	if err != nil {
		b.Fatal(err)
	}
	queries := benchQueries(base)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Classify(queries[i%len(queries)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "replies/s")
}

// BenchmarkLoad loads the catalogue as Builtin does, and where nothing was compiled
// before.
func BenchmarkLoad(b *testing.B) {
	for _, bench := range []struct {
		name     string
		compiled []byte
	}{{"builtin", compiledFile}, {"built", nil}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				load(dataFiles, bench.compiled)
			}
		})
	}
}

// benchQueries gives the replies of the benchmark and the examples of the
// entries, each as a report would give it.
func benchQueries(c *Catalog) []Query {
	var list []Query
	for _, r := range benchReplies {
		list = append(list, Query{Text: r, Hosts: []string{"mx.example.net"}})
	}
	for i := range c.rules {
		for _, e := range c.rules[i].entry().Examples {
			list = append(list, c.exampleQuery(&c.rules[i], e))
		}
	}
	return list
}

// tenfold gives rules that are nine times as many as those of c: its patterns,
// each with another word in front.
func tenfold(c *Catalog) string {
	var b strings.Builder
	n := 0
	entry := func(pattern string) {
		n++
		fmt.Fprintf(&b, "Id: e%d\nMatch: %s\nName: N\nMeaning: M.\nCategory: spam\n\n", n, pattern)
	}
	whole := strings.NewReplacer("{*", "{", "|*", "|") // words may go on in a first group alone
	words := []string{"quark", "violin", "harbour", "meadow", "copper", "lantern", "saffron", "thistle", "walnut"}
	for k, w := range words {
		fmt.Fprintf(&b, "Provider: ten%d\nTitle: T\nKind: generic\nHosts: ten%d.example\n\n", k, k)
		for i := range c.rules {
			for _, p := range c.rules[i].match {
				entry(w + " " + p.source)
			}
			for _, p := range c.rules[i].tokens {
				entry(w + " " + p.source)
			}
		}
		for i := range c.phrases {
			fmt.Fprintf(&b, "Category: %s\nPhrase: %s %s\n\n", c.phrases[i].category, w, whole.Replace(c.phrases[i].source))
		}
	}
	return b.String()
}
