package check

import (
	"bytes"
	"context"
	"fmt"
	"slices"
)

// DKIMKeys gives the keys that the signatures of a message name, each once, in
// the order of its header: d= and s= as they are written, also where they are
// missing.
func DKIMKeys(m SignedMessage) []DKIMQuery {
	fields, _ := splitHeader(bytes.TrimLeft(m.Text, "\r\n"))
	var keys []DKIMQuery
	for _, f := range fields {
		if f.name != "dkim-signature" || len(keys) >= maxSignatures {
			continue
		}
		s := parseDKIMSig(f)
		if q := (DKIMQuery{Domain: s.domain, Selector: s.selector}); !slices.Contains(keys, q) {
			keys = append(keys, q)
		}
	}
	return keys
}

// DKIMSigned looks at a key as [DKIM] does, and takes in what became of the
// signatures of a message under it, of those that [VerifySigned] gave. A key that
// has no domain or no selector is not looked at.
func DKIMSigned(ctx context.Context, r Resolver, q DKIMQuery, sigs []DKIMSignature) Result {
	res := Result{Check: "dkim", Target: "a signature that names no key", Data: newDKIMData(q.Selector), Status: Pass}
	if q.Domain != "" && q.Selector != "" {
		res = DKIM(ctx, r, q)
	}
	data, keyFails := res.Data.(*DKIMData), res.Status == Fail
	for _, s := range sigs {
		if s.Domain != q.Domain || s.Selector != q.Selector {
			of, ofErr := dkimKeyName(s.Selector, s.Domain)
			if name, err := dkimKeyName(q.Selector, q.Domain); err != nil || ofErr != nil || of != name {
				continue
			}
		}
		data.Signatures = append(data.Signatures, s)
		if f, ok := s.finding(); ok && !(keyFails && s.Result == DKIMPermerror) {
			res.Findings = append(res.Findings, f)
		}
		res.Findings = append(res.Findings, s.Findings...)
	}
	if res.Status != Unknown {
		res.Status = worst(res.Findings)
	}
	return res
}

// finding tells of a signature that is not verified.
func (s *DKIMSignature) finding() (Finding, bool) {
	text := fmt.Sprintf("the signature of %s (%s): %s", printable(s.Domain, 80), printable(s.Selector, 80), s.Reason)
	switch {
	case s.Change == DKIMExpired:
		return finding(Fail, "dkim-signature-expired", text), true
	case s.Result == DKIMFail, s.Result == DKIMPermerror:
		return finding(Fail, "dkim-signature-invalid", text), true
	case s.Result == DKIMNeutral:
		return finding(Info, "dkim-signature-unverified", text), true
	case s.Result == DKIMTemperror:
		return finding(Unknown, "dkim-dns-failure", text), true
	}
	return Finding{}, false
}
