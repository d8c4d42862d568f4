package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The closed sets of values.
var (
	actors      = []string{"sender-dns", "sender-mta", "sender-content", "recipient", "receiver", "provider", "nobody"}
	permanences = []string{string(Permanent), string(Temporary), string(NothingFailed)}
	checkNames  = []string{"mx", "spf", "dkim", "dmarc", "dnsbl", "ptr", "smtp", "mta-sts", "tls-rpt", "dane"}
	kinds       = []string{"mailbox", "gateway", "mta", "esp", "list", "generic"}
)

// Categories gives all categories in the order of the contract.
func Categories() []Category { return slices.Clone(categories[:]) }

var categories = [...]Category{
	UserUnknown, UserDisabled, UserMoved, MailboxFull, BadAddress, RecipientRefused, DomainUnknown,
	DomainNotAccepting, Unreachable, Expired, Loop, RelayDenied, SenderRejected, AuthFailure, PTRMissing, Suppressed,
	ProtocolError, IPBlocked, DomainBlocked, RateLimited, TooManyRecipients, Greylisted, Spam, Virus, ContentRejected,
	MessageTooLarge, MessageMalformed, Policy, TLSFailure, AuthRequired, ServerError, ServerFull, MailerError, Unknown,
}

// aboutAddress reports whether failures of a category are about the address
// itself, so that a permanent one may suppress it.
func aboutAddress(c Category) bool {
	switch c {
	case UserUnknown, UserDisabled, UserMoved, BadAddress, DomainUnknown, DomainNotAccepting:
		return true
	}
	return false
}

func validCategory(s string) error {
	if slices.Contains(Categories(), Category(s)) {
		return nil
	}
	names := make([]string, 0, 40)
	for _, c := range Categories() {
		names = append(names, string(c))
	}
	if near := closest(s, names); near != "" {
		return fmt.Errorf("no such category: %q, did you mean %s?", s, near)
	}
	return fmt.Errorf("no such category: %q", s)
}

// oneOf gives an error unless s is one of the values.
func oneOf(s string, values []string) error {
	if slices.Contains(values, s) {
		return nil
	}
	return fmt.Errorf("want one of %s, got %q", strings.Join(values, ", "), s)
}

// parseYes parses "yes" or "no".
func parseYes(s string) (bool, error) {
	if s != "yes" && s != "no" {
		return false, fmt.Errorf("want yes or no, got %q", s)
	}
	return s == "yes", nil
}

// parseChecks parses a list of check names, or "none".
func parseChecks(s string) ([]string, error) {
	if s == "none" {
		return []string{}, nil
	}
	names := make([]string, 0, 4)
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		if err := oneOf(name, checkNames); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// validName reports whether s may stand in an id.
func validName(s string) bool {
	for i := range len(s) {
		if b := s[i]; !isWordByte(b) && b != '-' && b != '.' && b != '_' {
			return false
		}
	}
	return s != ""
}

// append compiles a pattern and appends it to a list.
func (p *program) append(list []pattern, source string) ([]pattern, error) {
	pat, err := p.compile(source)
	if err != nil {
		return list, err
	}
	return append(list, pat), nil
}

// rawLast lets the last pattern of a list match inside names: tokens and
// signatures stand there too.
func rawLast(list []pattern) {
	if len(list) > 0 {
		list[len(list)-1].raw = true
	}
}

// A keySet notes the keys of a stanza.
type keySet []string

// add notes a key; a second one is an error unless the key is repeatable.
func (k *keySet) add(key string) error {
	if k.has(key) {
		if !repeatable(key) {
			return errors.New("stands twice in this stanza")
		}
		return nil
	}
	*k = append(*k, key)
	return nil
}

// has reports whether the key was noted.
func (k keySet) has(key string) bool { return slices.Contains(k, key) }

// repeatable reports whether a key may stand several times in a stanza.
func repeatable(key string) bool {
	switch key {
	case "Hosts", "Signature", "Sites", "Code", "Match", "Token", "Not", "Cause", "Fix", "Example", "Phrase", "Note":
		return true
	}
	return false
}
