package diagnose

import "strings"

// claimsSPFTrouble reports whether the refusal says that SPF could not be
// evaluated, RFC 7372 section 3.2.
func (w *weighing) claimsSPFTrouble() bool {
	text := w.text()
	return strings.Contains(text, "temperror") || strings.Contains(text, "temporary error") || strings.Contains(text, "dns") ||
		strings.Contains(text, "validation error") || strings.Contains(text, "lookup") || strings.Contains(text, "temporar") ||
		w.r.Status.Class == 4 || w.r.Reply/100 == 4 // a sender that is not allowed is refused for good
}

// claimsSPFLookup reports whether the refusal says that a lookup for SPF failed,
// and not that the record is wrong.
func (w *weighing) claimsSPFLookup() bool {
	if w.claimsSPFRecord() {
		return false
	}
	for _, words := range []string{"temperror", "temporary error", "transient error", "dns lookup", "dns error", "dns failure", "dns timeout", "timed out", "lookup failed", "lookup for spf failed", "lookup failure", "lookup error", "failed temporarily", "temporarily unable", "temporary dns"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return w.r.Status.Class == 4 && w.r.Status.Detail == 24
}

// claimsSPFRecord reports whether the refusal says that the record can't be
// evaluated, RFC 7208 section 2.6.7.
func (w *weighing) claimsSPFRecord() bool {
	for _, words := range []string{"permerror", "perm error", "permanent error", "syntax", "spf record invalid", "spf record is invalid", "invalid spf", "malformed", "multiple spf", "more than one spf", "two spf", "more than one v=spf1"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return w.claimsSPFLimit()
}

// claimsNoSPF reports whether the refusal says that there is no SPF record.
func (w *weighing) claimsNoSPF() bool {
	for _, words := range []string{"no spf", "missing spf", "without spf", "without an spf", "lacks spf", "lacks an spf", "not have an spf", "not have spf", "spf record not found", "spf record missing", "spf record is missing", "not publish an spf", "not publish spf", "spf none", "spf=none"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return false
}

// claimsSPFLimit reports whether the refusal says that SPF costs too many
// lookups, RFC 7208 section 4.6.4.
func (w *weighing) claimsSPFLimit() bool {
	if !strings.Contains(w.text(), "lookup") && !strings.Contains(w.text(), "look-up") && !strings.Contains(w.text(), "dns quer") {
		return false
	}
	for _, words := range []string{"too many", "limit", "more than", "exceed", "maximum"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return false
}

// claimedSPFCause is what a refusal says is wrong with the record.
func (w *weighing) claimedSPFCause() Cause {
	switch {
	case w.claimsSPFLimit() && strings.Contains(w.text(), "void"):
		return SPFVoidLookups
	case w.claimsSPFLimit():
		return SPFTooManyLookups
	case strings.Contains(w.text(), "multiple") || strings.Contains(w.text(), "two ") || strings.Contains(w.text(), "more than one"):
		return SPFMultipleRecords
	}
	return SPFSyntax
}
