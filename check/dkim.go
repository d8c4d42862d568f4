package check

import "context"

// A DKIMQuery names a DKIM key.
type DKIMQuery struct {
	Domain   string
	Selector string
}

// DKIMData is the Data of a Result of [DKIM].
type DKIMData struct {
	Selector string `json:"selector"`
	// KeyType is "rsa", "ed25519" or what the record says; Bits is the size of
	// the key, 0 where it can't be read.
	KeyType string `json:"key_type"`
	Bits    int    `json:"bits"`
	// Record is the key record as published.
	Record string `json:"record"`
	// Repaired is a record of the same key with the damage undone, empty where
	// there is none or where it can't be undone.
	Repaired string `json:"repaired"`
	// Signatures are those of a message, empty where none was given.
	Signatures []DKIMSignature `json:"signatures"`
}

// A DKIMSignature is what became of one signature of a message.
type DKIMSignature struct {
	Domain   string `json:"domain"`
	Selector string `json:"selector"`
	Result   string `json:"result"`
	Reason   string `json:"reason"`
}

// DKIM looks at the key that a domain publishes for a selector (RFC 6376
// section 3.6). The Result's Data is a *DKIMData.
func DKIM(ctx context.Context, r Resolver, q DKIMQuery) Result {
	return Result{Check: "dkim", Target: q.Selector + "._domainkey." + q.Domain, Status: Unknown, Data: &DKIMData{}}
}
