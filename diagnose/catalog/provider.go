package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// A provider is whose words its entries are.
type provider struct {
	Name       string
	Title      string
	Kind       string
	Hosts      []string
	Sites      []string
	signatures []pattern
	codes      []codeCond // enhanced codes that nobody else gives
	link       string
	source     string
	anywhere   bool
	within     string // the provider whose servers it stands behind
	pos        position
}

// readProvider reads a "Provider:" stanza.
func (l *loader) readProvider(s *stanza) error {
	p := provider{pos: position{s.file, s.fields[0].line}}
	seen := l.seen[:0]
	for _, f := range s.fields {
		err := seen.add(f.key)
		if err == nil {
			err = p.set(f, &l.program)
		}
		if err != nil {
			return s.errAt(f, "%w", err)
		}
	}
	for i := range l.providers {
		if l.providers[i].Name == p.Name {
			if l.own {
				return l.reopen(i, p)
			}
			return s.errAt(s.fields[0], "provider %q stands at %s already", p.Name, l.providers[i].pos)
		}
	}
	if p.Title == "" || p.Kind == "" {
		return s.errAt(s.fields[0], "provider %q needs Title and Kind", p.Name)
	}
	if !seen.has("Anywhere") {
		p.anywhere = len(p.Hosts)+len(p.signatures) == 0
	}
	l.provider = len(l.providers)
	l.providers = append(l.providers, p)
	return nil
}

// reopen lets a rules file add entries to a provider that is known, and Hosts
// and signatures to the provider.
func (l *loader) reopen(i int, more provider) error {
	p := &l.providers[i]
	p.Hosts = append(slices.Clip(p.Hosts), more.Hosts...)
	p.signatures = append(slices.Clip(p.signatures), more.signatures...)
	l.provider = i
	return nil
}

// set takes one field of a provider.
func (p *provider) set(f field, prog *program) (err error) {
	switch f.key {
	case "Provider":
		if !validName(f.value) || strings.ToLower(f.value) != f.value {
			return fmt.Errorf("want lower-case letters, digits, dots and hyphens, got %q", f.value)
		}
		p.Name = f.value
	case "Title":
		p.Title = f.value
	case "Kind":
		p.Kind = f.value
		err = oneOf(f.value, kinds)
	case "Hosts":
		p.Hosts, err = appendHosts(p.Hosts, f.value)
	case "Sites":
		p.Sites, err = appendHosts(p.Sites, f.value)
	case "Signature":
		p.signatures, err = prog.append(p.signatures, f.value)
		rawLast(p.signatures)
	case "Codes":
		p.codes, err = appendCodes(p.codes, f.value)
	case "Anywhere":
		p.anywhere, err = parseYes(f.value)
	case "Within":
		p.within = f.value
	case "Link":
		p.link = f.value
	case "Source":
		p.source = f.value
	default:
		err = unknownKey(f.key, "Provider", "Title", "Kind", "Hosts", "Sites", "Signature", "Codes", "Anywhere", "Within", "Link", "Source")
	}
	return err
}

// appendHosts parses a list of host names.
func appendHosts(list []string, s string) ([]string, error) {
	for h := range strings.SplitSeq(s, ",") {
		h = strings.TrimSpace(h)
		if !strings.Contains(h, ".") || strings.ContainsAny(h, "/:@* ") || strings.ToLower(h) != h {
			return nil, fmt.Errorf("want host names in lower case with commas between them, got %q", h)
		}
		list = append(list, h)
	}
	return list, nil
}
