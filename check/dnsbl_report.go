package check

import "strings"

// report adds the finding about one list, if there is one.
func (d *dnsblRun) report(q *listQuery) {
	who := q.Name
	if !strings.Contains(q.Name, q.Zone) {
		who += " (" + q.Zone + ")"
	}
	switch q.Result {
	case Listed:
		d.reportListing(q, who)
	case ListRefused:
		d.add(Unknown, DNSBLRefused, "%s did not say whether %s is listed: %s", who, q.Subject, q.Detail)
	case Rewritten:
		d.add(Unknown, DNSBLRewritten, "whether %s is listed in %s is not known: %s", q.Subject, who, q.Detail)
	case TestFailed:
		d.add(Unknown, DNSBLTestFailed, "%s cannot be believed: %s", who, q.Detail)
	case TempError:
		d.add(Unknown, DNSBLNoAnswer, "whether %s is listed in %s is not known: %s", q.Subject, who, q.Detail)
	case ListDead:
		if q.noZone {
			d.add(Unknown, DNSBLUnknownList, "whether %s is listed in %s is not known: %s", q.Subject, who, q.Detail)
			break
		}
		d.add(Warn, DNSBLDead, "%s was not asked: %s; a receiver that still uses it should stop", who, q.Detail)
	case NotQueried:
		severity := Info
		if q.asked {
			severity = Unknown
		}
		d.add(severity, DNSBLNotQueried, "%s was not asked about %s: %s", who, q.Subject, q.Detail)
	}
	if q.outcome != 0 {
		d.findings[len(d.findings)-1].Outcome = q.outcome
	}
}

// reportListing adds the finding for a listing, as grave as its class.
func (d *dnsblRun) reportListing(q *listQuery, who string) {
	severity, id := Info, DNSBLInformational
	switch q.Class {
	case ClassAbuse:
		severity, id = Fail, DNSBLListed
	case ClassPolicy:
		severity, id = Warn, DNSBLPolicy
	}
	text := q.Subject + " is listed in " + who
	if len(q.Reasons) > 0 {
		text += ": " + strings.Join(q.Reasons, "; ")
	}
	if q.kind == KindV6 {
		text += "; an entry for IPv6 is often one for the whole /64, so that a neighbour may have caused it"
	}
	if q.Link != "" && !strings.Contains(text, q.Link) {
		text += "; see " + q.Link
	}
	d.add(severity, id, "%s", text)
	d.findings[len(d.findings)-1].Record = q.record
}
