package check

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// An MTASTSMode says what a sender does with a host that does not fit.
type MTASTSMode string

// The modes, RFC 8461 section 5.
const (
	MTASTSEnforce MTASTSMode = "enforce" // it does not deliver there
	MTASTSTesting MTASTSMode = "testing" // it reports, and delivers
	MTASTSNone    MTASTSMode = "none"    // there is no policy (any more)
)

// The bounds of max_age in seconds: RFC 8461 section 3.2 allows a year at most,
// and less than a day gives little protection.
const (
	maxMaxAge = 31557600
	minMaxAge = 86400
)

// An MTASTSPolicy is a policy file, RFC 8461 section 3.2.
type MTASTSPolicy struct {
	Version string     `json:"version"`
	Mode    MTASTSMode `json:"mode"`
	// MaxAge is how long a sender keeps the policy, in seconds.
	MaxAge int64 `json:"max_age"`
	// MX are the patterns of the mail hosts, in lower case; one that is none is
	// left out.
	MX []string `json:"mx"`
	// Valid says that a sender makes use of the policy.
	Valid bool `json:"valid"`
	// Problems are the findings on the file; Record is the line, and Position
	// the place in it.
	Problems []Finding `json:"-"`
}

// ParseMTASTSPolicy reads a policy file. Keys that are not known are ignored,
// and of keys other than mx that are there twice the first counts.
func ParseMTASTSPolicy(text string) *MTASTSPolicy {
	p := &MTASTSPolicy{MX: []string{}, Valid: true}
	if strings.HasPrefix(text, "\ufeff") {
		p.fail(1, text[:3], 0, "the file begins with a byte order mark, which no sender expects")
		text = text[3:]
	}
	seen := map[string]bool{}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		line = strings.TrimSuffix(line, "\r")
		if strings.Trim(line, " \t") == "" {
			p.note(Warn, "mta-sts-policy-syntax", i+1, line, -1, "the line is empty, which the grammar does not allow")
			continue
		}
		p.line(i+1, line, seen)
		if len(p.Problems) > 50 {
			p.fail(i+1, "", -1, "this is no policy file")
			return p
		}
	}
	p.complete(seen, len(p.MX))
	return p
}

func (p *MTASTSPolicy) note(severity Status, id string, n int, line string, pos int, format string, args ...any) {
	p.Problems = append(p.Problems, Finding{Severity: severity, ID: id, Text: fmt.Sprintf("line %d of the policy: ", n) + fmt.Sprintf(format, args...), Record: printable(line, 200), Position: pos})
}

// fail notes what makes senders ignore the policy.
func (p *MTASTSPolicy) fail(n int, line string, pos int, format string, args ...any) {
	p.Valid = false
	p.note(Fail, "mta-sts-policy-invalid", n, line, pos, format, args...)
}

// line reads "key: value".
func (p *MTASTSPolicy) line(n int, line string, seen map[string]bool) {
	key, rest, ok := strings.Cut(line, ":")
	value := strings.Trim(rest, " \t")
	pos := len(key) + 1 + len(rest) - len(strings.TrimLeft(rest, " \t"))
	switch {
	case !ok || !isPolicyKey(key):
		p.fail(n, line, 0, `%q is not "key: value"`, printable(line, 60))
		return
	case value == "":
		p.fail(n, line, pos, "%q has no value", key)
		return
	case key != "mx" && seen[key]:
		p.note(Warn, "mta-sts-policy-duplicate", n, line, 0, "the key %q is there twice: the first counts", key)
		return
	}
	seen[key] = true
	switch key {
	case "version":
		if p.Version = printable(value, 40); value != "STSv1" {
			p.fail(n, line, pos, `the version is %q, and must be "STSv1"`, p.Version)
		}
	case "mode":
		switch m := MTASTSMode(value); m {
		case MTASTSEnforce, MTASTSTesting, MTASTSNone:
			p.Mode = m
		default:
			p.fail(n, line, pos, `the mode is %q, and must be "enforce", "testing" or "none"`, printable(value, 40))
		}
	case "max_age":
		p.maxAge(n, line, value, pos)
	case "mx":
		p.mx(n, line, value, pos)
	default:
		p.unknown(n, line, key)
	}
}

