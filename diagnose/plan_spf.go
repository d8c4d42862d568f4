package diagnose

import "strings"

// spfIdentity gives the domain of the message that a refusal says SPF failed
// for, where that is not the envelope sender's: the HELO name (RFC 7208 section
// 2.3), which stands in for an empty sender too, or the domain of From. It is ""
// where none is named, and where DMARC decides, which looks at the envelope
// sender.
func spfIdentity(c *Case, i int) string {
	f := c.Facts(i)
	text := strings.ToLower(c.Report.Recipients[i].Diagnostic.Text)
	if !strings.Contains(text, "spf") || strings.Contains(text, "dmarc") {
		return ""
	}
	if id := whyDomain(text); id != "" {
		return id
	}
	helo := strings.ToLower(strings.TrimSuffix(f.HELO, "."))
	switch {
	case namesDomain(text, f.EnvelopeDomain) && !strings.Contains(text, "@"+helo):
		return ""
	case strings.Contains(helo, ".") && namesDomain(text, helo) && (strings.Contains(text, "@"+helo) || strings.Contains(text, "helo")):
		return helo // a host that is named alone is the client
	case namesDomain(text, f.FromDomain):
		return f.FromDomain
	}
	return ""
}

// whyDomain gives the identity in the link that RFC 7208 section 6.2 has an
// explanation for: "http://www.open-spf.org/Why?s=helo;id=mail.example.com".
func whyDomain(text string) string {
	for _, key := range []string{"?id=", ";id=", "&id="} {
		_, id, ok := strings.Cut(text, key)
		if !ok || !strings.Contains(text, "s=helo") && !strings.Contains(text, "s=mfrom") {
			continue
		}
		if end := strings.IndexAny(id, ";& \t>)"); end >= 0 {
			id = id[:end]
		}
		id = strings.ReplaceAll(id, "%40", "@")
		return domainOf("@" + id[strings.LastIndexByte(id, '@')+1:])
	}
	return ""
}
