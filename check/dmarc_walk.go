package check

import (
	"context"
	"strings"

	"github.com/miekg/dns"
)

// dmarcMaxLabels is the number of labels that a tree walk goes on with after
// its first question, RFC 9989 section 4.10.
const dmarcMaxLabels = 7

// A dmarcWalk is a DNS tree walk, RFC 9989 section 4.10. All of its names are
// asked for at once; those after the end of the walk are left aside.
type dmarcWalk struct {
	// steps are those that the walk came to, from the longest name up.
	steps []dmarcStep
	// failed is the answer of the first step that could not be looked up.
	failed Answer
	// names are all that were asked for, and answers what came back, also behind
	// the end of the walk.
	names   []string
	answers []Answer
}

// A dmarcStep is one name of a walk.
type dmarcStep struct {
	domain string
	answer Answer
	// texts are those of all TXT records, records those that are DMARC records.
	// rec is the record, nil unless there is exactly one.
	texts   []string
	records []string
	rec     *DMARCRecord
}

// dmarcNames gives the names of a walk that starts at a canonical domain.
func dmarcNames(domain string) []string {
	names := []string{domain}
	labels := strings.Split(domain, ".")
	for n := min(len(labels)-1, dmarcMaxLabels); n > 0; n-- {
		names = append(names, strings.Join(labels[len(labels)-n:], "."))
	}
	return names
}

// walkDMARC walks from each of several domains, all at the same time.
func walkDMARC(ctx context.Context, ask *asker, domains ...string) []dmarcWalk {
	var questions []askFor
	var names [][]string
	for _, domain := range domains {
		of := dmarcNames(domain)
		names = append(names, of)
		for _, name := range of {
			questions = append(questions, askFor{escapeName("_dmarc." + name), dns.TypeTXT})
		}
	}
	answers := ask.all(ctx, questions)
	walks := make([]dmarcWalk, len(domains))
	for i, of := range names {
		walks[i] = newDMARCWalk(of, answers[:len(of)])
		answers = answers[len(of):]
	}
	return walks
}

// newDMARCStep reads what is published for a domain.
func newDMARCStep(domain string, a Answer) dmarcStep {
	step := dmarcStep{domain: domain, answer: a, texts: txtTexts(a)}
	for _, text := range step.texts {
		if IsDMARC(text) {
			step.records = append(step.records, text)
		}
	}
	if len(step.records) == 1 {
		step.rec = ParseDMARC(step.records[0])
	}
	return step
}

// newDMARCWalk makes of names and their answers the walk up to its end.
func newDMARCWalk(names []string, answers []Answer) dmarcWalk {
	w := dmarcWalk{names: names, answers: answers}
	for i, name := range names {
		step := newDMARCStep(name, answers[i])
		w.steps = append(w.steps, step)
		// Whatever a top-level domain may say, the Organizational Domain is the
		// one below it where that has a record.
		needed := strings.Contains(name, ".") || i == 0 || w.steps[i-1].rec == nil
		if !step.answer.Outcome.Known() && w.failed.Outcome == 0 && needed {
			w.failed = step.answer
		}
		if step.rec != nil && step.rec.PSD != "u" {
			break
		}
	}
	return w
}

// organizational gives the Organizational Domain of the domain where the walk
// started, RFC 9989 section 4.10.2, and "" where a failed lookup leaves it open.
func (w dmarcWalk) organizational() string {
	if w.failed.Outcome != 0 {
		return ""
	}
	org := w.steps[0].domain
	for i, step := range w.steps {
		switch {
		case step.rec == nil:
		case step.rec.PSD == "n":
			return step.domain
		case step.rec.PSD == "y" && i > 0:
			return lastLabels(w.steps[0].domain, countLabels(step.domain)+1)
		default:
			org = step.domain
		}
	}
	return org
}

// applying gives the step whose record applies to the domain where the walk
// started, RFC 9989 section 4.10.1: that of the domain, its Organizational
// Domain, or the public suffix domain above. It is nil where there is none;
// known is false where a failed lookup leaves it open.
func (w dmarcWalk) applying() (step *dmarcStep, known bool) {
	if w.steps[0].rec != nil {
		return &w.steps[0], true
	}
	if w.failed.Outcome != 0 {
		return nil, false
	}
	org := w.organizational()
	for i := range w.steps {
		if w.steps[i].domain == org && w.steps[i].rec != nil {
			return &w.steps[i], true
		}
	}
	for i := range w.steps {
		if rec := w.steps[i].rec; rec != nil && rec.PSD == "y" {
			return &w.steps[i], true
		}
	}
	return nil, true
}

// lastLabels gives the last n labels of a name.
func lastLabels(name string, n int) string {
	labels := strings.Split(name, ".")
	return strings.Join(labels[max(len(labels)-n, 0):], ".")
}

// Aligned reports whether an authenticated domain is in alignment with the
// author domain (RFC 9989 section 4.4): the same where strict, else under the
// same Organizational Domain, which orgDomain finds, or gives "" for where it
// can't.
func Aligned(authorDomain, authDomain string, strict bool, orgDomain func(string) string) bool {
	author, auth := canonical(authorDomain), canonical(authDomain)
	if author == "" || auth == "" {
		return false
	}
	if strict || author == auth {
		return author == auth
	}
	org := orgDomain(author)
	return org != "" && canonical(org) == canonical(orgDomain(auth))
}
