package headers

import (
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// identityFields are the fields with the addresses that a message bears.
var identityFields = [...]string{
	"From", "Sender", "Return-Path", "Reply-To", "Resent-From", "Resent-Sender", "Errors-To", "Disposition-Notification-To",
}

// listFields are those of lists (RFC 2369, RFC 2919), the domains in which are
// looked at.
var listFields = [...]string{"List-Id", "List-Post", "List-Unsubscribe", "List-Help", "List-Owner"}

// maxIdentities bounds the identities of one field.
const maxIdentities = 10

// identities reads everybody in whose name the message is.
func (a *analysis) identities() {
	for _, name := range identityFields {
		for _, f := range a.all(name) {
			for i, m := range parseMailboxes(f.raw) {
				if i < maxIdentities && (m.address != "" || name == "From") {
					a.addIdentity(Identity{Role: name, Name: m.name, Address: m.address, Domain: domainOf(m.address)})
				}
			}
			if name == "Return-Path" && strings.Contains(f.plain(), "<>") {
				a.addIdentity(Identity{Role: name, Address: "<>"})
			}
		}
	}
	for _, name := range listFields {
		for _, f := range a.all(name) {
			if value := listDomain(name, f.plain()); value != "" {
				a.addIdentity(Identity{Role: name, Name: f.value(), Domain: value})
			}
		}
	}
	if id := a.rep.MessageID; id != "" {
		if domain := domainOf(strings.Trim(id, "<>")); domain != "" {
			a.addIdentity(Identity{Role: "Message-ID", Address: id, Domain: domain})
		}
	}
	for _, s := range a.rep.DKIM {
		a.addIdentity(Identity{Role: "dkim", Name: s.Selector, Domain: s.Domain})
	}
	from := a.fromDomain()
	for i := range a.rep.Identities {
		id := &a.rep.Identities[i]
		id.Alignment = alignment(from, id.Domain)
	}
	for i := range a.rep.DKIM {
		a.rep.DKIM[i].Alignment = alignment(from, a.rep.DKIM[i].Domain)
	}
}

func (a *analysis) addIdentity(id Identity) {
	id.Domain = asciiDomain(id.Domain)
	if u := unicodeDomain(id.Domain); u != id.Domain {
		id.Unicode = u
	}
	id.OrganizationalDomain = organizational(id.Domain)
	a.rep.Identities = append(a.rep.Identities, id)
}

// fromDomain gives the author domain, "" where there is none or more than one.
func (a *analysis) fromDomain() string {
	domain := ""
	for _, id := range a.rep.Identities {
		if id.Role != "From" || id.Domain == "" {
			continue
		}
		if domain != "" && domain != id.Domain {
			return ""
		}
		domain = id.Domain
	}
	return domain
}

// listDomain gives the domain of a list's identifier or of the first URI of the
// other fields.
func listDomain(name, value string) string {
	if name == "List-Id" {
		open, end := strings.LastIndexByte(value, '<'), strings.LastIndexByte(value, '>')
		if open >= 0 && end > open {
			value = value[open+1 : end]
		}
		if strings.ContainsAny(value, " @") {
			return domainOf(value)
		}
		return cleanDomain(value)
	}
	for uri := range strings.SplitSeq(value, ",") {
		uri = strings.Trim(uri, " <>")
		scheme, rest, _ := strings.Cut(uri, ":")
		switch strings.ToLower(scheme) {
		case "mailto":
			rest, _, _ = strings.Cut(rest, "?")
			return domainOf(rest)
		case "http", "https":
			rest, _, _ = strings.Cut(strings.TrimPrefix(rest, "//"), "/")
			rest = rest[strings.LastIndexByte(rest, '@')+1:]
			rest, _, _ = strings.Cut(rest, ":")
			rest, _, _ = strings.Cut(rest, "?")
			return cleanDomain(rest)
		}
	}
	return ""
}

// alignment tells how domain stands to the author domain.
func alignment(author, domain string) Alignment {
	switch {
	case author == "" || domain == "":
		return AlignmentNone
	case author == domain:
		return AlignmentStrict
	case check.Aligned(author, domain, false, organizational):
		return AlignmentRelaxed
	}
	return AlignmentOther
}

// organizational gives the Organizational Domain by the public suffix list (RFC
// 7489 section 3.2): Evaluate walks the tree, this asks nobody. It is the domain
// itself where that is a public suffix.
func organizational(domain string) string {
	if domain == "" || strings.Trim(domain, "0123456789.") == "" || domain[0] == '[' || domain[0] == '.' {
		return ""
	}
	if org, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return org
	}
	return domain
}

// asciiDomain gives a domain with A-labels (RFC 5890), and as it is where it has
// no such form.
func asciiDomain(domain string) string {
	if isASCII(domain) {
		return domain
	}
	if a, err := idna.Lookup.ToASCII(domain); err == nil {
		return a
	}
	return domain
}

// unicodeDomain gives a domain as people see it.
func unicodeDomain(domain string) string {
	if !strings.Contains(domain, "xn--") {
		return domain
	}
	u, err := idna.Punycode.ToUnicode(domain)
	if err != nil {
		return domain
	}
	return u
}
