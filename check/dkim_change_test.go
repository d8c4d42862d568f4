package check_test

import (
	"context"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

// What was changed after signing.
func TestDKIMChange(t *testing.T) {
	header := func(name string, changed check.DKIMChange, field string, change ...string) dkimCase {
		return dkimCase{name: name, change: change, result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: changed, field: field}
	}
	body := func(name, text string, changed check.DKIMChange, change ...string) dkimCase {
		return dkimCase{name: name, body: text, tags: simpleTags, change: change, result: check.DKIMFail, header: check.DKIMMatches, bodyMatch: check.DKIMDiffers, changed: changed}
	}
	oversigned := swap("date", "date:from:reply-to:list-id:to")
	cases := []dkimCase{
		header("list tag", check.DKIMSubjectTag, "subject", "Minutes of", "[users] Minutes of"),
		header("list tag of two words", check.DKIMSubjectTag, "subject", "Minutes of", "[our users] Minutes of"),
		header("spam tag", check.DKIMSubjectTag, "subject", "Minutes of", "***SPAM*** Minutes of"),
		header("spam tag of words", check.DKIMSubjectTag, "subject", "Minutes of", "*** SPAM *** Minutes of"),
		header("external tag", check.DKIMSubjectTag, "subject", "Minutes of", "EXTERNAL: Minutes of"),
		header("tag in braces", check.DKIMSubjectTag, "subject", "Minutes of", "{Spam?} Minutes of"),
		header("another recipient", check.DKIMHeaderChanged, "", "jane@example.net", "jim@example.net"),
		header("field removed", check.DKIMHeaderChanged, "", "To: jane@example.net\r\n", ""),
		header("From rewritten", check.DKIMFieldRewrote, "from", "From: Joe <joe@example.com>", "From: Joe via users <users@lists.example.org>\r\nX-Original-From: Joe <joe@example.com>"),
		header("From rewritten, author in Reply-To", check.DKIMFieldRewrote, "from", "From: Joe <joe@example.com>", "From: Joe via users <users@lists.example.org>\r\nReply-To: Joe <joe@example.com>"),
		header("subject encoded", check.DKIMFieldRewrote, "subject", "Minutes of the meeting", "=?utf-8?q?Minutes_of_the_meeting?="),
		body("footer", plainBody, check.DKIMFooter, "-- \r\nJoe\r\n", "-- \r\nJoe\r\n_____\r\nusers list\r\n"),
		body("footer behind an empty line", plainBody, check.DKIMFooter, "-- \r\nJoe\r\n", "-- \r\nJoe\r\n\r\nThis mail is confidential.\r\n"),
		body("From quoted", "Hi.\nFrom here on\n", check.DKIMFromQuoted, "\r\nFrom here", "\r\n>From here"),
		body("dots left in", "Hi.\n.and so on\n", check.DKIMDotsStuffed, "\r\n.and", "\r\n..and"),
		body("a word", plainBody, check.DKIMBodyChanged, "minutes", "hours"),
		body("a line less at the end", plainBody, check.DKIMBodyChanged, "-- \r\nJoe\r\n", "-- \r\n"),
		{name: "both", change: []string{"Minutes of", "[users] Minutes of", "-- \r\nJoe\r\n", "-- \r\nJoe\r\nfooter\r\n"}, result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMDiffers, changed: check.DKIMSubjectTag, field: "subject"},
		{name: "re-encoded", tags: swap("date", "date:content-transfer-encoding"), fields: plainFields + "Content-Transfer-Encoding: 8bit\n", change: []string{": 8bit", ": quoted-printable"},
			result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMReencoded, field: "content-transfer-encoding"},
		{name: "body re-encoded, encoding not signed", fields: plainFields + "Content-Transfer-Encoding: 8bit\n", body: "Grüße\n", change: []string{": 8bit", ": quoted-printable", "Grüße", "Gr=C3=BC=C3=9Fe"},
			result: check.DKIMFail, header: check.DKIMMatches, bodyMatch: check.DKIMDiffers, changed: check.DKIMReencoded},
		{name: "second From of an oversigned one", tags: oversigned, change: []string{"From:", "From: eve@example.org\r\nFrom:"},
			result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMFieldAdded, field: "from"},
		{name: "second From, not oversigned", change: []string{"From:", "From: eve@example.org\r\nFrom:"}, finding: "warn dkim-from-twice"},
		{name: "oversigned List-Id added", tags: oversigned, change: []string{"From:", "List-Id: <users.lists.example.org>\r\nFrom:"},
			result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMFieldAdded, field: "list-id"},
		{name: "oversigned Reply-To added below", tags: oversigned, change: []string{"Message-ID:", "Reply-To: users@lists.example.org\r\nMessage-ID:"},
			result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMFieldAdded, field: "reply-to"},
		{name: "copied fields tell", tags: tags("z=From:=20Joe=20<joe@example.com>|Subject:=20Minutes=20of=20the=20meeting"), change: []string{"Subject: Minutes of the meeting", "Subject: No meeting"},
			result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMFieldRewrote, field: "subject"},
		{name: "signature damaged", change: []string{"; b=", "; b=AAAA"}, result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMOtherKey},
		{name: "tag of the signature changed", change: []string{"a=rsa-sha256", "a=rsa-sha256; x=2793610847"}, result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMHeaderChanged},
		{name: "ed25519, list tag", tags: swap("rsa-sha256", "ed25519-sha256"), key: "ed", change: []string{"Minutes of", "[users] Minutes of"},
			result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMSubjectTag, field: "subject"},
		{name: "ed25519, another subject", tags: swap("rsa-sha256", "ed25519-sha256"), key: "ed", change: []string{"Minutes of", "Hours of"},
			result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMHeaderChanged},
	}
	runDKIM(t, cases)
}

// What is left of a message.
func TestDKIMExtent(t *testing.T) {
	headerOnly := func(mail string) string { return mail[:strings.Index(mail, "\r\n\r\n")+2] }
	multipart := strings.Replace(plainFields, "Message-ID", "Content-Type: multipart/mixed;\n boundary=\"b1\"\nMessage-ID", 1)
	parts := "--b1\n\none\n--b1\n\ntwo\n--b1--\n"
	tests := []struct {
		name, fields, body string
		cut                func(string) string
		extent             check.Extent
		result             string
		header, match      check.DKIMMatch
	}{
		{name: "header", cut: headerOnly, extent: check.HeaderOnly, result: check.DKIMNeutral, header: check.DKIMMatches, match: check.DKIMMissing},
		{name: "header with a blank line", cut: func(m string) string { return headerOnly(m) + "\r\n" }, extent: check.HeaderOnly, result: check.DKIMNeutral, header: check.DKIMMatches, match: check.DKIMMissing},
		{name: "header without its last line end", cut: func(m string) string { return strings.TrimSuffix(headerOnly(m), "\r\n") }, extent: check.HeaderOnly, result: check.DKIMNeutral, header: check.DKIMMatches, match: check.DKIMMissing},
		{name: "header that was changed", cut: func(m string) string { return strings.Replace(headerOnly(m), "Minutes", "Hours", 1) }, extent: check.HeaderOnly, result: check.DKIMFail, header: check.DKIMDiffers, match: check.DKIMMissing},
		{name: "cut", cut: func(m string) string { return m[:len(m)-10] }, extent: check.CutMessage, result: check.DKIMNeutral, header: check.DKIMMatches, match: check.DKIMCut},
		{name: "cut, but only of empty lines", body: plainBody + "\n\n", cut: func(m string) string { return m[:len(m)-4] }, extent: check.CutMessage, result: check.DKIMPass, header: check.DKIMMatches, match: check.DKIMMatches},
		{name: "said to be whole, without the last boundary", fields: multipart, body: parts, cut: func(m string) string { return strings.TrimSuffix(m, "two\r\n--b1--\r\n") }, result: check.DKIMNeutral, header: check.DKIMMatches, match: check.DKIMCut},
		{name: "multipart, changed", fields: multipart, body: parts, cut: func(m string) string { return strings.Replace(m, "two", "three", 1) }, result: check.DKIMFail, header: check.DKIMMatches, match: check.DKIMDiffers},
		{name: "multipart, whole", fields: multipart, body: parts, cut: func(m string) string { return m }, result: check.DKIMPass, header: check.DKIMMatches, match: check.DKIMMatches},
		{name: "says that it is cut", cut: func(m string) string { return m[:len(m)-10] + "\r\n--- Rest of message truncated.\r\n" }, result: check.DKIMNeutral, header: check.DKIMMatches, match: check.DKIMCut},
		{name: "an empty line before it", cut: func(m string) string { return "\r\n" + m }, result: check.DKIMPass, header: check.DKIMMatches, match: check.DKIMMatches},
		{name: "a line of an mbox before it", cut: func(m string) string { return "From joe@example.com Mon Nov  2 09:14:02 2026\r\n" + m }, result: check.DKIMPass, header: check.DKIMMatches, match: check.DKIMMatches},
		{name: "no blank line at all", cut: headerOnly, result: check.DKIMFail, header: check.DKIMMatches, match: check.DKIMDiffers},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			mail := tt.cut(signer{Key: rsaKey(), Tags: relaxedTags, Fields: or(tt.fields, plainFields), Body: or(tt.body, plainBody)}.mail())
			got := check.VerifySigned(context.Background(), world(t, keyZone(rsaKey())), check.SignedMessage{Text: []byte(mail), Extent: tt.extent, At: bounceTime})
			if len(got) != 1 || got[0].Result != tt.result || got[0].Header != tt.header || got[0].Body != tt.match {
				t.Errorf("VerifySigned = %+v, want %s, header %s, body %s", got, tt.result, tt.header, tt.match)
			}
		})
	}
}

// BenchmarkVerifyHostile verifies a message that is made to be costly: as many
// signatures as are looked at, each over as many fields, and none of them valid.
func BenchmarkVerifyHostile(b *testing.B) {
	var mail strings.Builder
	one := signer{Key: rsaKey(), Tags: strings.Replace(relaxedTags, "h=from:", "h=from"+strings.Repeat(":x-a:subject:to", 100)+":", 1), Fields: plainFields, Body: plainBody}.mail()
	field, rest, _ := strings.Cut(one, "\r\n")
	for range 100 {
		mail.WriteString(field + "\r\n")
	}
	for range 280 {
		mail.WriteString("X-A: " + strings.Repeat("=?utf-8?q?a?= ", 12) + "\r\n")
	}
	mail.WriteString(rest)
	zone := check.NewCache(world(b, keyZone(rsaKey())))
	for b.Loop() {
		if got := check.VerifyDKIM(context.Background(), zone, []byte(mail.String()), bounceTime); len(got) != 100 || got[0].Result != check.DKIMFail {
			b.Fatalf("%+v", got)
		}
	}
}
