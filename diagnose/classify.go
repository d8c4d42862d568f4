package diagnose

import (
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// ofDelivery reports whether a report of the kind is about a delivery: a failure,
// a delay or a success.
func ofDelivery(kind dsn.Kind) bool {
	return kind == dsn.KindFailure || kind == dsn.KindDelay || kind == dsn.KindDelivery
}

// settleNothing says that nothing failed: a complaint, a receipt or an absence
// notice came, and the message had arrived. What it says of the recipient is kept.
func settleNothing(m *catalog.Match) {
	m.Permanence, m.Suppress = catalog.NothingFailed, false
	if m.Category == catalog.Unknown {
		m.Entry, m.Why = nil, catalog.Why{}
	}
}

// classify asks the catalogue about a recipient. Where the status is the
// reporting system's own reading of the reply code, it counts only if the words
// of the reply say nothing.
func classify(cat *catalog.Catalog, q catalog.Query, r *dsn.Recipient) catalog.Match {
	if r.StatusSource == dsn.SourceField && q.Reply != 0 && q.Status == ownStatus[q.Reply] {
		words := q
		words.Status = dsn.Status{}
		if m := cat.Classify(words); m.Category != catalog.Unknown {
			return m
		}
	}
	return cat.Classify(q)
}

// ownStatus is the status that a system states by the code of a reply to RCPT
// alone, if that has none.
// QUIRK(sendmail): each 550 becomes 5.1.1, "550 Your host is blocked" as well.
var ownStatus = map[int]dsn.Status{
	550: {Class: 5, Subject: 1, Detail: 1},
	551: {Class: 5, Subject: 1, Detail: 6},
	553: {Class: 5, Subject: 1, Detail: 3},
}

// query is what the catalogue is asked about a recipient.
func query(rep *dsn.Report, r *dsn.Recipient) catalog.Query {
	hosts := [...]string{r.RemoteMTA.Name, domainOf(r.Final.Value), rep.ReportingMTA.Name}
	q := catalog.Query{Reply: r.Reply, Status: r.Status, Text: r.Diagnostic.Text, Action: r.Action, Command: r.Command, Provider: speaker(rep, r), Hosts: make([]string, 0, len(hosts))}
	for _, host := range hosts {
		if host != "" {
			q.Hosts = append(q.Hosts, host)
		}
	}
	return q
}

// speaker names the catalogue's provider of a report whose words are known to be
// that one's by its form: a program that writes in a form of its own. It is empty
// for all others.
func speaker(rep *dsn.Report, r *dsn.Recipient) string {
	switch {
	case rep.Format == "sieve":
		return "sieve"
	case rep.Format == "sympa", r.Diagnostic.Type == "x-sympa":
		return "sympa"
	}
	return ""
}
