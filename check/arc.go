package check

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// An ARCResult is the outcome of validating the ARC chain of a message, RFC 8617
// section 5.2.
type ARCResult struct {
	// Result is "none" without a chain, "pass" or "fail"; DKIMTemperror where a
	// key could not be looked up, and DKIMNeutral where the body that the newest
	// signature is over is not there.
	Result string `json:"result"`
	Reason string `json:"reason"`
	// Sets counts the sets, and Failed is the instance that Reason is about, 0
	// where it is about none.
	Sets   int `json:"sets"`
	Failed int `json:"failed"`
	// Sealers are the domains of the seals, the first one first.
	Sealers []string `json:"sealers"`
}

// maxARCSets bounds the sets that are validated. RFC 8617 section 5.1 allows 50;
// chains of more than a few are made to cost.
const maxARCSets = 20

// An arcSet is the fields of one instance, RFC 8617 section 4.2.
type arcSet struct {
	results, signature, seal signedField
	count                    [3]int
}

// arcNames are the fields of a set, in the order in which they are sealed.
var arcNames = [3]string{"arc-authentication-results", "arc-message-signature", "arc-seal"}

// VerifyARC validates the ARC chain of a message: the seals of all sets, and the
// newest signature (RFC 8617 section 5.2). Line ends may be LF or CRLF.
func VerifyARC(ctx context.Context, r Resolver, m SignedMessage) ARCResult {
	fields, body := splitHeader(m.Text)
	sets, problem := arcSets(fields)
	res := ARCResult{Result: "none", Sets: len(sets), Sealers: []string{}}
	if len(sets) == 0 && problem == "" {
		return res
	}
	c := &arcChain{sets: sets, fields: fields, body: body, extent: m.Extent, res: &res}
	if problem == "" {
		c.parse()
		problem = c.structure()
	}
	if problem != "" {
		res.Result, res.Reason = DKIMFail, problem
		return res
	}
	c.lookUp(ctx, newAsker(r, 2*maxARCSets))
	c.validate()
	return res
}

// arcSets gathers the sets by their instances.
func arcSets(fields []signedField) (sets []arcSet, problem string) {
	for _, f := range fields {
		kind := -1
		for k, name := range arcNames {
			if f.name == name {
				kind = k
			}
		}
		if kind < 0 {
			continue
		}
		n := arcInstance(f)
		switch {
		case n == 0:
			return sets, fmt.Sprintf("a field %s has no instance that can be read", f.name)
		case n > maxARCSets:
			return sets, fmt.Sprintf("there are more than %d ARC sets", maxARCSets)
		}
		for len(sets) < n {
			sets = append(sets, arcSet{})
		}
		s := &sets[n-1]
		s.count[kind]++
		*[...]*signedField{&s.results, &s.signature, &s.seal}[kind] = f
	}
	return sets, ""
}

