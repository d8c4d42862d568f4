package check

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// The results of an ARC chain, RFC 8617 section 4.4. ARCUnknown is for a chain
// that could not be verified: a key could not be looked up, or the message is not
// all there.
const (
	ARCNone    = "none"
	ARCPass    = "pass"
	ARCFail    = "fail"
	ARCUnknown = "unknown"
)

// An ARCChain is what became of the ARC sets of a message.
type ARCChain struct {
	Result string `json:"result"`
	Reason string `json:"reason"`
	// Sets are the sets of the message, the oldest first; those of a chain with
	// a fault in its structure as far as they can be told.
	Sets []ARCSet `json:"sets"`
}

// An ARCSet is what one system has added, RFC 8617 section 4.2.
type ARCSet struct {
	Instance int `json:"instance"`
	// Domain and Selector are those of the seal, CV is what it says of the chain
	// before it: "none", "pass" or "fail".
	Domain   string `json:"domain"`
	Selector string `json:"selector"`
	CV       string `json:"cv"`
	// Results are the authentication results that the system states, the value of
	// its ARC-Authentication-Results field.
	Results string `json:"results"`
	// Message and Seal are what became of the two signatures: "pass", "fail",
	// "unknown", or "" where it was not looked at. That of an older message
	// signature fails as soon as a later system has changed the message.
	Message string `json:"message"`
	Seal    string `json:"seal"`

	results, message, seal *dkimSig
}

// maxARC is the most sets that a chain may have (RFC 8617 section 5.1.1.1).
const maxARC = 50

// ARC verifies the ARC chain of a message, RFC 8617 section 5.2: its structure,
// the newest message signature, and all seals.
func ARC(ctx context.Context, r Resolver, m SignedMessage) *ARCChain {
	fields, body := splitHeader(m.Text)
	c := &ARCChain{Result: ARCNone, Sets: []ARCSet{}}
	if !c.collect(fields) || len(c.Sets) == 0 {
		return c
	}
	v := &arcVerifier{chain: c, fields: fields, ask: newAsker(r, 2*maxARC), m: m}
	v.body = dkimVerifier{SignedMessage: m, fields: fields, body: body, bodies: map[bodyForm]bodySum{}}
	v.lookUp(ctx)
	v.verify()
	return c
}

// fail ends the judging of a chain.
func (c *ARCChain) fail(format string, args ...any) bool {
	c.Result, c.Reason = ARCFail, fmt.Sprintf(format, args...)
	return false
}

// collect sorts the fields into sets and reports whether their structure is
// sound.
func (c *ARCChain) collect(fields []signedField) bool {
	sets := map[int]*ARCSet{}
	most := 0
	for _, f := range fields {
		if !strings.HasPrefix(f.name, "arc-") {
			continue
		}
		s := parseARC(f)
		slot, instance := s.slot()
		if slot == nil {
			continue
		}
		if instance < 1 || instance > maxARC {
			return c.fail("an %s field has no instance (i=) from 1 to %d", f.shownName(), maxARC)
		}
		if sets[instance] == nil {
			sets[instance] = &ARCSet{Instance: instance}
			most = max(most, instance)
		}
		if *slot(sets[instance]) != nil {
			return c.fail("set %d has two %s fields", instance, f.shownName())
		}
		*slot(sets[instance]) = s
	}
	for i := 1; i <= most; i++ {
		set := sets[i]
		if set == nil || set.results == nil || set.message == nil || set.seal == nil {
			return c.fail("set %d of %d is not complete", i, most)
		}
		set.Domain, set.Selector = set.seal.domain, set.seal.selector
		set.CV, _ = set.seal.tag("cv")
		_, set.Results, _ = strings.Cut(string(appendReduced(nil, set.results.field.value())), ";")
		set.Results = printable(strings.TrimSpace(set.Results), 2000)
		c.Sets = append(c.Sets, *set)
	}
	return c.consistent()
}

// shownName gives the name of a field as it is written.
func (f signedField) shownName() string {
	name, _, _ := strings.Cut(f.raw, ":")
	return printable(strings.TrimSpace(name), 40)
}

