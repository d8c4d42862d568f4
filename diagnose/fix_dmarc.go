package diagnose

import (
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// dmarcFix gives the DMARC record to publish: the one that is there with its
// slips mended, or where none can be, the mildest.
func (w *weighing) dmarcFix() []Fix {
	name := "_dmarc." + w.f.FromDomain
	if data := w.dmarc(); data != nil && data.FoundAt != "" {
		name = "_dmarc." + data.FoundAt
	}
	found := w.world.txt(name, func(text string) bool { return strings.Contains(strings.ToLower(text), "dmarc1") })
	for _, text := range found {
		mended := mendDMARC(text)
		head, tags, _ := strings.Cut(mended, ";")
		for _, record := range []string{text, mended, strings.TrimRight(head+"; p=none;"+tags, "; ")} {
			if !soundDMARC(record) {
				continue
			}
			step := "Replace the record by the mended one:"
			if len(found) > 1 {
				step = "Keep this one record and remove the others: with several, none counts."
			}
			return []Fix{{Text: step, Name: name, Type: "TXT", Value: record}}
		}
	}
	if w.world.r != nil {
		if chain := w.world.r.Lookup(w.world.ctx, name, dns.TypeTXT).CNAMEs; len(found) == 0 && len(chain) > 0 {
			target := strings.TrimSuffix(chain[len(chain)-1], ".")
			return []Fix{{Text: name + " is an alias of " + target + ", which has no DMARC record: set the domain up again at the service that it belongs to, or put this record in the place of the CNAME record.", Name: name, Type: "TXT", Value: "v=DMARC1; p=none; rua=mailto:postmaster@" + w.f.FromDomain}}
		}
	}
	return []Fix{{Text: "Publish a DMARC record; p=none asks for nothing but reports.", Name: name, Type: "TXT", Value: "v=DMARC1; p=none; rua=mailto:postmaster@" + w.f.FromDomain}}
}

// soundDMARC reports whether a record counts and states a policy.
func soundDMARC(record string) bool {
	if !check.IsDMARC(record) {
		return false
	}
	rec := check.ParseDMARC(record)
	return rec.P != "" && !slices.ContainsFunc(rec.Problems, func(f check.Finding) bool { return f.Severity == check.Fail || f.ID == "dmarc-syntax" })
}

// dmarcTags are the tags of RFC 9989 section 4.7 and of RFC 7489 before it.
var dmarcTags = []string{"p", "sp", "np", "rua", "ruf", "adkim", "aspf", "fo", "pct", "t", "psd", "ri", "rf"}

// mendDMARC undoes what is often done to a record: quotes in it, white space
// before it, commas in place of the semicolons before its tags, "policy" for "p".
func mendDMARC(record string) string {
	record = strings.NewReplacer("\"", "", "\\", "", "\u201c", "", "\u201d", "").Replace(record)
	record = strings.NewReplacer(" policy=", " p=", ";policy=", "; p=").Replace(strings.Join(strings.Fields(record), " "))
	for _, tag := range dmarcTags {
		record = strings.ReplaceAll(record, "; "+tag+":", "; "+tag+"=")
		for _, slip := range []string{", ", ",", " "} {
			record = strings.ReplaceAll(record, slip+tag+"=", "; "+tag+"=")
		}
	}
	for strings.Contains(record, ";; ") || strings.Contains(record, "; ; ") {
		record = strings.NewReplacer(";; ", "; ", "; ; ", "; ").Replace(record)
	}
	return record
}
