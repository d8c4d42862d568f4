package check

import (
	"fmt"
	"slices"
	"strings"
)

// A Grade says how good an area is.
type Grade string

// The grades.
const (
	GradeA       Grade = "A" // in order
	GradeB       Grade = "B" // in order, with something to know
	GradeC       Grade = "C" // something is not good
	GradeD       Grade = "D" // three things or more are not good
	GradeF       Grade = "F" // something is broken
	GradeUnused  Grade = "-" // not set up
	GradeUnknown Grade = "?" // could not be found out
)

// unused are the findings that say that something is not set up at all, which
// is the owner's choice.
var unused = map[string]bool{"mta-sts-missing": true, "tls-rpt-missing": true, DANEMissing: true, DANENoHost: true}

// remarks are findings of severity Info that take nothing from a grade.
var remarks = map[string]bool{
	"spf-pass": true, "dmarc-aligned": true, "dmarc-removed-tag": true, "dmarc-uri-size": true, "mta-sts-not-fetched": true, MXDuplicate: true,
	DNSBLNotQueried: true, DNSBLDead: true, DNSBLRefused: true, DNSBLNoAnswer: true, SMTPNoRouteHere: true, SMTPTooManyAddresses: true, DANERollover: true,
	"dkim-signature": true, "dkim-key-revoked": true, "dkim-adsp": true,
}

// grade sums up the results of one kind of check.
func grade(name string, results []Result) Area {
	a := Area{Check: name, Status: Pass, Grade: GradeA}
	warnings, infos, notUsed := 0, 0, false
	for _, r := range results {
		if r.Status == Unknown && a.Status != Fail || r.Status == Fail || a.Status != Unknown && a.Status != Fail && rank(r.Status) > rank(a.Status) {
			a.Status = r.Status
		}
		for _, f := range r.Findings {
			switch {
			case unused[f.ID] && f.Severity == Info:
				notUsed = true
			case f.Severity == Warn:
				warnings++
			case f.Severity == Info && !remarks[f.ID]:
				infos++
			}
		}
	}
	switch {
	case a.Status == Fail:
		a.Grade = GradeF
	case a.Status == Unknown:
		a.Grade = GradeUnknown
	case warnings > 2:
		a.Grade = GradeD
	case warnings > 0:
		a.Grade = GradeC
	case notUsed:
		a.Grade = GradeUnused
	case infos > 0:
		a.Grade = GradeB
	}
	a.Summary = summary(&a, results)
	return a
}

// summary says in a sentence what an area comes to: the gravest finding, or
// what is in order.
func summary(a *Area, results []Result) string {
	if a.Grade != GradeA && a.Grade != GradeB {
		if f, ok := gravest(a.Status, results); ok {
			return f.Text
		}
	}
	if a.Check == "dnsbl" {
		return notListed(results)
	}
	var parts []string
	for i := range results {
		if s := inOrder(&results[i]); s != "" && !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "; ")
}

// gravest gives the first finding that a status is from.
func gravest(status Status, results []Result) (Finding, bool) {
	for _, severity := range []Status{status, Fail, Unknown, Warn, Info} {
		for _, r := range results {
			for _, f := range r.Findings {
				if f.Severity == severity && !remarks[f.ID] {
					return f, true
				}
			}
		}
	}
	return Finding{}, false
}

// notListed says who is on none of how many lists.
func notListed(results []Result) string {
	var targets []string
	lists := map[string]bool{}
	for _, r := range results {
		targets = append(targets, r.Target)
		for _, l := range r.Data.(*DNSBLData).Lists {
			if l.Result == NotListed {
				lists[l.Zone] = true
			}
		}
	}
	return fmt.Sprintf("%s: on none of %d lists", strings.Join(targets, ", "), len(lists))
}

// inOrder says what a result shows that is in order.
func inOrder(r *Result) string {
	switch d := r.Data.(type) {
	case *MXData:
		var names []string
		for _, h := range d.Hosts {
			names = append(names, h.Name)
		}
		return some(names, "mail host")
	case *SPFData:
		s := fmt.Sprintf("%d of 10 lookups", d.Lookups)
		if d.Result != "" {
			s = string(d.Result) + ", " + s
		}
		return s
	case *DKIMData:
		return dkimInOrder(d)
	case *DMARCData:
		s := "policy " + string(d.Policy)
		if d.Aligned != nil && *d.Aligned {
			s += ", the message is aligned"
		}
		return s
	case *PTRData:
		return r.Target + " is " + strings.Join(d.Confirmed, ", ")
	}
	return policyInOrder(r)
}

func dkimInOrder(d *DKIMData) string {
	var keys []string
	for _, s := range d.Selectors {
		if s.Status != Fail {
			keys = append(keys, s.Selector)
		}
	}
	if d.Selector != "" {
		keys = append(keys, d.Selector)
	}
	s := some(keys, "key")
	for _, sig := range d.Signatures {
		s += ", signature " + sig.Result
	}
	return s
}

// policyInOrder says it for the checks of transport security.
func policyInOrder(r *Result) string {
	switch d := r.Data.(type) {
	case *MTASTSData:
		if d.Policy == nil {
			return "a policy is announced"
		}
		return fmt.Sprintf("mode %s, %d mail hosts fit", d.Policy.Mode, len(d.Hosts))
	case *TLSRPTData:
		return "reports go to " + strings.Join(d.RUA, ", ")
	case *DANEData:
		var hosts []string
		for _, h := range d.Hosts {
			hosts = append(hosts, h.Name+" "+string(h.Result))
		}
		return strings.Join(hosts, ", ")
	case *SMTPData:
		open := 0
		for _, s := range d.Servers {
			if s.State == SMTPOpen {
				open++
			}
		}
		return fmt.Sprintf("%d of %d addresses take connections, with TLS", open, len(d.Servers))
	}
	return ""
}

// some gives "2 keys (a, b)", and names few of many.
func some(names []string, what string) string {
	n := len(names)
	if n != 1 {
		what += "s"
	}
	if n == 0 {
		return "no " + what
	}
	if n > 4 {
		names = append(slices.Clone(names[:4]), "...")
	}
	return fmt.Sprintf("%d %s (%s)", n, what, strings.Join(names, ", "))
}
