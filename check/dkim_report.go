package check

import (
	"context"
	"fmt"
)

// DKIMSigned looks at a key as [DKIM] does, and takes in what became of the
// signatures of a message under it, of those that [VerifySigned] gave.
func DKIMSigned(ctx context.Context, r Resolver, q DKIMQuery, sigs []DKIMSignature) Result {
	res := DKIM(ctx, r, q)
	data, keyFails := res.Data.(*DKIMData), res.Status == Fail
	name, err := dkimKeyName(q.Selector, q.Domain)
	for _, s := range sigs {
		if of, ofErr := dkimKeyName(s.Selector, s.Domain); err != nil || ofErr != nil || of != name {
			continue
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
