package check_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

// arcSealed adds an ARC set to a message: instance i, with what its seal says of
// the chain before it.
func arcSealed(mail string, i int, cv string) string {
	aar := fmt.Sprintf("ARC-Authentication-Results: i=%d; mx%d.example.org; spf=pass smtp.mailfrom=example.com", i, i)
	header, body, _ := strings.Cut(strings.ReplaceAll(mail, "\r\n", "\n"), "\n\n")
	ams, _, _ := strings.Cut(signer{Key: rsaKey(), Field: "ARC-Message-Signature", Fields: header + "\n", Body: body,
		Tags: fmt.Sprintf("i=%d; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=from:subject; bh={bh}; b={b}", i)}.mail(), "\r\n")
	as := fmt.Sprintf("ARC-Seal: i=%d; a=rsa-sha256; cv=%s; d=example.com; s=s1; b=", i, cv)
	all := map[string]string{}
	for _, f := range testFields(strings.ReplaceAll(header, "\n", "\r\n") + "\r\n") {
		name, value, _ := strings.Cut(f, ":")
		if n := strings.Index(value, "i="); strings.HasPrefix(name, "ARC-") && n >= 0 {
			all[name+value[n+2:n+3]] = f
		}
	}
	var text strings.Builder
	for n := 1; n < i; n++ {
		for _, name := range []string{"ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal"} {
			text.WriteString(canonField("relaxed", all[name+fmt.Sprint(n)]) + "\r\n")
		}
	}
	text.WriteString(canonField("relaxed", aar) + "\r\n" + canonField("relaxed", ams) + "\r\n" + canonField("relaxed", as))
	digest := sha256.Sum256([]byte(text.String()))
	sig, err := rsaKey().Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		panic(err)
	}
	return as + base64.StdEncoding.EncodeToString(sig) + "\r\n" + ams + "\r\n" + aar + "\r\n" + mail
}

func TestARCCases(t *testing.T) {
	plain := strings.ReplaceAll(plainFields+"\n"+plainBody, "\n", "\r\n")
	one := arcSealed(plain, 1, "none")
	two := arcSealed(strings.Replace(one, "Minutes", "[users] Minutes", 1), 2, "pass")
	three := arcSealed(two, 3, "pass")
	good := keyZone(rsaKey())
	drop := func(mail, name string) string {
		at := strings.Index(mail, name)
		end := at + strings.Index(mail[at:], "\r\n") + 2
		return mail[:at] + mail[end:]
	}
	tests := []struct {
		name, mail, zone string
		extent           check.Extent
		result           string
	}{
		{name: "none", mail: plain, result: "none"},
		{name: "one set", mail: one, result: "pass"},
		{name: "two sets, the message changed between them", mail: two, result: "pass"},
		{name: "three sets", mail: three, result: "pass"},
		{name: "folded and with spaces", mail: strings.Replace(two, "cv=pass; ", "cv=pass;\r\n \t", 1), result: "pass"},
		{name: "subject changed afterwards", mail: strings.Replace(two, "Minutes", "Hours", 1), result: "fail"},
		{name: "body changed afterwards", mail: strings.Replace(two, "minutes  are", "hours are", 1), result: "fail"},
		{name: "unsigned field changed", mail: strings.Replace(two, "<1@example.com>", "<2@example.com>", 1), result: "pass"},
		{name: "results changed", mail: strings.Replace(two, "i=1; mx1.example.org; spf=pass", "i=1; mx1.example.org; spf=fail", 1), result: "fail"},
		{name: "cv changed", mail: strings.Replace(two, "cv=none", "cv=pass", 1), result: "fail"},
		{name: "cv fail", mail: arcSealed(one, 2, "fail"), result: "fail"},
		{name: "first is cv pass", mail: arcSealed(plain, 1, "pass"), result: "fail"},
		{name: "second is cv none", mail: arcSealed(one, 2, "none"), result: "fail"},
		{name: "seal missing", mail: drop(one, "ARC-Seal"), result: "fail"},
		{name: "message signature missing", mail: drop(one, "ARC-Message"), result: "fail"},
		{name: "results missing", mail: drop(one, "ARC-Auth"), result: "fail"},
		{name: "first set missing", mail: arcSealed(plain, 2, "pass"), result: "fail"},
		{name: "a seal twice", mail: one[:strings.Index(one, "\r\n")+2] + one, result: "fail"},
		{name: "no instance", mail: strings.Replace(one, "ARC-Seal: i=1;", "ARC-Seal:", 1), result: "fail"},
		{name: "instance 0", mail: strings.Replace(one, "ARC-Seal: i=1;", "ARC-Seal: i=0;", 1), result: "fail"},
		{name: "instance 51", mail: strings.Replace(one, "ARC-Seal: i=1;", "ARC-Seal: i=51;", 1), result: "fail"},
		{name: "h in a seal", mail: strings.Replace(one, "cv=none;", "cv=none; h=from;", 1), result: "fail"},
		{name: "seal damaged", mail: strings.Replace(one, "s=s1; b=", "s=s1; b=AAAA", 1), result: "fail"},
		{name: "rsa-sha1", mail: strings.Replace(one, "a=rsa-sha256", "a=rsa-sha1", 1), result: "fail"},
		{name: "key missing", mail: one, zone: "example.com. A 192.0.2.1", result: "fail"},
		{name: "key of another", mail: one, zone: keyZone(otherKey()), result: "fail"},
		{name: "key can't be looked up", mail: one, zone: ";ndr fail s1._domainkey.example.com servfail", result: "temperror"},
		{name: "header only", mail: one[:strings.Index(one, "\r\n\r\n")+2], extent: check.HeaderOnly, result: "neutral"},
		{name: "header only, changed", mail: strings.Replace(one[:strings.Index(one, "\r\n\r\n")+2], "Minutes", "Hours", 1), extent: check.HeaderOnly, result: "fail"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := world(t, or(tt.zone, good))
			got := check.VerifyARC(context.Background(), zone, check.SignedMessage{Text: []byte(tt.mail), Extent: tt.extent, At: bounceTime})
			if got.Result != tt.result || got.Result != "pass" && got.Result != "none" && got.Reason == "" {
				t.Errorf("VerifyARC = %+v, want %s", got, tt.result)
			}
			if twice := zone.Duplicates(); len(twice) > 0 {
				t.Errorf("asked twice: %v", twice)
			}
		})
	}
}
