package headers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// statementText writes a statement in one line.
func statementText(s headers.Statement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|", s.AuthservID)
	if s.Instance > 0 {
		fmt.Fprintf(&b, "i=%d|", s.Instance)
	}
	for _, r := range s.Results {
		fmt.Fprintf(&b, " %s=%s", r.Method, r.Result)
		if r.Reason != "" {
			fmt.Fprintf(&b, " reason:%s", r.Reason)
		}
		if r.Comment != "" {
			fmt.Fprintf(&b, " (%s)", r.Comment)
		}
		for _, p := range r.Properties {
			fmt.Fprintf(&b, " %s:%s", p.Name, p.Value)
		}
	}
	return b.String()
}

func TestParseAuthResults(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		// RFC 8601 appendix B, and its grammar.
		{"none", "example.org 1; none", "example.org|"},
		{"service provided", "example.com; spf=pass smtp.mailfrom=example.net", "example.com| spf=pass smtp.mailfrom:example.net"},
		{"several", "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net",
			"example.com| auth=pass (cram-md5) smtp.auth:sender@example.net spf=pass smtp.mailfrom:example.net"},
		{"comments anywhere", "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n  policy (A dot can go here) . (like that) expired\r\n  (this surprised me) = (as I wasn't expecting it) 1362471462",
			"foo.example.net| dkim=fail (Because I like it; One yay; wait for it; A dot can go here; like that; this surprised me; as I wasn't expecting it) policy.expired:1362471462"},
		{"quoted", `example.com; dkim=pass reason="good signature; really" header.i="@mail-router.example.net"`,
			"example.com| dkim=pass reason:good signature; really header.i:@mail-router.example.net"},
		{"method version", "example.com; spf/1=pass smtp.mailfrom=a@example.net", "example.com| spf=pass smtp.mailfrom:a@example.net"},
		{"a value with an equals sign", "example.com; spf=pass smtp.mailfrom=b+jane=example.org@example.net; dkim=pass header.b=ab+/cd=", "example.com| spf=pass smtp.mailfrom:b+jane=example.org@example.net dkim=pass header.b:ab+/cd="},
		{"a semicolon in a comment", "example.com; spf=fail (not; that one) smtp.mailfrom=x@example.net", "example.com| spf=fail (not; that one) smtp.mailfrom:x@example.net"},
		{"nested comment", "example.com; spf=pass (a (b) c) smtp.mailfrom=x", "example.com| spf=pass (a (b) c) smtp.mailfrom:x"},
		{"capitals", "Example.COM; SPF=Pass SMTP.MailFrom=x@example.net", "Example.COM| spf=pass smtp.mailfrom:x@example.net"},
		// As systems write it.
		{"gmail", "mx.google.example;\r\n       dkim=pass header.i=@example.com header.s=s1 header.b=Ab12Cd34;\r\n       spf=pass (google.example: domain of b@example.com designates 192.0.2.10 as permitted sender) smtp.mailfrom=b@example.com;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com",
			"mx.google.example| dkim=pass header.i:@example.com header.s:s1 header.b:Ab12Cd34 spf=pass (google.example: domain of b@example.com designates 192.0.2.10 as permitted sender) smtp.mailfrom:b@example.com dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from:example.com"},
		{"microsoft365 has no name", "spf=pass (sender IP is 192.0.2.10)\r\n smtp.mailfrom=example.com; dkim=pass (signature was verified)\r\n header.d=example.com;dmarc=pass action=none\r\n header.from=example.com;compauth=pass reason=100",
			"| spf=pass (sender IP is 192.0.2.10) smtp.mailfrom:example.com dkim=pass (signature was verified) header.d:example.com dmarc=pass action:none header.from:example.com compauth=pass reason:100"},
		{"yahoo", "atlas.v2.example; dkim=pass header.i=@example.com header.s=s1; spf=none smtp.mailfrom=bounces.example.com; dmarc=pass(p=REJECT) header.from=example.com",
			"atlas.v2.example| dkim=pass header.i:@example.com header.s:s1 spf=none smtp.mailfrom:bounces.example.com dmarc=pass (p=REJECT) header.from:example.com"},
		{"amazonses", "ses.example;\r\n spf=pass (spfCheck: domain of example.com designates 192.0.2.10 as permitted sender) client-ip=192.0.2.10; envelope-from=b@example.com; helo=out.example.com;\r\n dkim=pass header.i=@example.com;\r\n dmarc=none header.from=example.com;",
			"ses.example| spf=pass (spfCheck: domain of example.com designates 192.0.2.10 as permitted sender) client-ip:192.0.2.10 envelope-from:b@example.com helo:out.example.com dkim=pass header.i:@example.com dmarc=none header.from:example.com"},
		{"zoho", "mx.zoho.example;\r\n\tdkim=pass;\r\n\tspf=pass (zoho.example: domain of b@example.com designates 192.0.2.10 as permitted sender)  smtp.mailfrom=b@example.com;\r\n\tdmarc=pass(p=none dis=none)  header.from=example.com",
			"mx.zoho.example| dkim=pass spf=pass (zoho.example: domain of b@example.com designates 192.0.2.10 as permitted sender) smtp.mailfrom:b@example.com dmarc=pass (p=none dis=none) header.from:example.com"},
		{"opendkim", "mx.example.net;\r\n\tdkim=fail reason=\"signature verification failed\" (2048-bit key) header.d=example.com header.i=@example.com header.b=Xy", "mx.example.net| dkim=fail reason:signature verification failed (2048-bit key) header.d:example.com header.i:@example.com header.b:Xy"},
		{"no semicolon behind the name", "mx.example.net spf=pass smtp.mailfrom=x@example.net; dkim=none", "mx.example.net| spf=pass smtp.mailfrom:x@example.net dkim=none"},
		{"fastmail", "mx5.messagingengine.example;\r\n    x-csa=none; x-me-sender=none; x-ptr=pass smtp.helo=out.example.com policy.ptr=out.example.com; bimi=skipped (DMARC did not pass)",
			"mx5.messagingengine.example| x-csa=none x-me-sender=none x-ptr=pass smtp.helo:out.example.com policy.ptr:out.example.com bimi=skipped (DMARC did not pass)"},
		{"arc", "i=2; relay.example.org; arc=pass (i=1 spf=pass spfdomain=example.com); spf=fail smtp.mailfrom=x@example.net", "relay.example.org|i=2| arc=pass (i=1 spf=pass spfdomain=example.com) spf=fail smtp.mailfrom:x@example.net"},
		{"arc with spaces", " i = 1 ;  relay.example.org ; none", "relay.example.org|i=1|"},
		// Damaged.
		{"empty", "", "|"},
		{"semicolons", ";;;", "|"},
		{"an open quote", `example.com; dkim=pass reason="never closed; spf=pass`, "example.com| dkim=pass reason:never closed; spf=pass"},
		{"an open comment", "example.com; dkim=pass (never closed; spf=pass", "example.com| dkim=pass (never closed; spf=pass)"},
		{"equals signs alone", "example.com; =; ==x; a=", "example.com|"},
	} {
		if got := statementText(headers.ParseAuthResults(tt.in)); got != tt.want {
			t.Errorf("%s: ParseAuthResults(%q)\n got %s\nwant %s", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestReceivedSPF(t *testing.T) {
	for in, want := range map[string]string{
		"pass (mx.example.net: domain of b@example.com designates 192.0.2.10 as permitted sender) receiver=mx.example.net; client-ip=192.0.2.10; envelope-from=\"b@example.com\"; helo=out.example.com;": "mx.example.net| spf=pass (mx.example.net: domain of b@example.com designates 192.0.2.10 as permitted sender) receiver:mx.example.net client-ip:192.0.2.10 envelope-from:b@example.com helo:out.example.com",
		"Pass (protection.example: domain of example.com designates 192.0.2.10 as permitted sender) receiver=protection.example; client-ip=192.0.2.10; helo=out.example.com; pr=C":                       "protection.example| spf=pass (protection.example: domain of example.com designates 192.0.2.10 as permitted sender) receiver:protection.example client-ip:192.0.2.10 helo:out.example.com pr:C",
		"none": "| spf=none",
		"softfail (google.example: domain of transitioning b@example.com does not designate 192.0.2.10 as permitted sender) client-ip=192.0.2.10;": "google.example| spf=softfail (google.example: domain of transitioning b@example.com does not designate 192.0.2.10 as permitted sender) client-ip:192.0.2.10",
		"": "",
	} {
		rep, err := headers.Analyze([]byte("From: a@example.com\nReceived-SPF: "+in+"\n"), headers.Options{})
		if err != nil || len(rep.Authentication) != 1 {
			t.Fatalf("Received-SPF %q: %v, %d statements", in, err, len(rep.Authentication))
		}
		got := statementText(rep.Authentication[0])
		if in == "" {
			got = strings.Trim(got, "|")
		}
		if got != want {
			t.Errorf("Received-SPF %q\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestAuthFindings(t *testing.T) {
	at := func(results string) string { return mail("+Authentication-Results: mx.example.net; " + results) }
	const seal = "+ARC-Seal: i=1; cv=none; a=rsa-sha256; d=example.org; s=a; b=AA"
	const ams = "+ARC-Message-Signature: i=1; a=rsa-sha256; d=example.org; s=a; h=from; bh=AA; b=AA"
	const aar = "+ARC-Authentication-Results: i=1; mx.example.org; spf=pass"
	runFindings(t, headers.Options{Now: now}, []findingCase{
		{"all passes", at("spf=pass smtp.mailfrom=bounces.example.com; dkim=pass header.d=example.com; dmarc=pass header.from=example.com"), ""},
		{"SPF fails", at("spf=fail smtp.mailfrom=bounces.example.com"), "warn auth-failed"},
		{"SPF softfails", at("spf=softfail smtp.mailfrom=bounces.example.com"), "warn auth-failed"},
		{"SPF is neutral", at("spf=neutral smtp.mailfrom=bounces.example.com"), ""},
		{"one signature of two fails", at("dkim=fail header.d=example.com; dkim=pass header.d=esp.example"), ""},
		{"the only signature fails", at("dkim=fail header.d=example.com"), "warn auth-failed"},
		{"DMARC fails", at("dmarc=fail header.from=example.com"), "fail auth-failed"},
		{"composite authentication fails", at("compauth=fail reason=001"), "warn auth-failed"},
		{"reverse DNS fails", at("iprev=fail policy.iprev=192.0.2.10"), "warn auth-failed"},
		{"passed once, fails now", mail("+Authentication-Results: relay.example.org; dkim=pass header.d=example.com", "+Authentication-Results: mx.example.net; dkim=fail header.d=example.com"), "warn auth-disagree, warn auth-failed"},
		{"nothing aligned", mail("DKIM-Signature: v=1; a=rsa-sha256; d=esp.example; s=s1; h=from:to:subject:date; bh=AA; b=AA", "Return-Path: <b@esp.example>"), "warn nothing-aligned"},
		{"envelope sender aligned", mail("DKIM-Signature: v=1; a=rsa-sha256; d=esp.example; s=s1; h=from:to:subject:date; bh=AA; b=AA"), ""},
		{"neither", mail("-DKIM-Signature", "Return-Path: <b@esp.example>"), "info dkim-none, warn nothing-aligned"},
		{"no signature", mail("-DKIM-Signature"), "info dkim-none"},
		{"a public suffix aligns nobody", mail("From: nina@shop.co.uk", "Return-Path: <b@other.co.uk>", "-DKIM-Signature", "Message-ID: <1@shop.co.uk>"), "info dkim-none, warn nothing-aligned"},
		{"From is not signed", mail("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=to:subject:date; bh=AA; b=AA"), "info dkim-odd"},
		{"l=", mail("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; l=100; h=from:to:subject:date; bh=AA; b=AA"), "info dkim-odd"},
		{"SHA-1", mail("DKIM-Signature: v=1; a=rsa-sha1; d=example.com; s=s1; h=from:to:subject:date; bh=AA; b=AA"), "info dkim-odd"},
		{"expired on the way", mail("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; x=1793600000; h=from:to:subject:date; bh=AA; b=AA"), "info dkim-odd"},
		{"expired since", mail("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; x=1794000000; h=from:to:subject:date; bh=AA; b=AA"), ""},
		{"Subject is not signed", mail("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from:to:date; bh=AA; b=AA"), "info dkim-odd"},
		{"an ARC set", mail(seal, ams, aar), ""},
		{"an ARC set without its seal", mail(ams, aar), "warn arc-broken"},
		{"an ARC field twice", mail(seal, ams, aar, aar), "warn arc-broken"},
		{"ARC begins with set 2", mail("+ARC-Seal: i=2; cv=pass; d=example.org; s=a; b=AA", "+ARC-Message-Signature: i=2; d=example.org; s=a; b=AA", "+ARC-Authentication-Results: i=2; mx.example.org; none"), "warn arc-broken"},
		{"ARC set 1 says pass", mail("+ARC-Seal: i=1; cv=pass; d=example.org; s=a; b=AA", ams, aar), "warn arc-broken"},
		{"ARC failed", mail("+ARC-Seal: i=2; cv=fail; d=example.org; s=a; b=AA", "+ARC-Message-Signature: i=2; d=example.org; s=a; b=AA", "+ARC-Authentication-Results: i=2; mx.example.org; none", seal, ams, aar), "warn arc-failed"},
	})
}

func TestIdentities(t *testing.T) {
	rep, err := headers.Analyze([]byte(mail(
		"Sender: <list@example.org>", "+Reply-To: a@mail.example.com, B <b@example.net>", "+List-Id: The list <dev.lists.example.org>",
		"+List-Unsubscribe: <https://leave.example.org:8443/x?y>, <mailto:z@example.com>", "+List-Post: <mailto:dev@lists.example.org?subject=x>", "+Resent-From: x@example.com",
	)), headers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, id := range rep.Identities {
		got = append(got, strings.Join([]string{id.Role, id.Domain, string(id.Alignment)}, " "))
	}
	want := []string{
		"From example.com strict", "Sender example.org other", "Return-Path bounces.example.com relaxed", "Reply-To mail.example.com relaxed", "Reply-To example.net other",
		"Resent-From example.com strict", "List-Id dev.lists.example.org other", "List-Post lists.example.org other", "List-Unsubscribe leave.example.org other",
		"Message-ID example.com strict", "dkim example.com strict",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("identities are\n%s\nwant\n%s", g, w)
	}
}

// TestStatementHop finds the hop whose server wrote a statement.
func TestStatementHop(t *testing.T) {
	const top = "Received: from mx.example.net ([10.0.0.2]) by box.example.net with LMTP id 3; Mon, 2 Nov 2026 09:14:10 +0000\n"
	const in = "Received: from out.example.com ([192.0.2.10]) by mx.example.net with ESMTPS id 2; Mon, 2 Nov 2026 09:14:09 +0000\n"
	const first = "Received: from pc.example.com ([198.51.100.7]) by out.example.com with ESMTPSA id 1; Mon, 2 Nov 2026 09:14:05 +0000\n"
	const from = "From: a@example.com\n"
	for _, tt := range []struct {
		name, mail string
		hop        int
	}{
		{"above the line of its server", top + "Authentication-Results: mx.example.net; spf=pass\n" + in + first + from, 2},
		{"under the line of its server", top + in + "Authentication-Results: mx.example.net; spf=pass\n" + first + from, 2},
		{"at the top", "Authentication-Results: mx.example.net; spf=pass\n" + top + in + first + from, 2},
		{"of the organization", "Authentication-Results: auth.example.net; spf=pass\n" + top + in + first + from, 2},
		{"without a name", "Authentication-Results: spf=pass smtp.mailfrom=example.com\n" + top + in + first + from, 2},
		{"by the client that it is about", "Authentication-Results: spf=pass (sender IP is 198.51.100.7) smtp.mailfrom=example.com\n" + top + in + first + from, 1},
		{"by Received-SPF", "Received-SPF: pass (ok) client-ip=198.51.100.7; helo=pc\n" + top + in + first + from, 1},
		{"of a server that is not there", top + in + first + "Authentication-Results: gone.example; spf=pass\n" + from, 0},
		{"without a trace", "Authentication-Results: mx.example.net; spf=pass\n" + from, 0},
	} {
		rep, err := headers.Analyze([]byte(tt.mail), headers.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := rep.Authentication[0].Hop; got != tt.hop {
			t.Errorf("%s: Hop = %d, want %d", tt.name, got, tt.hop)
		}
	}
}

// TestInternal tells the hops within one host, network or organization.
func TestInternal(t *testing.T) {
	for in, want := range map[string]string{
		"from a.example.com ([192.0.2.1]) by b.example.net with SMTP":                                         "public false",
		"from a.example.com ([192.0.2.1]) by b.example.com with SMTP":                                         "public true",
		"from a.example.co.uk ([192.0.2.1]) by b.other.co.uk with SMTP":                                       "public false",
		"from a.example.com ([10.1.2.3]) by b.example.net with SMTP":                                          "private true",
		"from a.example.com ([100.64.0.1]) by b.example.net with SMTP":                                        "shared true",
		"from a.example.com ([127.0.0.1]) by b.example.net with SMTP":                                         "loopback true",
		"from a.example.com ([fe80::1]) by b.example.net with SMTP":                                           "link-local true",
		"from a.example.com ([fd00::1]) by b.example.net with SMTP":                                           "private true",
		"from a.example.com ([0.0.0.1]) by b.example.net with SMTP":                                           "reserved false",
		"from a.example.com ([2001:db8::1]) by b.example.net with SMTP":                                       "public false",
		"from www by b.example.net with local":                                                                " true",
		"by b.example.net (Postfix, from userid 0)":                                                           " true",
		"from DU1.prod.exchangelabs.com (2001:db8::1) by DB7.prod.outlook.com with HTTPS":                     "public true",
		"from EUR.outbound.protection.outlook.com (2001:db8::1) by AM0.mail.protection.outlook.com with SMTP": "public false",
	} {
		rep, err := headers.Analyze([]byte("Received: "+in+" id 1; Mon, 2 Nov 2026 09:14:09 +0000\n"), headers.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if h := rep.Hops[0]; fmt.Sprintf("%s %t", h.Scope, h.Internal) != want {
			t.Errorf("%s: scope and internal are %s %t, want %s", in, h.Scope, h.Internal, want)
		}
	}
}