// arcInstance gives the i= of a field of a set, 0 where there is none.
func arcInstance(f signedField) int {
	value := f.value()
	if f.name == arcNames[0] {
		value, _, _ = strings.Cut(value, ";")
	}
	tags, _ := ParseTags(value)
	n, err := strconv.Atoi(tagValue(tags, "i"))
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// An arcChain is the validating of one chain.
type arcChain struct {
	sets       []arcSet
	fields     []signedField
	body       []byte
	extent     Extent
	res        *ARCResult
	seals      []*dkimSig // of each set
	newest     *dkimSig
	sealKeys   []arcKey
	newestKeys arcKey
}

// An arcKey is what was found in the place of a key.
type arcKey struct {
	answer Answer
	keys   []*dkimKey
}

// parse reads the seals and the newest signature.
func (c *arcChain) parse() {
	for _, set := range c.sets {
		seal := parseARC(set.seal)
		seal.header = canonRelaxed
		c.seals = append(c.seals, seal)
		c.res.Sealers = append(c.res.Sealers, seal.domain)
	}
	c.newest = parseARC(c.sets[len(c.sets)-1].signature)
	c.newest.readBody()
}

// parseARC reads what a seal and a signature share with a DKIM-Signature: RFC
// 8617 sections 4.1.2 and 4.1.3.
func parseARC(f signedField) *dkimSig {
	s := &dkimSig{field: f, header: canonSimple, body: canonSimple, length: -1}
	s.tags, _ = ParseTags(f.value())
	d, _ := s.tag("d")
	sel, _ := s.tag("s")
	s.domain, s.selector = lowerASCII(strings.TrimSuffix(d, ".")), lowerASCII(strings.TrimSuffix(sel, "."))
	s.identity = "@" + s.domain // i= is the instance here
	for _, name := range []string{"a", "b", "d", "s"} {
		if v, ok := s.tag(name); !ok || v == "" {
			s.refuse("the tag %q is missing", name)
		}
	}
	if t, ok := doubleTag(s.tags); ok {
		s.refuse("the tag %q is there twice", t.Name)
	}
	s.readAlgorithm()
	var err error
	if s.sig, err = decode64(tagValue(s.tags, "b")); err != nil {
		s.refuse(`"b" is no valid base64`)
	}
	return s
}

// readBody reads what only a signature has.
func (s *dkimSig) readBody() {
	s.names = strings.Split(lowerASCII(bare(tagValue(s.tags, "h"))), ":")
	s.names = s.names[:min(len(s.names), maxSignedNames)]
	var err error
	if s.bodyHash, err = decode64(tagValue(s.tags, "bh")); err != nil || len(s.bodyHash) == 0 {
		s.refuse(`"bh" is missing, or no valid base64`)
	}
	for _, name := range s.names {
		if name == arcNames[2] {
			s.refuse("it covers an ARC-Seal, which no signature may (RFC 8617 section 4.1.2)")
		}
	}
	s.readLimits()
}

// structure says what is wrong with the chain before any key is known: RFC 8617
// section 5.2 steps 2 and 3.
func (c *arcChain) structure() string {
	n := len(c.sets)
	if tagValue(c.seals[n-1].tags, "cv") == "fail" {
		c.res.Failed = n
		return fmt.Sprintf("%s found the chain broken when it sealed it (set %d)", c.seals[n-1].domain, n)
	}
	for i := range c.sets {
		c.res.Failed = i + 1
		want := "pass"
		if i == 0 {
			want = "none"
		}
		switch cv := lowerASCII(tagValue(c.seals[i].tags, "cv")); {
		case c.sets[i].count != [3]int{1, 1, 1}:
			return fmt.Sprintf("set %d does not have each of its three fields once", i+1)
		case cv != want:
			return fmt.Sprintf("the seal of set %d says cv=%s, and must say %s", i+1, printable(cv, 20), want)
		case c.seals[i].err != nil:
			return fmt.Sprintf("the seal of set %d: %v", i+1, c.seals[i].err)
		case tagValue(c.seals[i].tags, "h") != "":
			return fmt.Sprintf("the seal of set %d has the tag h, which no seal may", i+1)
		}
	}
	if c.newest.err != nil {
		return fmt.Sprintf("the signature of set %d: %v", n, c.newest.err)
	}
	c.res.Failed = 0
	return ""
}

// lookUp asks for all keys at once.
func (c *arcChain) lookUp(ctx context.Context, ask *asker) {
	sigs := append([]*dkimSig{c.newest}, c.seals...)
	questions := make([]askFor, len(sigs))
	for i, s := range sigs {
		name, err := s.keyName()
		if err != nil {
			name = "invalid." // RFC 6761: does not exist
		}
		questions[i] = askFor{escapeName(name), dns.TypeTXT}
	}
	keys := make([]arcKey, len(sigs))
	for i, a := range ask.all(ctx, questions) {
		keys[i] = arcKey{a, dkimKeysIn(txtTexts(a))}
	}
	c.newestKeys, c.sealKeys = keys[0], keys[1:]
}

// validate verifies the newest signature and then the seals, the newest first:
// RFC 8617 section 5.2 steps 4 and 6.
func (c *arcChain) validate() {
	n := len(c.sets)
	if !c.holds(c.newest, c.newestKeys, n, "signature", c.newest.headerDigest(c.fields)) {
		return
	}
	if c.extent != HeaderOnly {
		body := hashBody(c.newest.body, c.body, c.newest.length)
		if !bytes.Equal(body.sum[:], c.newest.bodyHash) || c.newest.length > body.total {
			c.fail(DKIMFail, n, fmt.Sprintf("the body was changed after set %d: its hash is another", n))
			return
		}
	}
	for i := n; i > 0; i-- {
		if !c.holds(c.seals[i-1], c.sealKeys[i-1], i, "seal", c.sealDigest(i)) {
			return
		}
	}
	if c.extent == HeaderOnly {
		c.fail(DKIMNeutral, 0, "the header is as it was sealed; the body is not there")
		return
	}
	c.res.Result = "pass"
}

func (c *arcChain) fail(result string, instance int, reason string) {
	c.res.Result, c.res.Failed, c.res.Reason = result, instance, reason
}

// holds reports whether a seal or signature is valid under its key.
func (c *arcChain) holds(s *dkimSig, k arcKey, instance int, what string, digest [sha256.Size]byte) bool {
	what = fmt.Sprintf("the %s of set %d, by %s", what, instance, printable(s.domain, 80))
	switch {
	case !k.answer.Outcome.Known():
		c.fail(DKIMTemperror, instance, fmt.Sprintf("%s: the key could not be looked up: %s", what, why(k.answer)))
		return false
	case k.answer.Outcome.Absent():
		c.fail(DKIMFail, instance, fmt.Sprintf("%s: there is no key at %s (%s)", what, k.answer.Name, k.answer.Outcome))
		return false
	}
	keys, problem := s.fitting(k.keys)
	if len(keys) == 0 {
		c.fail(DKIMFail, instance, what+": "+problem)
		return false
	}
	for _, key := range keys {
		if verifyDigest(key.pub, digest, s.sig) {
			return true
		}
	}
	c.fail(DKIMFail, instance, what+" is not valid: what it covers was changed, or the key was")
	return false
}

// sealDigest gives the hash that the seal of a set signs: all fields of the sets
// up to it in their order, in relaxed form, its own without b= (RFC 8617 section
// 5.1.1).
func (c *arcChain) sealDigest(instance int) [sha256.Size]byte {
	var b []byte
	for i, set := range c.sets[:instance] {
		b = append(canonRelaxed.appendField(b, set.results.raw), "\r\n"...)
		b = append(canonRelaxed.appendField(b, set.signature.raw), "\r\n"...)
		if i < instance-1 {
			b = append(canonRelaxed.appendField(b, set.seal.raw), "\r\n"...)
		}
	}
	return sha256.Sum256(c.seals[instance-1].appendUnsigned(b))
}
