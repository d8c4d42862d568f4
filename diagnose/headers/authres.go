package headers

import (
	"net/netip"
	"strings"
)

// A Statement is what one system states of the message's authentication: an
// Authentication-Results (RFC 8601), ARC-Authentication-Results (RFC 8617
// section 4.1.1) or Received-SPF field (RFC 7208 section 9.1).
type Statement struct {
	Field string `json:"field"`
	// AuthservID says who states it; it is empty where the field does not.
	AuthservID string `json:"authserv_id"`
	// Instance is that of an ARC set, else 0.
	Instance int `json:"instance"`
	// Hop is the Number of the hop that the same system wrote, 0 where there is
	// none that can be told.
	Hop int `json:"hop"`
	// Own says that an own server states it.
	Own     bool         `json:"own"`
	Results []AuthResult `json:"results"`
}

// An AuthResult is the result of one method, RFC 8601 section 2.2.
type AuthResult struct {
	Method string `json:"method"`
	Result string `json:"result"`
	Reason string `json:"reason"`
	// Comment is what stands in parentheses.
	Comment    string     `json:"comment"`
	Properties []Property `json:"properties"`
}

// A Property is what a method looked at: "smtp.mailfrom", "header.d".
type Property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Get gives the value of the first property with one of the names, or "".
func (r AuthResult) Get(names ...string) string {
	for _, name := range names {
		for _, p := range r.Properties {
			if strings.EqualFold(p.Name, name) {
				return p.Value
			}
		}
	}
	return ""
}

// ip gives the client's address that a result was found with.
func (r AuthResult) ip() netip.Addr {
	for _, name := range []string{"smtp.client-ip", "client-ip", "policy.iprev", "smtp.remote-ip"} {
		if ip, err := netip.ParseAddr(strings.Trim(r.Get(name), "[]")); err == nil {
			return ip.WithZone("").Unmap()
		}
	}
	for word := range strings.FieldsSeq(r.Comment) {
		word = strings.Trim(word, "[]()<>;,:")
		if strings.Count(word, ".") != 3 && strings.Count(word, ":") < 2 {
			continue
		}
		if ip, err := netip.ParseAddr(strings.TrimPrefix(word, "ip=")); err == nil {
			return ip.WithZone("").Unmap()
		}
	}
	return netip.Addr{}
}

// The bounds of what is read of one field.
const (
	maxResults    = 50
	maxProperties = 50
)

// methods are those of the IANA registry of RFC 8601 section 6, and some that
// providers add: a word of another name before "=" is a property.
var methods = []string{
	"arc", "auth", "dkim", "dkim-adsp", "dkim-atps", "dmarc", "dnswl", "domainkeys", "iprev", "rrvs", "sender-id", "smime", "spf", "vbr",
	"bimi", "compauth", "x-tls", "x-ptr", "x-me-sender", "x-google-original-from", "x-dkim-rep", "x-aligned-from", "x-return-mx", "x-trusted-ip", "x-arc-spf", "x-arc-instance",
}

// ParseAuthResults reads the value of an Authentication-Results field, without
// or with the instance of an ARC-Authentication-Results field before it. It takes
// what systems write: no authserv-id, properties behind semicolons, comments
// anywhere.
func ParseAuthResults(value string) Statement {
	s := Statement{Results: []AuthResult{}}
	items := splitItems(value)
	if len(items) == 0 {
		return s
	}
	if n, ok := instanceOf(items[0].tokens); ok {
		s.Instance = n
		if items = items[1:]; len(items) == 0 {
			return s
		}
	}
	if first := items[0]; len(first.tokens) > 0 && !first.tokens[0].assigned {
		s.AuthservID = first.tokens[0].name
		items = items[1:]
		// QUIRK(several): the first result stands behind the authserv-id without
		// a semicolon.
		if rest := first.tokens[1:]; len(rest) > 0 && rest[0].assigned {
			items = append([]item{{tokens: rest, comment: first.comment}}, items...)
		}
	}
	for _, it := range items {
		s.add(it)
	}
	return s
}

// instanceOf reads the "i=1" of an ARC-Authentication-Results field.
func instanceOf(tokens []token) (int, bool) {
	if len(tokens) != 1 || !strings.EqualFold(tokens[0].name, "i") || !tokens[0].assigned {
		return 0, false
	}
	return number(tokens[0].value), true
}

// add adds what stands between two semicolons.
func (s *Statement) add(it item) {
	if len(it.tokens) == 0 || !it.tokens[0].assigned || it.tokens[0].name == "" || it.tokens[0].value == "" {
		return // "none", RFC 8601 section 2.2, or nothing that can be read
	}
	first := it.tokens[0]
	method, _, _ := strings.Cut(strings.ToLower(first.name), "/")
	last := len(s.Results) - 1
	switch {
	case method == "":
		return
	case !isMethod(method, first.value) && last >= 0:
		// QUIRK(amazonses): "client-ip=...; envelope-from=...; helo=...;".
		s.Results[last].addProperties(it.tokens)
		return
	case len(s.Results) >= maxResults:
		return
	}
	r := AuthResult{Method: method, Result: strings.ToLower(first.value), Comment: it.comment, Properties: []Property{}}
	r.addProperties(it.tokens[1:])
	s.Results = append(s.Results, r)
}

// isMethod reports whether name=value is the result of a method.
func isMethod(name, value string) bool {
	for _, m := range methods {
		if m == name {
			return true
		}
	}
	switch strings.ToLower(value) {
	case "pass", "fail", "none", "neutral", "softfail", "hardfail", "policy", "temperror", "permerror", "skipped", "declined":
		return !strings.Contains(name, ".")
	}
	return false
}

func (r *AuthResult) addProperties(tokens []token) {
	for _, t := range tokens {
		switch {
		case !t.assigned || len(r.Properties) >= maxProperties:
		case strings.EqualFold(t.name, "reason"):
			r.Reason = t.value
		default:
			r.Properties = append(r.Properties, Property{Name: strings.ToLower(t.name), Value: t.value})
		}
	}
}

// parseReceivedSPF reads the value of a Received-SPF field: a result, a comment,
// and key=value pairs.
func parseReceivedSPF(value string) Statement {
	s := Statement{Field: "Received-SPF", Results: []AuthResult{}}
	items := splitItems(value)
	r := AuthResult{Method: "spf", Properties: []Property{}}
	for i, it := range items {
		if i == 0 {
			if len(it.tokens) == 0 || it.tokens[0].assigned {
				return s
			}
			r.Result, r.Comment = strings.ToLower(it.tokens[0].name), it.comment
			r.addProperties(it.tokens[1:])
			continue
		}
		r.addProperties(it.tokens)
	}
	if len(items) == 0 {
		return s
	}
	if s.AuthservID = r.Get("receiver"); s.AuthservID == "" {
		// The comment begins with the name of who checked.
		if name, _, ok := strings.Cut(r.Comment, ":"); ok && !strings.ContainsAny(name, " @") {
			s.AuthservID = name
		}
	}
	s.Results = append(s.Results, r)
	return s
}

func number(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || n > 100000 {
			return 0
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}
