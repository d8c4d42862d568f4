// Package catalog knows what reply codes, enhanced status codes and the words
// of mail systems mean.
//
// A mail that cannot be delivered comes back with a reply of the system that
// refused it, such as
//
//	550-5.7.26 This mail has been blocked because the sender is unauthenticated.
//
// Classify says what it is about: a [Category], whether trying again can help,
// whether the address may be given up for it, whose words they are, an [Entry]
// that explains it (meaning, causes, what to do, who has to act, which checks
// can tell more), the rule and the words that decided, and what the words
// blame (blocklists, addresses, domains, delays, limits).
//
//	m := catalog.Builtin().Classify(catalog.Query{
//		Text:  `550 5.1.1 <jane@example.net>: Recipient address rejected: User unknown`,
//		Hosts: []string{"mx.example.net"},
//	})
//	fmt.Println(m.Category, m.Suppress) // user-unknown true
//
// # How it decides
//
// The words of the refusing system come first, then its codes. In this order:
//
//  1. the user's own rules ([Catalog.With]);
//  2. an entry of the provider whose reply it is, which is recognised by the
//     text's own signature and by Query.Hosts;
//  3. a token that one provider alone writes ("S3140", "OFR_506");
//  4. an entry of an MTA or a blocklist, the longest match first, unless a
//     phrase says more;
//  5. a phrase, in any of 24 languages. Where phrases of several categories
//     match, a phrase that holds the words of another wins over it, then the
//     order of the categories decides;
//  6. a blocklist that the text names;
//  7. weak entries of the provider, then words around the reply itself, then
//     weak entries of others and weak phrases;
//  8. the enhanced code, then the reply code.
//
// From the fifth on, the vote of the single words (data/README.md) decides
// instead where it leads far enough: the less the rule or code says, the less is
// needed.
//
// Only the refusal itself decides: a reply that another system has wrapped
// ("host mx.example.net said: 550 ...") is peeled first, and addresses, host
// names, URLs and paths in it are not its words; a relay named
// mx10.spamfilter.example says nothing about spam. What stands in quotation
// marks or in a condition ("if you think that this is spam") counts only where
// nothing else does, and a negated phrase ("not listed") not at all.
//
// A temporary code makes the failure temporary whatever the words say, and so
// does the action "delayed". [Match.Suppress] is set only for permanent
// failures that are about the address itself, and never for a bare 550 or
// 5.0.0.
//
// # The data
//
// Everything known is in the text files under data, whose README.md describes
// their form; the tests hold them to it. [Catalog.Entries] lists it,
// [Catalog.Explain] looks up a code, a token or a reply in it.
//
// A catalogue is immutable and safe for concurrent use. Classification looks
// at the first 4 KiB of a text, costs no more for a larger catalogue, and
// gives the same Match for the same Query always.
package catalog
