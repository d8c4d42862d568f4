package check

import (
	"net/mail"
	"slices"
	"strings"
)

// readSigned gives the domains that sign a message, and those of its authors:
// the distinct domains of all its From fields (RFC 9989 section 5.3.1).
func readSigned(m SignedMessage) (signers, authors []string) {
	fields, _ := splitHeader(m.Text)
	add := func(list []string, name string) []string {
		domain, err := asciiName(name)
		if err != nil || len(list) >= dmarcMaxIdentifiers || slices.Contains(list, domain) {
			return list
		}
		return append(list, domain)
	}
	for _, f := range fields {
		switch f.name {
		case "dkim-signature":
			if s := parseDKIMSig(f); s.err == nil {
				signers = add(signers, s.domain)
			}
		case "from":
			for _, address := range addressesIn(f.value()) {
				authors = add(authors, address[strings.LastIndexByte(address, '@')+1:])
			}
		}
	}
	return signers, authors
}

// addressesIn gives the addresses of a From field, also of one that is not
// quite well-formed.
func addressesIn(value string) []string {
	var out []string
	p := mail.AddressParser{}
	if list, err := p.ParseList(strings.NewReplacer("\r", "", "\n", "").Replace(value)); err == nil {
		for _, a := range list {
			out = append(out, a.Address)
		}
		return out
	}
	for word := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(" \t\r\n<>,;:\"()", r) }) {
		if i := strings.IndexByte(word, '@'); i > 0 && i < len(word)-1 {
			out = append(out, word)
		}
	}
	return out
}

// addDKIM adds the domains that the message's signatures authenticate. A
// signature that may be valid, but can't be verified with what is there, leaves
// its domain open.
func (c *dmarcCheck) addDKIM(ids []DMARCIdentifier, sigs []DKIMSignature) []DMARCIdentifier {
	for _, s := range sigs {
		domain, err := asciiName(s.Domain)
		same := func(id DMARCIdentifier) bool {
			return id.Method == "dkim" && id.Domain == domain && !id.unknown && id.failed == ""
		}
		switch {
		case err != nil || len(ids) >= dmarcMaxIdentifiers || slices.ContainsFunc(ids, same):
		case s.Result == DKIMPass:
			ids = append(ids, DMARCIdentifier{Method: "dkim", Domain: domain})
		case s.Result == DKIMTemperror || s.Result == DKIMNeutral:
			ids = append(ids, DMARCIdentifier{Method: "dkim", Domain: domain, unknown: true, failed: s.Reason})
		default:
			ids = append(ids, DMARCIdentifier{Method: "dkim", Domain: domain, failed: s.Reason})
			c.note(Info, "dmarc-dkim-not-passed", "the signature of %s does not authenticate the message: %s", printable(s.Domain, 80), s.Reason)
		}
	}
	switch {
	case len(c.authors) > 1:
		c.note(Warn, "dmarc-from-several", "the From field names several domains, %s: receivers may refuse such a message, or take any of them (RFC 9989 section 5.3.1)", strings.Join(c.authors, ", "))
	case len(c.authors) == 0:
		c.note(Warn, "dmarc-from-none", "the From field has no address: DMARC can't be applied to such a message (RFC 9989 section 5.3.1)")
	}
	return ids
}
