package check_test

import (
	"context"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

// FuzzVerifySigned holds every message to an end, each of its signatures to a
// result with a reason, and what is a part of it to no better one than the whole.
func FuzzVerifySigned(f *testing.F) {
	zone := world(f, keyZone(rsaKey()))
	for _, tags := range []string{relaxedTags, simpleTags, tags("l=10; i=joe=40example.com; z=From:x|Subject:=20y")} {
		mail := signer{Key: rsaKey(), Tags: tags, Fields: plainFields, Body: plainBody}.mail()
		f.Add(mail)
		f.Add(strings.Replace(mail, "Minutes", "[users] Minutes", 1))
		f.Add(strings.Replace(mail, "\r\n\r\n", "\r\n", 1))
	}
	f.Add("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from:::; bh=; b=\n\n>From x\n..\n")
	f.Add("From: a@b\nARC-Seal: i=1; cv=none\n\t\nARC-Message-Signature: i=1\nARC-Authentication-Results: i=1;\n\n")
	f.Fuzz(func(t *testing.T, mail string) {
		m := check.SignedMessage{Text: []byte(mail), At: bounceTime}
		for _, extent := range []check.Extent{check.WholeMessage, check.HeaderOnly, check.CutMessage} {
			m.Extent = extent
			for _, s := range check.VerifySigned(context.Background(), zone, m) {
				switch s.Result {
				case check.DKIMPass:
					if extent == check.HeaderOnly || s.Header != check.DKIMMatches || s.Body != check.DKIMMatches {
						t.Errorf("extent %q: %+v", extent, s)
					}
				case check.DKIMFail, check.DKIMPermerror, check.DKIMTemperror, check.DKIMNeutral:
					if s.Reason == "" {
						t.Errorf("extent %q: %+v has no reason", extent, s)
					}
				default:
					t.Errorf("result %q", s.Result)
				}
			}
			check.VerifyARC(context.Background(), zone, m)
		}
		check.HeaderValues([]byte(mail), "from")
		check.DMARC(context.Background(), zone, check.DMARCQuery{Domain: "example.com", Message: m, Reports: true})
	})
}