// consistent holds what the sets say of the chain before them to what it is.
func (c *ARCChain) consistent() bool {
	for i := len(c.Sets) - 1; i >= 0; i-- {
		s := &c.Sets[i]
		switch {
		case s.CV == "fail":
			return c.fail("set %d, by %s, says that the chain had failed before it (cv=fail)", s.Instance, s.Domain)
		case s.Instance == 1 && s.CV != "none", s.Instance > 1 && s.CV != "pass":
			return c.fail("set %d says cv=%s, which it can't", s.Instance, printable(s.CV, 20))
		case s.seal.err != nil:
			return c.fail("the seal of set %d: %s", s.Instance, s.seal.err)
		case s.message.err != nil:
			return c.fail("the message signature of set %d: %s", s.Instance, s.message.err)
		}
	}
	return true
}

// parseARC reads a field of an ARC set: a seal and a message signature are DKIM
// signatures but for their versions, instances and identities.
func parseARC(f signedField) *dkimSig {
	s := &dkimSig{field: f, header: canonSimple, body: canonSimple, length: -1}
	s.tags, _ = ParseTags(f.value())
	required := []string{"a", "b", "d", "s"}
	switch f.name {
	case "arc-seal":
		s.header = canonRelaxed
		if _, ok := s.tag("h"); ok {
			s.refuse("a seal has no h= (RFC 8617 section 4.1.3)")
		}
	case "arc-message-signature":
		required = append(required, "bh", "h")
	default:
		return s
	}
	for _, name := range required {
		if v, ok := s.tag(name); !ok || v == "" {
			s.refuse("the tag %q is missing", name)
		}
	}
	if t, ok := doubleTag(s.tags); ok {
		s.refuse("the tag %q is there twice", t.Name)
	}
	d, _ := s.tag("d")
	sel, _ := s.tag("s")
	s.domain, s.selector = lowerASCII(strings.TrimSuffix(d, ".")), lowerASCII(strings.TrimSuffix(sel, "."))
	s.readHashes()
	if f.name == "arc-message-signature" {
		s.names = strings.Split(lowerASCII(bare(tagValue(s.tags, "h"))), ":")
		s.names = s.names[:min(len(s.names), maxSignedNames)]
		if slices.Contains(s.names, "arc-seal") {
			s.refuse("it signs ARC-Seal fields, which it must not (RFC 8617 section 4.1.2)")
		}
		s.readLimits()
	}
	canon := s.header
	s.readAlgorithm()
	if f.name == "arc-seal" {
		s.header = canon
	}
	return s
}

// slot gives where in a set the field belongs, and the instance that it names.
func (s *dkimSig) slot() (func(*ARCSet) **dkimSig, int) {
	text, _ := s.tag("i")
	if s.field.name == "arc-authentication-results" {
		first, _, _ := strings.Cut(s.field.value(), ";")
		name, value, _ := strings.Cut(first, "=")
		if text = ""; bare(name) == "i" {
			text = bare(value)
		}
	}
	instance, err := strconv.Atoi(text)
	if err != nil {
		instance = 0
	}
	switch s.field.name {
	case "arc-seal":
		return func(set *ARCSet) **dkimSig { return &set.seal }, instance
	case "arc-message-signature":
		return func(set *ARCSet) **dkimSig { return &set.message }, instance
	case "arc-authentication-results":
		return func(set *ARCSet) **dkimSig { return &set.results }, instance
	}
	return nil, 0
}

// An arcVerifier is the verifying of a chain whose structure is sound.
type arcVerifier struct {
	chain  *ARCChain
	fields []signedField
	body   dkimVerifier
	m      SignedMessage
	ask    *asker
	// keys and answers are by the name of the key.
	keys map[string]Answer
}

// lookUp asks for all keys at once.
func (v *arcVerifier) lookUp(ctx context.Context) {
	var names []string
	var questions []askFor
	for i := range v.chain.Sets {
		for _, s := range []*dkimSig{v.chain.Sets[i].seal, v.chain.Sets[i].message} {
			if name, err := s.keyName(); err == nil && !slices.Contains(names, name) {
				names, questions = append(names, name), append(questions, askFor{escapeName(name), dns.TypeTXT})
			}
		}
	}
	v.keys = make(map[string]Answer, len(names))
	for i, a := range v.ask.all(ctx, questions) {
		v.keys[names[i]] = a
	}
}

