package check_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
)

// bounceTime is the time as of which the tests judge signatures.
var bounceTime = time.Unix(1793610847, 0) // 2 Nov 2026 09:14:07

// A dkimCase is a signed message, what happened to it, and what is to be found.
type dkimCase struct {
	name string
	// tags are relaxedTags where empty, key the RSA key, fields and body the
	// plain ones, zone the one with the key.
	tags, fields, body, zone string
	key                      string // "ed", "short" or "" for rsa
	// change is what was done to the message: pairs of old and new text.
	change []string
	extent check.Extent
	// result, header, body: "pass", and matching, where they are empty.
	result      string
	header      check.DKIMMatch
	bodyMatch   check.DKIMMatch
	changed     check.DKIMChange
	field, word string
	finding     string
}

func (tt *dkimCase) run(t *testing.T) {
	t.Helper()
	s := signer{Key: rsaKey(), Tags: or(tt.tags, relaxedTags), Fields: or(tt.fields, plainFields), Body: or(tt.body, plainBody)}
	switch tt.key {
	case "ed":
		s.Key = edKey()
	case "short":
		s.Key = shortKey()
	}
	if tt.body == "-" {
		s.Body = ""
	}
	mail := s.mail()
	for i := 0; i+1 < len(tt.change); i += 2 {
		changed := strings.Replace(mail, tt.change[i], tt.change[i+1], 1)
		if changed == mail {
			t.Fatalf("%q is not in the message", tt.change[i])
		}
		mail = changed
	}
	zone := world(t, or(tt.zone, keyZone(s.Key)))
	got := check.VerifySigned(context.Background(), zone, check.SignedMessage{Text: []byte(mail), Extent: tt.extent, At: bounceTime})
	if len(got) == 0 {
		t.Fatalf("VerifySigned gives nothing for\n%s", mail)
	}
	g := got[0]
	if want := or(tt.result, check.DKIMPass); g.Result != want || !strings.Contains(g.Reason, tt.word) {
		t.Errorf("result %q (%s), want %q (%s)", g.Result, g.Reason, want, tt.word)
	}
	if g.Result == check.DKIMPass {
		tt.header, tt.bodyMatch = check.DKIMMatches, check.DKIMMatches
	}
	if g.Header != tt.header || g.Body != tt.bodyMatch {
		t.Errorf("header %q, body %q, want %q, %q", g.Header, g.Body, tt.header, tt.bodyMatch)
	}
	if g.Change != tt.changed || g.Field != tt.field {
		t.Errorf("change %q of %q (%s), want %q of %q", g.Change, g.Field, g.Reason, tt.changed, tt.field)
	}
	var found []string
	for _, f := range g.Findings {
		found = append(found, string(f.Severity)+" "+f.ID)
	}
	if strings.Join(found, ", ") != tt.finding {
		t.Errorf("findings %q, want %q", strings.Join(found, ", "), tt.finding)
	}
	if twice := zone.Duplicates(); len(twice) > 0 {
		t.Errorf("asked twice: %v", twice)
	}
	if g.Result != check.DKIMPass && g.Reason == "" {
		t.Error("no reason")
	}
}

func runDKIM(t *testing.T, tests []dkimCase) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, tt.run)
	}
}

// tags puts tags behind the relaxed ones.
func tags(more string) string { return strings.Replace(relaxedTags, "s=s1;", "s=s1; "+more+";", 1) }

// swap replaces one of the relaxed tags.
func swap(old, new string) string {
	if !strings.Contains(relaxedTags, old) {
		panic("no " + old)
	}
	return strings.Replace(relaxedTags, old, new, 1)
}

