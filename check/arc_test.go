package check_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// sealed gives a message with two ARC sets that another implementation made, and
// the zone with its keys.
func sealed(t *testing.T) (message, zone string) {
	t.Helper()
	archive, err := txtar.ParseFile("../testdata/headers/arc.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return string(archive.Files[0].Data), string(archive.Files[1].Data)
}

// without takes the fields of an ARC set out of a message.
func without(message string, names ...string) string {
	var b strings.Builder
	skip := false
	for line := range strings.Lines(message) {
		if line[0] != ' ' && line[0] != '\t' {
			skip = false
			for _, name := range names {
				skip = skip || strings.HasPrefix(line, name)
			}
		}
		if !skip {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestVerifyARC(t *testing.T) {
	message, zone := sealed(t)
	change := func(old, new string) string {
		if !strings.Contains(message, old) {
			t.Fatalf("the message has no %q", old)
		}
		return strings.Replace(message, old, new, 1)
	}
	tests := []struct {
		name, message, zone string
		extent              check.Extent
		result, reason      string
		failed              int
	}{
		{"as sealed", message, zone, "", "pass", "", 0},
		{"with CRLF", strings.ReplaceAll(message, "\n", "\r\n"), zone, "", "pass", "", 0},
		{"white space that relaxed form drops", change("Subject: The   minutes", "subject:  The minutes"), zone, "", "pass", "", 0},
		{"a field that is not signed", "Comments: new\n" + message, zone, "", "pass", "", 0},
		{"no chain", without(message, "ARC-"), zone, "", "none", "", 0},
		{"the body was changed", change("Hello Jane", "Hello John"), zone, "", "fail", "the body was changed after set 2", 2},
		{"a signed field was changed", change("Subject: The", "Subject: Our"), zone, "", "fail", "the signature of set 2", 2},
		{"what the first set states was changed", change("dkim=pass header.d=example.com", "dkim=pass header.d=example.org"), zone, "", "fail", "the seal of set 2", 2},
		{"the first set is gone", without(message, "ARC-Seal: i=1", "ARC-Message-Signature: i=1", "ARC-Authentication-Results: i=1"), zone, "", "fail", "set 1 does not have each", 1},
		{"the second set is gone", without(message, "ARC-Seal: i=2", "ARC-Message-Signature: i=2", "ARC-Authentication-Results: i=2"), zone, "", "pass", "", 0},
		{"a seal is gone", without(message, "ARC-Seal: i=2"), zone, "", "fail", "set 2 does not have each", 2},
		{"a field is there twice", "ARC-Authentication-Results: i=2; mx.example.net; none\n" + message, zone, "", "fail", "set 2 does not have each", 2},
		{"cv=fail", change("cv=pass", "cv=fail"), zone, "", "fail", "found the chain broken", 2},
		{"cv=none in the second set", change("cv=pass", "cv=none"), zone, "", "fail", "says cv=none, and must say pass", 2},
		{"an instance that is none", "ARC-Seal: i=x; cv=none\n" + message, zone, "", "fail", "no instance", 0},
		{"too many sets", "ARC-Seal: i=21; cv=pass\n" + message, zone, "", "fail", "more than 20", 0},
		{"a key is gone", message, strings.Replace(zone, "arc1._domainkey", "old._domainkey", 1), "", "fail", "no key at arc1._domainkey.example.org", 1},
		{"a key can't be looked up", message, zone + ";ndr fail arc2._domainkey.example.net servfail\n", "", "temperror", "could not be looked up", 2},
		{"another key", message, strings.NewReplacer("arc1._domainkey.example.org", "arc2._domainkey.example.net", "arc2._domainkey.example.net", "arc1._domainkey.example.org").Replace(zone), "", "fail", "not valid", 2},
		{"the header alone", message[:strings.Index(message, "\n\n")+1], zone, check.HeaderOnly, "neutral", "the body is not there", 0},
	}
	for _, tt := range tests {
		z, err := checktest.Parse(strings.NewReader(tt.zone))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got := check.VerifyARC(context.Background(), z, check.SignedMessage{Text: []byte(tt.message), Extent: tt.extent})
		if got.Result != tt.result || !strings.Contains(got.Reason, tt.reason) || tt.failed > 0 && got.Failed != tt.failed {
			t.Errorf("%s: VerifyARC = %s, set %d, %q; want %s, set %d, %q", tt.name, got.Result, got.Failed, got.Reason, tt.result, tt.failed, tt.reason)
		}
	}
}
