package check

// The findings of the check SPF.
const (
	SPFDomainInvalid   = "spf-domain-invalid"   // no domain that check_host can ask for
	SPFDomainMissing   = "spf-domain-missing"   // the domain does not exist
	SPFMissing         = "spf-missing"          // no SPF record
	SPFNotRecognised   = "spf-not-recognised"   // a TXT record that only looks like one
	SPFMultipleRecords = "spf-multiple-records" // more than one
	SPFSyntax          = "spf-syntax"           // a syntax error, anywhere in the record
	SPFTooManyLookups  = "spf-too-many-lookups" // more than RFC 7208 section 4.6.4 allows
	SPFVoidLookups     = "spf-void-lookups"     // a lookup that finds nothing
	SPFIncludeBroken   = "spf-include-broken"   // an include or redirect that leads to no usable record
	SPFIncludeLoop     = "spf-include-loop"     // a record that includes itself
	SPFDNSFailure      = "spf-dns-failure"      // a lookup got no answer
	SPFTreeCut         = "spf-tree-cut"         // too much is included to look at all of it
	SPFNotFlattened    = "spf-not-flattened"    // there is no equivalent record without lookups
	SPFPlusAll         = "spf-plus-all"         // every host in the world may send
	SPFNeutralAll      = "spf-neutral-all"      // "?all"
	SPFNoAll           = "spf-no-all"           // the record says nothing of other hosts
	SPFAfterAll        = "spf-after-all"        // a term that "all" keeps from being looked at
	SPFUnknownModifier = "spf-unknown-modifier" // "include=" and the like, which do nothing
	SPFJoinedRecords   = "spf-joined-records"   // two records in one
	SPFDuplicateTerm   = "spf-duplicate-term"   // a term or network that is there twice
	SPFHostBits        = "spf-host-bits"        // bits behind the prefix of a network
	SPFWideNetwork     = "spf-wide-network"     // more addresses than a sender has
	SPFPrivateNetwork  = "spf-private-network"  // addresses that no receiver sees
	SPFUsesPTR         = "spf-ptr"              // the mechanism ptr, RFC 7208 section 5.5
	SPFUsesMacro       = "spf-macro"            // a term that depends on the message
	SPFRecordLong      = "spf-record-long"      // too long to get through everywhere
	SPFExpBroken       = "spf-exp-broken"       // an explanation that no receiver will give
	SPFTypeSPF         = "spf-type-99"          // the record type SPF, RFC 7208 section 3.1
	SPFSenderID        = "spf-sender-id"        // a record of Sender ID
	SPFParked          = "spf-parked"           // a domain without mail should say so
	SPFWildcard        = "spf-wildcard"         // the record is that of any name there
	SPFAlias           = "spf-cname"            // the record is reached through a CNAME
	SPFTTL             = "spf-ttl"              // kept very long
	SPFToPass          = "spf-to-pass"          // the record that would let the host pass

	// What check_host says of the host that was asked about.
	SPFHostPass     = "spf-pass"
	SPFHostFail     = "spf-fail"
	SPFHostSoftfail = "spf-softfail"
	SPFHostNeutral  = "spf-neutral"
)