// The tags of a signature, RFC 6376 section 3.5, RFC 8301, RFC 8463, RFC 8616.
func TestDKIMSignatureTags(t *testing.T) {
	const perm = check.DKIMPermerror
	runDKIM(t, []dkimCase{
		{name: "plain"},
		{name: "ed25519", tags: swap("rsa-sha256", "ed25519-sha256"), key: "ed"},
		{name: "1024 bits", key: "short"},
		// v
		{name: "v missing", tags: swap("v=1; ", ""), result: perm, word: `"v" is missing`},
		{name: "v 2", tags: swap("v=1", "v=2"), result: perm, word: "version"},
		{name: "v 0.5", tags: swap("v=1", "v=0.5"), result: perm, word: "version"},
		{name: "v with space", tags: swap("v=1", "v= 1 ")},
		{name: "v last", tags: strings.Replace(relaxedTags, "v=1; ", "", 1) + "; v=1"},
		// a
		{name: "a missing", tags: swap("a=rsa-sha256; ", ""), result: perm, word: `"a" is missing`},
		{name: "a sha1", tags: swap("rsa-sha256", "rsa-sha1"), result: perm, word: "RFC 8301"},
		{name: "a unknown", tags: swap("rsa-sha256", "rsa-sha512"), result: perm, word: "unknown"},
		{name: "a in capitals", tags: swap("rsa-sha256", "RSA-SHA256"), result: perm, word: "unknown"},
		{name: "a of another key type", tags: swap("rsa-sha256", "ed25519-sha256"), result: perm, word: "the key is for rsa"},
		{name: "rsa with a key for ed25519", zone: txt("s1._domainkey.example.com.", "v=DKIM1; k=ed25519; p="+keyText(edKey())), result: perm, word: "the key is for ed25519"},
		// b, bh
		{name: "b missing", tags: swap("; b={b}", ""), result: perm, word: `"b" is missing`},
		{name: "b empty", tags: swap("b={b}", "b="), result: perm, word: `"b" is missing`},
		{name: "b folded", change: []string{"; b=", ";\r\n\tb=\r\n "}},
		{name: "b no base64", tags: swap("b={b}", "b=@@@"), result: perm, word: `"b" is no valid base64`},
		{name: "bh missing", tags: swap("bh={bh}; ", ""), result: perm, word: `"bh" is missing`},
		{name: "bh no base64", tags: swap("{bh}", "x!x"), result: perm, word: `"bh" is no valid base64`},
		{name: "bh folded", tags: swap("{bh}", "\n {bh}\n ")},
		{name: "b before the others", tags: "b={b}; v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=from; bh={bh}", finding: "info dkim-fields-unsigned"},
		{name: "trailing semicolon", tags: relaxedTags + ";"},
		{name: "trailing semicolon and space", tags: relaxedTags + " ; "},
		{name: "spaces around equals signs", tags: "v = 1; a= rsa-sha256 ;c =relaxed/relaxed; d = example.com; s =s1; h = from : to:subject:date; bh = {bh} ; b = {b}"},
		{name: "a tab and a fold before b", tags: strings.Replace(relaxedTags, "; b=", ";\n\t b\t=", 1)},
		{name: "simple, spaces around equals signs", tags: "v = 1; a= rsa-sha256 ;c =simple/simple; d = example.com; s =s1; h = from : to:subject:date; bh = {bh} ; b = {b}"},
		// d, s
		{name: "d missing", tags: swap("d=example.com; ", ""), result: perm, word: `"d" is missing`},
		{name: "d empty", tags: swap("d=example.com", "d="), result: perm, word: `"d" is missing`},
		{name: "d in capitals", tags: swap("d=example.com", "d=Example.COM")},
		{name: "d no name", tags: swap("d=example.com", "d=exam..ple"), result: perm, word: "no domain name"},
		{name: "d with U-labels", tags: swap("d=example.com", "d=bücher.example"), zone: txt("s1._domainkey.xn--bcher-kva.example.", "v=DKIM1; p="+keyText(rsaKey()))},
		{name: "d with A-labels", tags: swap("d=example.com", "d=xn--bcher-kva.example"), zone: txt("s1._domainkey.xn--bcher-kva.example.", "v=DKIM1; p="+keyText(rsaKey()))},
		{name: "s missing", tags: swap("s=s1; ", ""), result: perm, word: `"s" is missing`},
		{name: "s in capitals", tags: swap("s=s1", "s=S1")},
		{name: "s of two labels", tags: swap("s=s1", "s=a.b"), zone: txt("a.b._domainkey.example.com.", "p="+keyText(rsaKey()))},
		{name: "s with U-label", tags: swap("s=s1", "s=grün"), zone: txt("xn--grn-ioa._domainkey.example.com.", "p="+keyText(rsaKey()))},
		// h
		{name: "h missing", tags: swap("h=from:to:subject:date; ", ""), result: perm, word: `"h" is missing`},
		{name: "h without from", tags: swap("h=from:", "h="), result: perm, word: "From field is not signed"},
		{name: "h in capitals", tags: swap("h=from:to", "h=FROM:To")},
		{name: "h with spaces", tags: swap("from:to:subject", "from : to :\n subject")},
		{name: "h with a name that is not there", tags: swap("date", "date:reply-to:x-none")},
		{name: "h with a name twice", tags: swap("h=from", "h=from:from")},
		{name: "h with two of two fields", tags: swap("date", "date:x-a:x-a"), fields: plainFields + "X-A: 1\nX-A: 2\n"},
		{name: "h with one of two fields, the upper changed", tags: swap("date", "date:x-a"), fields: plainFields + "X-A: 1\nX-A: 2\n", change: []string{"X-A: 1", "X-A: 3"}},
		// c
		{name: "c missing", tags: swap("c=relaxed/relaxed; ", "")},
		{name: "c simple", tags: swap("c=relaxed/relaxed", "c=simple")},
		{name: "c relaxed", tags: swap("c=relaxed/relaxed", "c=relaxed")},
		{name: "c simple/relaxed", tags: swap("c=relaxed/relaxed", "c=simple/relaxed")},
		{name: "c relaxed/simple", tags: swap("c=relaxed/relaxed", "c=relaxed/simple")},
		{name: "c with spaces", tags: swap("c=relaxed/relaxed", "c= relaxed / relaxed ")},
		{name: "c unknown", tags: swap("c=relaxed/relaxed", "c=nofws/relaxed"), result: perm, word: "canonicalization"},
		{name: "c unknown of the body", tags: swap("c=relaxed/relaxed", "c=relaxed/nowsp"), result: perm, word: "canonicalization"},
		// i
		{name: "i of the domain", tags: tags("i=joe@example.com")},
		{name: "i without local part", tags: tags("i=@example.com")},
		{name: "i of a subdomain", tags: tags("i=@news.example.com")},
		{name: "i in capitals", tags: tags("i=Joe@EXAMPLE.com")},
		{name: "i in capitals of a subdomain", tags: tags("i=@News.Example.COM")},
		{name: "i quoted-printable", tags: tags("i=joe=2Edoe@example.com")},
		{name: "i quoted-printable that looks like b", tags: tags("i=b=3D@example.com")},
		{name: "i with the at sign quoted", tags: tags("i=joe=40example.com")},
		{name: "i of another domain", tags: tags("i=joe@example.net"), result: perm, word: "does not belong"},
		{name: "i of a domain that ends alike", tags: tags("i=@badexample.com"), result: perm, word: "does not belong"},
		{name: "i of the domain above", tags: strings.Replace(tags("i=@example.com"), "d=example.com", "d=news.example.com", 1), zone: txt("s1._domainkey.news.example.com.", "p="+keyText(rsaKey())), result: perm, word: "does not belong"},
		{name: "i without at sign", tags: tags("i=news.example.com"), result: perm, word: "does not belong"},
		{name: "i with U-label of a d with A-label", tags: strings.Replace(tags("i=@bücher.example"), "d=example.com", "d=xn--bcher-kva.example", 1), zone: txt("s1._domainkey.xn--bcher-kva.example.", "p="+keyText(rsaKey()))},
		// l
		{name: "l of the whole body", tags: tags("l=48"), finding: "info dkim-body-length"},
		{name: "l of a part", tags: tags("l=10"), finding: "warn dkim-body-length"},
		{name: "l of a part, with text added", tags: tags("l=48"), change: []string{"-- \r\nJoe\r\n", "-- \r\nJoe\r\nBuy!\r\n"}, finding: "warn dkim-body-length"},
		{name: "l 0", tags: tags("l=0"), finding: "warn dkim-body-length"},
		{name: "l longer than the body", tags: tags("l=5000"), result: check.DKIMNeutral, header: check.DKIMMatches, bodyMatch: check.DKIMCut, word: "cut off"},
		{name: "l no number", tags: tags("l=all"), result: perm, word: `"l" is no number`},
		{name: "l negative", tags: tags("l=-1"), result: perm, word: `"l" is no number`},
		{name: "l very large", tags: tags("l=99999999999999999999999"), result: check.DKIMNeutral, header: check.DKIMMatches, bodyMatch: check.DKIMCut, word: "cut off"},
		// q
		{name: "q dns/txt", tags: tags("q=dns/txt")},
		{name: "q with another", tags: tags("q=dns/https:dns/txt")},
		{name: "q unknown", tags: tags("q=http"), result: perm, word: "dns/txt"},
		// t, x
		{name: "t", tags: tags("t=1793610000")},
		{name: "t in the future", tags: tags("t=1793620000"), finding: "warn dkim-future"},
		{name: "t no number", tags: tags("t=today"), result: perm, word: `"t" is no time`},
		{name: "x later than the bounce", tags: tags("x=2793610847")},
		{name: "x before the bounce", tags: tags("x=1793610000"), result: check.DKIMFail, header: check.DKIMMatches, bodyMatch: check.DKIMMatches, changed: check.DKIMExpired, word: "expired on"},
		{name: "x at the time of the bounce", tags: tags("x=1793610847")},
		{name: "x before t", tags: tags("t=1793610000; x=1793600000"), result: perm, word: "expires"},
		{name: "x equals t", tags: tags("t=1793610000; x=1793610000"), result: perm, word: "expires"},
		{name: "x no number", tags: tags("x=never"), result: perm, word: `"x" is no time`},
		{name: "x without end", tags: tags("x=99999999999999999999")},
		{name: "x passed and the body changed", tags: tags("x=1793610000"), change: []string{"minutes", "hours"}, result: check.DKIMFail, header: check.DKIMMatches, bodyMatch: check.DKIMDiffers, changed: check.DKIMBodyChanged, word: "expired too"},
		// z and what is not defined
		{name: "z with what looks like b", tags: tags("z=Subject:b=3D1|From:joe@example.com")},
		{name: "unknown tag", tags: tags("r=y; zz=b=x")},
		{name: "tag that ends in b", tags: tags("xb=1")},
		{name: "tag twice", tags: tags("d=example.com"), result: perm, word: "twice"},
		{name: "no tag", tags: tags("rubbish"), result: perm, word: "is no tag"},
		{name: "tag names in capitals", tags: swap("d=example.com", "D=example.com"), result: perm, word: `"d" is missing`},
	})
}

