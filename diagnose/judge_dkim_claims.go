package diagnose

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// saysAny reports whether the refusal has one of the words.
func (w *weighing) saysAny(words ...string) bool {
	for _, s := range words {
		if strings.Contains(w.text(), s) {
			return true
		}
	}
	return false
}

// claimedKey is what the refusal says is wrong with a DKIM key: that there is
// none, that it is revoked or that it can't be read; "" where it says nothing.
func (w *weighing) claimedKey() Cause {
	switch {
	case !w.saysAny("key", "selector"):
		return ""
	case w.saysAny("revoked", "withdrawn"):
		return DKIMKeyRevoked
	case w.saysAny("invalid key", "bad key", "key invalid", "key is invalid", "key syntax", "syntax error in", "malformed key", "malformed public key", "invalid public key", "bad public key", "unusable key"):
		return DKIMKeyInvalid
	case w.saysAny("no key", "no public key", "no dkim key", "no selector", "not found", "not be found", "not exist", "not published", "retriev", "lookup", "look up", "fetch", "key is not", "key record not", "unavailable", "missing"):
		return DKIMKeyMissing
	}
	return ""
}

// keyClaimed is for a refusal that complains about a key where none is in
// disorder now, or where that can't be told.
func (w *weighing) keyClaimed(s dsn.Signature, found bool) Verdict {
	name := s.Selector + "._domainkey." + s.Domain
	v := Verdict{Cause: w.claimedKey(), Confidence: Likely, Summary: fmt.Sprintf("No DKIM key was found at %s.", name),
		Fix: []Fix{{Text: "See whether the key is published, from outside of your own network: ndr check dkim " + s.Domain + " --selector " + s.Selector}}}
	if v.Cause != DKIMKeyMissing {
		v.Summary = fmt.Sprintf("The bounce says that the DKIM key at %s can't be used.", name)
	}
	if res := w.rs.get("dkim", Target{Domain: s.Domain, Selector: s.Selector}); !found && res != nil && res.Status == check.Unknown {
		v.Evidence = []Evidence{evidence(res, "")}
		v.Fix = []Fix{{Text: "Have the name servers mended that fail: the look-up of " + name + " gets no answer. Look at the delegation of " + s.Domain + " and at DNSSEC. Mail that waits goes through when they answer."}}
	}
	if found {
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce says that there is no DKIM key at %s, but there is one now.", name)
		if v.Cause != DKIMKeyMissing {
			v.Summary = fmt.Sprintf("The bounce says that the DKIM key at %s can't be used, but it is in order now.", name)
		}
		v.Evidence = []Evidence{{Check: "dkim", Target: name, Detail: "the key is published and in order"}}
		v.Fix = []Fix{{Text: "Send again: the key may be new, and old answers end with their time to live."}}
	}
	return v
}

// claimsWeakKey reports whether the refusal says that a DKIM key is too short.
func (w *weighing) claimsWeakKey() bool {
	return strings.Contains(w.text(), "key") && w.saysAny("too short", "key length", "key size", "weak", "insecure", "too small", "-bit", " bits", " bit ")
}

// enoughBits is the length of an RSA key that no receiver calls short, RFC 8301
// section 3.2.
const enoughBits = 2048

// weakClaimed is for a refusal that finds a key too short which most receivers
// still take.
func (w *weighing) weakClaimed(s dsn.Signature) Verdict {
	name := s.Selector + "._domainkey." + s.Domain
	v := Verdict{Cause: DKIMKeyWeak, Confidence: Likely, Summary: fmt.Sprintf("The DKIM key at %s is too short for the receiver.", name),
		Fix: []Fix{{Text: "Make a new key of 2048 bits under a new selector, publish it, then sign with it."}}}
	res := w.rs.get("dkim", Target{Domain: s.Domain, Selector: s.Selector})
	if res == nil {
		return v
	}
	data, _ := res.Data.(*check.DKIMData)
	if data == nil || data.Bits == 0 || data.KeyType != "rsa" {
		return v
	}
	v.Confidence = Confirmed
	v.Evidence = []Evidence{{Check: "dkim", Target: name, Detail: fmt.Sprintf("the key has %d bits", data.Bits), Record: data.Record}}
	if data.Bits >= enoughBits {
		v.Confidence, v.Summary = Refuted, fmt.Sprintf("The bounce says that the DKIM key at %s is too short, but it has %d bits now.", name, data.Bits)
		v.Fix = []Fix{{Text: "Send again: the key may be new, and old answers end with their time to live."}}
	}
	return v
}

// signatureRefuted is for a signature that is in order.
func (w *weighing) signatureRefuted(s dsn.Signature) Verdict {
	v := Verdict{Cause: DKIMSignatureInvalid, Confidence: Refuted, Who: Receiver,
		Summary:  fmt.Sprintf("The bounce says that the signature of %s failed, but that of the returned message verifies.", s.Domain),
		Evidence: []Evidence{{Check: "dkim", Target: s.Selector + "._domainkey." + s.Domain, Detail: "the signature of the returned message verifies under the published key"}},
		Fix:      []Fix{{Text: "Send again. If it is refused again, something between the two systems changes the message: a forwarder, a list, a gateway."}}}
	switch {
	case w.authClaims().dmarc || w.authClaims().spf:
	case w.saysAny("not signed", "unsigned", "no dkim signature", "missing dkim signature", "without a dkim signature", "without dkim signature"):
		v.Cause = DKIMNotSigned
		v.Summary = fmt.Sprintf("The bounce says that there is no DKIM signature, but the returned message has one of %s, which verifies.", s.Domain)
	case w.saysAny("expired"):
		v.Cause = DKIMSignatureExpired
		v.Summary = fmt.Sprintf("The bounce says that the signature of %s had expired, but that of the returned message was valid at its time.", s.Domain)
	}
	return v
}
