package dsn

import "testing"

func TestUntagged(t *testing.T) {
	for in, want := range map[string]string{
		"[EXTERNAL] Undeliverable: Offer":   "Undeliverable: Offer",
		"[EXT] [SPAM?] failure notice":      "failure notice",
		"***SPAM*** Automatic reply: Offer": "Automatic reply: Offer",
		"EXTERN: Unzustellbar: Angebot":     "Unzustellbar: Angebot",
		"[birds] Undeliverable":             "[birds] Undeliverable",
		"[Ticket 12] Undeliverable":         "[Ticket 12] Undeliverable",
		"External audit: minutes":           "External audit: minutes",
		"[Out of Office] Offer":             "[Out of Office] Offer",
		"":                                  "",
		"[":                                 "[",
		"[EXT]":                             "",
		"Extern":                            "Extern",
	} {
		if got := untagged(in); got != want {
			t.Errorf("untagged(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWithoutFooter(t *testing.T) {
	const rule = "\n_______________________________________________\n"
	for in, want := range map[string]string{
		"Failed" + rule + "Birds mailing list\nbirds@lists.example\nhttps://lists.example/birds\n": "Failed\n",
		"Failed" + rule + "Sent by Microsoft Exchange Server 2007\n":                               "Failed" + rule + "Sent by Microsoft Exchange Server 2007\n",
		"Failed\n": "Failed\n",
	} {
		if got := withoutFooter(in); got != want {
			t.Errorf("withoutFooter(%q) = %q, want %q", in, got, want)
		}
	}
}