// The keys, RFC 6376 sections 3.6.1 and 6.1.2.
func TestDKIMKeyOfSignature(t *testing.T) {
	const perm = check.DKIMPermerror
	p := keyText(rsaKey())
	key := func(record string) string { return txt("s1._domainkey.example.com.", record) }
	runDKIM(t, []dkimCase{
		{name: "p alone", zone: key("p=" + p)},
		{name: "p with spaces", zone: key("p=" + p[:50] + " " + p[50:100] + "\t" + p[100:])},
		{name: "p empty", zone: key("v=DKIM1; p="), result: perm, word: "revoked"},
		{name: "p missing", zone: key("v=DKIM1; k=rsa"), result: perm, word: `no tag "p"`},
		{name: "p damaged", zone: key("v=DKIM1; p=@" + p), result: perm, word: "base64"},
		{name: "p cut", zone: key("v=DKIM1; p=" + p[:200]), result: perm, word: "can't be read"},
		{name: "v wrong", zone: key("v=DKIM2; p=" + p), result: perm, word: "version"},
		{name: "v in lower case", zone: key("v=dkim1; p=" + p), result: perm, word: "version"},
		{name: "k unknown", zone: key("k=dsa; p=" + p), result: perm, word: "key type"},
		{name: "h with sha256", zone: key("h=sha1:sha256; p=" + p)},
		{name: "h without sha256", zone: key("h=sha1; p=" + p), result: perm, word: "sha256"},
		{name: "h with unknown ones", zone: key("h=foo:sha256:bar; p=" + p)},
		{name: "s email", zone: key("s=email; p=" + p)},
		{name: "s star", zone: key("s=*; p=" + p)},
		{name: "s tlsrpt", zone: key("s=tlsrpt; p=" + p), result: perm, word: "tlsrpt"},
		{name: "s email and another", zone: key("s=tlsrpt:email; p=" + p)},
		{name: "t y", zone: key("t=y; p=" + p), finding: "info dkim-testing"},
		{name: "t s, no i", zone: key("t=s; p=" + p)},
		{name: "t s, i of the domain", tags: tags("i=joe@example.com"), zone: key("t=s; p=" + p)},
		{name: "t s, i of the domain in capitals", tags: tags("i=joe@EXAMPLE.com"), zone: key("t=s; p=" + p)},
		{name: "t s, i of a subdomain", tags: tags("i=joe@news.example.com"), zone: key("t=s; p=" + p), result: perm, word: "t=s"},
		{name: "t y:s, i of a subdomain", tags: tags("i=joe@news.example.com"), zone: key("t=y:s; p=" + p), result: perm, word: "t=s"},
		{name: "n", zone: key("n=note=20this; p=" + p)},
		{name: "g", zone: key("g=*; p=" + p)},
		{name: "unknown tag", zone: key("x=y; p=" + p)},
		{name: "two keys, the second fits", zone: key("p="+keyText(otherKey())) + key("p="+p)},
		{name: "two keys, one of them revoked", zone: key("p=") + key("p="+p)},
		{name: "a key and another record", zone: key("v=spf1 -all") + key("p="+p)},
		{name: "through a CNAME", zone: "s1._domainkey.example.com. CNAME k.example.net.\n" + txt("k.example.net.", "p="+p)},
		{name: "another key", zone: key("p=" + keyText(otherKey())), result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: check.DKIMOtherKey, word: "key"},
		{name: "no key", zone: "example.com. A 192.0.2.1", result: perm, word: "NXDOMAIN"},
		{name: "no TXT", zone: "s1._domainkey.example.com. A 192.0.2.1", result: perm, word: "NODATA"},
		{name: "SPF in its place", zone: key("v=spf1 -all"), result: perm, word: "no DKIM key"},
		{name: "SERVFAIL", zone: ";ndr fail s1._domainkey.example.com servfail", result: check.DKIMTemperror, word: "could not be looked up"},
		{name: "time-out", zone: ";ndr fail s1._domainkey.example.com timeout", result: check.DKIMTemperror},
		{name: "refused", zone: ";ndr fail s1._domainkey.example.com refused", result: check.DKIMTemperror},
		{name: "bogus", zone: ";ndr fail s1._domainkey.example.com bogus", result: check.DKIMTemperror},
	})
}