func (p *MTASTSPolicy) unknown(n int, line, key string) {
	for _, known := range []string{"version", "mode", "max_age", "mx"} {
		if strings.EqualFold(strings.ReplaceAll(key, "-", "_"), known) {
			p.note(Warn, "mta-sts-policy-unknown-key", n, line, 0, "the key %q is ignored: it is written %q", key, known)
			return
		}
	}
	p.note(Info, "mta-sts-policy-unknown-key", n, line, 0, "the key %q is not defined and is ignored", key)
}

func (p *MTASTSPolicy) maxAge(n int, line, value string, pos int) {
	age, err := strconv.ParseUint(value, 10, 64)
	switch {
	case err != nil || len(value) > 10 || value[0] == '+':
		p.fail(n, line, pos, "max_age is %q, and must be a number of seconds", printable(value, 40))
		return
	case age > maxMaxAge:
		p.note(Warn, "mta-sts-max-age-long", n, line, pos, "max_age is %d seconds, and must not be more than %d (a year)", age, maxMaxAge)
	case age < minMaxAge:
		p.note(Warn, "mta-sts-max-age-short", n, line, pos, "max_age is %d seconds: a policy that is kept for less than a day protects little; some weeks are usual", age)
	}
	p.MaxAge = int64(age)
}

// mx reads a pattern: a domain name, or "*." and one.
func (p *MTASTSPolicy) mx(n int, line, value string, pos int) {
	pattern := lowerASCII(value)
	name := strings.TrimPrefix(pattern, "*.")
	_, ipErr := netip.ParseAddr(strings.Trim(name, "[]"))
	switch {
	case ipErr == nil:
		p.fail(n, line, pos, "mx is the address %s, and must be a host name, or \"*.\" before one", printable(value, 60))
	case strings.Contains(name, "*"):
		p.fail(n, line, pos, `mx is %q: a "*" may only stand for the first label, as in "*.example.com"`, printable(value, 60))
	case strings.HasSuffix(name, ".") && isHostName(name[:len(name)-1]):
		p.fail(n, line, pos, "mx is %q: the dot at the end must not be there", printable(value, 60))
	case !isASCII(name):
		p.fail(n, line, pos, `mx is %q: names must be written in their ASCII form ("xn--...")`, printable(value, 60))
	case !isHostName(name):
		p.fail(n, line, pos, "mx is %q, which is no host name", printable(value, 60))
	default:
		for _, have := range p.MX {
			if have == pattern {
				p.note(Info, "mta-sts-policy-duplicate", n, line, pos, "the pattern %q is there twice", pattern)
				return
			}
		}
		p.MX = append(p.MX, pattern)
		return
	}
	p.Problems[len(p.Problems)-1].ID = "mta-sts-mx-invalid"
}

// complete tells what is missing.
func (p *MTASTSPolicy) complete(seen map[string]bool, patterns int) {
	missing := func(key string) {
		p.Valid = false
		p.Problems = append(p.Problems, finding(Fail, "mta-sts-policy-invalid", fmt.Sprintf("the policy has no %q", key)))
	}
	for _, key := range []string{"version", "mode", "max_age"} {
		if !seen[key] {
			missing(key)
		}
	}
	if patterns == 0 && !seen["mx"] && (p.Mode == MTASTSEnforce || p.Mode == MTASTSTesting) {
		missing("mx")
	}
}

// Match gives the pattern that a mail host fits, RFC 8461 section 4.1: the same
// name, or one that differs from a "*." pattern in its first label alone.
func (p *MTASTSPolicy) Match(host string) (pattern string, ok bool) {
	host = canonical(host)
	for _, pattern := range p.MX {
		if host == pattern {
			return pattern, true
		}
		parent, found := strings.CutPrefix(pattern, "*.")
		first, rest, _ := strings.Cut(host, ".")
		if found && first != "" && rest == parent {
			return pattern, true
		}
	}
	return "", false
}
