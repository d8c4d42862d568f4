package checktest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// defaultTTL is that of records without one, in seconds; maxRecords bounds those
// of a file, which $GENERATE could make without end.
const (
	defaultTTL = 3600
	maxRecords = 1_000_000
)

// Parse reads a master file whose origin is the root. The error names the line
// and what is wrong there. $INCLUDE is refused.
func Parse(r io.Reader) (*Zone, error) { return parse(r, "zone") }

// ParseString is Parse for a text.
func ParseString(s string) (*Zone, error) { return Parse(strings.NewReader(s)) }

// ParseFile is Parse for a file, which errors also name.
func ParseFile(file string) (*Zone, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("checktest: %w", err)
	}
	defer f.Close()
	return parse(f, file)
}

func parse(r io.Reader, file string) (*Zone, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("checktest: %s: %w", file, err)
	}
	z := &Zone{nodes: map[string]node{}, failures: map[question]check.Outcome{}}
	for _, c := range comments(text) {
		if err := z.steer(c.text); err != nil {
			return nil, fmt.Errorf("checktest: %s: line %d: %w", file, c.line, err)
		}
	}
	zp := dns.NewZoneParser(bytes.NewReader(text), ".", "")
	zp.SetDefaultTTL(defaultTTL)
	records := 0
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		if records++; records > maxRecords {
			return nil, fmt.Errorf("checktest: %s: more than %d records", file, maxRecords)
		}
		z.add(rr)
	}
	if err := zp.Err(); err != nil {
		return nil, fmt.Errorf("checktest: %s: %w", file, err)
	}
	return z, nil
}

// add puts rr in, and makes the names above it exist.
func (z *Zone) add(rr dns.RR) {
	name := canonical(rr.Header().Name)
	for n, more := name, true; more; n, more = parent(n) {
		if z.nodes[n] != nil {
			break
		}
		z.nodes[n] = node{}
	}
	t := rr.Header().Rrtype
	z.nodes[name][t] = append(z.nodes[name][t], rr)
}

// A comment is the text after a ";" and the line that it stands on.
type comment struct {
	line int
	text string
}

// comments gives the comments of a master file, which quoted strings and
// escapes may keep a ";" from beginning.
func comments(text []byte) []comment {
	var all []comment
	line, quoted := 1, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			line++
		case c == '\\' && i+1 < len(text) && text[i+1] != '\n':
			i++
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			end := bytes.IndexByte(text[i:], '\n')
			if end < 0 {
				end = len(text) - i
			}
			all = append(all, comment{line, string(text[i+1 : i+end])})
			i += end - 1
		}
	}
	return all
}

// steer carries out a comment that is a directive, and passes over any other.
func (z *Zone) steer(text string) error {
	directive, _, _ := strings.Cut(text, ";")
	words := strings.Fields(directive)
	if len(words) == 0 || words[0] != "ndr" || !strings.HasPrefix(text, "ndr") {
		return nil
	}
	switch {
	case len(words) == 3 && words[1] == "latency":
		d, err := time.ParseDuration(words[2])
		if err != nil || d < 0 {
			return fmt.Errorf("%q is no duration such as 50ms", words[2])
		}
		z.latency = d
		return nil
	case len(words) == 3 && words[1] == "secure":
		z.secure = append(z.secure, canonical(words[2]))
		return nil
	case len(words) >= 4 && len(words) <= 5 && words[1] == "fail":
		return z.steerFailure(words[2], words[3:])
	}
	return fmt.Errorf("\";%s\" is none of \";ndr latency D\", \";ndr secure NAME\" and \";ndr fail NAME [TYPE] servfail|timeout|refused\"", strings.TrimSpace(text))
}

// steerFailure reads "[TYPE] OUTCOME".
func (z *Zone) steerFailure(name string, words []string) error {
	q := question{canonical(name), dns.TypeANY}
	if len(words) == 2 {
		t, ok := dns.StringToType[strings.ToUpper(words[0])]
		if !ok {
			return fmt.Errorf("%q is no record type", words[0])
		}
		q.qtype = t
	}
	o, ok := outcome(words[len(words)-1])
	if !ok {
		return fmt.Errorf("%q is none of servfail, timeout, refused, unreachable and bogus", words[len(words)-1])
	}
	z.failures[q] = o
	return nil
}

func outcome(word string) (check.Outcome, bool) {
	switch strings.ToLower(word) {
	case "servfail":
		return check.ServFail, true
	case "timeout":
		return check.Timeout, true
	case "refused":
		return check.Refused, true
	case "unreachable":
		return check.Unreachable, true
	case "bogus":
		return check.Bogus, true
	}
	return 0, false
}

// canonical gives a name as the zone keeps it: in lower case, without the
// final dot, each odd character escaped in one way: "a\032b" is "a\ b".
func canonical(name string) string {
	name = dns.CanonicalName(name)
	if strings.IndexByte(name, '\\') >= 0 {
		var wire [256]byte
		if _, err := dns.PackDomainName(name, wire[:], 0, nil, false); err == nil {
			if same, _, err := dns.UnpackDomainName(wire[:], 0); err == nil {
				name = dns.CanonicalName(same)
			}
		}
	}
	return name[:len(name)-1]
}

// parent gives the name one label up, down to the root, which is "".
func parent(name string) (string, bool) {
	if name == "" {
		return "", false
	}
	next, end := dns.NextLabel(name, 0)
	if end {
		return "", true
	}
	return name[next:], true
}