// The canonical forms, RFC 6376 section 3.4.
func TestDKIMCanonicalization(t *testing.T) {
	fail := func(name, tags, field string, changed check.DKIMChange, change ...string) dkimCase {
		return dkimCase{name: name, tags: tags, change: change, result: check.DKIMFail, header: check.DKIMDiffers, bodyMatch: check.DKIMMatches, changed: changed, field: field}
	}
	bad := func(name, tags string, change ...string) dkimCase {
		return dkimCase{name: name, tags: tags, change: change, result: check.DKIMFail, header: check.DKIMMatches, bodyMatch: check.DKIMDiffers, changed: check.DKIMBodyChanged}
	}
	runDKIM(t, []dkimCase{
		{name: "relaxed: name in capitals", change: []string{"Subject:", "SUBJECT:"}},
		{name: "relaxed: space around the colon", change: []string{"Subject: ", "Subject \t:"}},
		{name: "relaxed: spaces", change: []string{"Minutes of", "Minutes \t  of"}},
		{name: "relaxed: folded", change: []string{"Minutes of", "Minutes\r\n\tof"}},
		{name: "relaxed: trailing space", change: []string{"the meeting\r\n", "the meeting \t \r\n"}},
		fail("relaxed: a space less", relaxedTags, "", check.DKIMHeaderChanged, "Minutes of", "Minutesof"),
		fail("relaxed: another word", relaxedTags, "", check.DKIMHeaderChanged, "Minutes of", "Hours of"),
		fail("relaxed: value in capitals", relaxedTags, "", check.DKIMHeaderChanged, "Minutes of", "MINUTES of"),
		{name: "relaxed: an unsigned field", change: []string{"<1@example.com>", "<2@example.com>"}},
		{name: "relaxed: another order of the fields", change: []string{"To: jane@example.net\r\n", "", "From:", "To: jane@example.net\r\nFrom:"}},
		{name: "simple", tags: simpleTags},
		{name: "simple: an unsigned field", tags: simpleTags, change: []string{"<1@example.com>", "<2@example.com>"}},
		fail("simple: name in capitals", simpleTags, "", check.DKIMHeaderChanged, "Subject:", "SUBJECT:"),
		fail("simple: folded", simpleTags, "subject", check.DKIMFieldRefolded, "Minutes of", "Minutes\r\n of"),
		fail("simple: trailing space", simpleTags, "subject", check.DKIMFieldRefolded, "the meeting\r\n", "the meeting \r\n"),
		// bodies
		{name: "relaxed body: spaces", change: []string{"minutes  are", "minutes \t are"}},
		{name: "relaxed body: spaces at the end of a line", change: []string{"below.\r\n", "below. \t\r\n"}},
		{name: "relaxed body: empty lines at the end", change: []string{"-- \r\nJoe\r\n", "-- \r\nJoe\r\n\r\n\r\n"}},
		{name: "relaxed body: lines of spaces at the end", change: []string{"-- \r\nJoe\r\n", "-- \r\nJoe\r\n  \r\n\t\r\n"}},
		{name: "relaxed body: no end of the last line", change: []string{"-- \r\nJoe\r\n", "-- \r\nJoe"}},
		bad("relaxed body: space at the beginning of a line", relaxedTags, "Hello", " Hello"),
		bad("relaxed body: space lost", relaxedTags, "minutes  are", "minutesare"),
		bad("relaxed body: an empty line", relaxedTags, "Hello Jane,\r\n", "Hello Jane,\r\n\r\n"),
		{name: "simple body: empty lines at the end", tags: simpleTags, change: []string{"-- \r\nJoe\r\n", "-- \r\nJoe\r\n\r\n\r\n"}},
		{name: "simple body: no end of the last line", tags: simpleTags, change: []string{"-- \r\nJoe\r\n", "-- \r\nJoe"}},
		bad("simple body: spaces", simpleTags, "minutes  are", "minutes are"),
		bad("simple body: spaces at the end of a line", simpleTags, "below.\r\n", "below. \r\n"),
		{name: "no body, relaxed", body: "-"},
		{name: "no body, simple", tags: simpleTags, body: "-"},
		{name: "empty lines, relaxed", body: "\n\n\n"},
		{name: "empty lines, simple", tags: simpleTags, body: "\n\n\n"},
		{name: "one space, relaxed", body: " "},
		{name: "no end of the last line", body: "Hi."},
		{name: "no end of the last line, simple", tags: simpleTags, body: "Hi."},
		{name: "long lines", body: strings.Repeat("0123456789 ", 20000) + "\n"},
		{name: "many lines", tags: simpleTags, body: strings.Repeat("0123456789\n", 20000)},
		{name: "8-bit body", body: "Grüße,\nJörg\n"},
		{name: "8-bit subject", fields: strings.Replace(plainFields, "Minutes", "Protokoll für", 1)},
	})
	// The ends of lines are those of the mail store, not those that were signed.
	mail := strings.ReplaceAll(signer{Key: rsaKey(), Tags: simpleTags, Fields: plainFields, Body: plainBody}.mail(), "\r\n", "\n")
	got := check.VerifyDKIM(context.Background(), world(t, keyZone(rsaKey())), []byte(mail), bounceTime)
	if len(got) != 1 || got[0].Result != check.DKIMPass {
		t.Errorf("a message with LF = %+v, want one that passes", got)
	}
}