// verify tries the newest message signature, then the seals, the newest first.
func (v *arcVerifier) verify() {
	sets := v.chain.Sets
	newest := &sets[len(sets)-1]
	open := ""
	for i := len(sets) - 1; i >= 0; i-- {
		sets[i].Message, _ = v.message(sets[i].message)
		var why string
		if sets[i].Seal, why = v.seal(i); sets[i].Seal == ARCFail {
			v.chain.fail("the seal of set %d, by %s, does not verify: %s", sets[i].Instance, sets[i].Domain, why)
			return
		} else if sets[i].Seal == ARCUnknown {
			open = why
		}
	}
	result, why := v.message(newest.message)
	switch {
	case result == ARCFail:
		v.chain.fail("the message is not as set %d, by %s, has signed it: %s", newest.Instance, newest.Domain, why)
	case open != "":
		v.chain.Result, v.chain.Reason = ARCUnknown, open
	case result == ARCUnknown:
		v.chain.Result, v.chain.Reason = ARCUnknown, why
	default:
		v.chain.Result = ARCPass
	}
}

// key gives the keys that a signature can be verified with; result is "unknown"
// or "fail" where there is none, for the reason why.
func (v *arcVerifier) key(s *dkimSig) (keys []*dkimKey, result, why string) {
	name, err := s.keyName()
	if err != nil {
		return nil, ARCFail, "its d= and s= make no domain name"
	}
	a := v.keys[name]
	switch {
	case !a.Outcome.Known():
		return nil, ARCUnknown, fmt.Sprintf("the key at %s could not be looked up", name)
	case a.Outcome.Absent():
		return nil, ARCFail, fmt.Sprintf("there is no key at %s (%s)", name, a.Outcome)
	}
	keys, why = s.fitting(dkimKeysIn(txtTexts(a)))
	if len(keys) == 0 {
		return nil, ARCFail, why
	}
	return keys, "", ""
}

// message verifies a message signature.
func (v *arcVerifier) message(s *dkimSig) (result, why string) {
	keys, result, why := v.key(s)
	if result != "" {
		return result, why
	}
	digest := s.headerDigest(v.fields)
	if !slices.ContainsFunc(keys, func(k *dkimKey) bool { return verifyDigest(k.pub, digest, s.sig) }) {
		return ARCFail, "a signed field was changed"
	}
	if v.m.Extent == HeaderOnly {
		return ARCUnknown, "the body did not come back"
	}
	sum := v.body.bodySum(s)
	switch {
	case bytes.Equal(sum.sum[:], s.bodyHash):
		return ARCPass, ""
	case v.m.Extent == CutMessage || looksCut(v.fields, v.body.body):
		return ARCUnknown, "the body is cut off"
	}
	return ARCFail, "the body was changed"
}

// seal verifies the seal of a set: over the fields of all sets up to it (RFC 8617
// section 5.1.1).
func (v *arcVerifier) seal(i int) (result, why string) {
	s := v.chain.Sets[i].seal
	keys, result, why := v.key(s)
	if result != "" {
		return result, why
	}
	var b []byte
	for j := range i + 1 {
		set := &v.chain.Sets[j]
		b = append(canonRelaxed.appendField(b, set.results.field.raw), "\r\n"...)
		b = append(canonRelaxed.appendField(b, set.message.field.raw), "\r\n"...)
		if j < i {
			b = append(canonRelaxed.appendField(b, set.seal.field.raw), "\r\n"...)
		}
	}
	digest := sha256.Sum256(s.appendUnsigned(b))
	if !slices.ContainsFunc(keys, func(k *dkimKey) bool { return verifyDigest(k.pub, digest, s.sig) }) {
		return ARCFail, "a field of the sets was changed"
	}
	return ARCPass, ""
}
