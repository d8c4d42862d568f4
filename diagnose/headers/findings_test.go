package headers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// good is a header that nothing is odd about.
const good = `Return-Path: <b@bounces.example.com>
Received: from out.example.com (out.example.com [192.0.2.10]) by mx.example.net (Postfix) with ESMTPS id 2; Mon, 2 Nov 2026 09:14:09 +0000
Received: from [10.0.0.7] (out.example.com [192.0.2.10]) by out.example.com (Postfix) with ESMTPSA id 1; Mon, 2 Nov 2026 09:14:06 +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=from:to:subject:date:message-id; bh=AAAA; b=AAAA
Date: Mon, 2 Nov 2026 09:14:02 +0000
From: Nina <nina@example.com>
To: jane@example.net
Subject: The minutes
Message-ID: <1@example.com>
`

// mail gives the good header with changes: "Name: value" puts a field in the
// place of those with its name, "+Name: value" adds one at the top, "-Name" takes
// those with the name away.
func mail(changes ...string) string {
	lines := strings.SplitAfter(good, "\n")
	for _, c := range changes {
		switch c[0] {
		case '+':
			lines = slices.Insert(lines, 0, c[1:]+"\n")
			continue
		case '-':
			lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, c[1:]+":") })
			continue
		}
		name, _, _ := strings.Cut(c, ":")
		at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, name+":") })
		if at < 0 {
			at = 0
		}
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, name+":") })
		lines = slices.Insert(lines, min(at, len(lines)), c+"\n")
	}
	return strings.Join(lines, "")
}

// A findingCase is a header and the findings that it must have, those and no
// others; what everybody gets for want of Options.Own is left out.
type findingCase struct {
	name string
	mail string
	want string
}

func runFindings(t *testing.T, opts headers.Options, cases []findingCase) {
	t.Helper()
	for _, c := range cases {
		rep, err := headers.Analyze([]byte(c.mail), opts)
		if err != nil {
			t.Errorf("%s: Analyze = %v", c.name, err)
			continue
		}
		var got []string
		var texts strings.Builder
		for _, f := range rep.Findings {
			if f.ID == headers.TrustUnknown {
				continue
			}
			id := strings.TrimPrefix(f.ID, "headers-")
			if !slices.Contains(got, string(f.Severity)+" "+id) {
				got = append(got, string(f.Severity)+" "+id)
			}
			texts.WriteString("\n  " + f.Text)
		}
		slices.Sort(got)
		if g := strings.Join(got, ", "); g != c.want {
			t.Errorf("%s: findings are %q, want %q%s", c.name, g, c.want, texts.String())
		}
	}
}

var now = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

func TestOriginFindings(t *testing.T) {
	runFindings(t, headers.Options{Now: now}, []findingCase{
		{"nothing odd", good, ""},
		{"no From", mail("-From"), "fail from-missing"},
		{"two From", mail("+From: other@example.com"), "fail field-twice"},
		{"From without address", mail("From: The Boss"), "fail from-invalid"},
		{"From without domain", mail("From: nina"), "fail from-invalid"},
		{"From empty", mail("From:"), "fail from-invalid"},
		{"two authors, no Sender", mail("From: nina@example.com, jo@example.com"), "warn from-many"},
		{"two authors and Sender", mail("From: nina@example.com, jo@example.com", "Sender: nina@example.com"), "warn from-many"},
		{"group in From", mail("From: Staff: nina@example.com, jo@example.com;"), "warn from-many"},
		{"encoded comma is one author", mail("From: =?utf-8?q?Doe=2C_Nina?= <nina@example.com>"), ""},
		{"quoted comma is one author", mail(`From: "Doe, Nina" <nina@example.com>`), ""},
		{"no Date", mail("-Date"), "fail date-missing"},
		{"Date that is none", mail("Date: tomorrow"), "warn date-invalid"},
		{"two Dates", mail("+Date: Mon, 2 Nov 2026 09:14:02 +0000"), "warn field-twice"},
		{"Date after the first hop", mail("Date: Mon, 2 Nov 2026 10:14:02 +0000"), "warn date-future"},
		{"Date a minute after the first hop", mail("Date: Mon, 2 Nov 2026 09:15:02 +0000"), ""},
		{"Date long before", mail("Date: Mon, 26 Oct 2026 09:14:02 +0000"), "info date-old"},
		{"Date still to come", mail("-Received", "Date: Mon, 2 Nov 2027 09:14:02 +0000"), "info no-received, warn date-future"},
		{"no Message-ID", mail("-Message-ID"), "warn message-id-missing"},
		{"two Message-IDs", mail("+Message-ID: <2@example.com>"), "warn field-twice"},
		{"Message-ID without brackets", mail("Message-ID: 1@example.com"), "warn message-id-invalid"},
		{"Message-ID without right side", mail("Message-ID: <1234>"), "warn message-id-invalid"},
		{"Message-ID empty", mail("Message-ID:"), "warn message-id-invalid"},
		{"Message-ID with spaces", mail("Message-ID: <1 2@example.com>"), "warn message-id-invalid"},
		{"Message-ID with two @", mail("Message-ID: <1@2@example.com>"), "warn message-id-invalid"},
		{"Message-ID of localhost", mail("Message-ID: <1@localhost.localdomain>"), "info message-id-local"},
		{"Message-ID of a bare name", mail("Message-ID: <1@pc7>"), "info message-id-local"},
		{"Message-ID of another domain", mail("Message-ID: <1@mailer.example.org>"), ""},
		{"two Subjects", mail("+Subject: other"), "warn field-twice"},
		{"two Tos", mail("+To: other@example.net"), "warn field-twice"},
		{"two Reply-Tos", mail("+Reply-To: nina@example.com", "+Reply-To: nina@example.com"), "warn field-twice"},
		{"two Content-Types", mail("+Content-Type: text/plain", "+Content-Type: text/html", "+MIME-Version: 1.0"), "warn field-twice"},
		{"two Received are fine", mail("+Comments: a", "+Comments: b"), ""},
		{"neither To nor Cc", mail("-To"), "info no-recipient"},
		{"Cc alone", mail("-To", "+Cc: jane@example.net"), ""},
		{"Content-Type alone", mail("+Content-Type: text/plain"), "info mime-version-missing"},
	})
}

func TestFormFindings(t *testing.T) {
	long := "Subject: " + strings.Repeat("x", 1000)
	runFindings(t, headers.Options{Now: now}, []findingCase{
		{"a long line", mail(long), "warn line-too-long"},
		{"998 octets are fine", mail("Subject: " + strings.Repeat("x", 989)), ""},
		{"a long value that is folded", mail("Subject: " + strings.Repeat("word\n ", 400) + "end"), ""},
		{"UTF-8", mail("Subject: Grüße"), "info 8bit"},
		{"Latin-1", mail("Subject: Gr\xfc\xdfe"), "warn not-utf8"},
		{"encoded", mail("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?="), ""},
		{"NUL", mail("Subject: a\x00b"), "warn hidden-characters, warn nul"},
		{"a bare CR", mail("Subject: a\rb"), "warn bare-cr"},
		{"a bare LF among CRLF", strings.Replace(strings.ReplaceAll(good, "\n", "\r\n"), "minutes\r\n", "minutes\n", 1), "warn bare-lf"},
		{"CRLF", strings.ReplaceAll(good, "\n", "\r\n"), ""},
		{"folded with a blank line", mail("Subject: a\n \n b"), "warn folded-blank"},
		{"a space before the colon", mail("Subject : a", "-Subject"), "info space-before-colon"},
		{"a line that is no field", mail("Subject: a\nthis is no field"), "warn no-field"},
		{"no empty line before the body", good + "This is the text.\nAnd more.\n", "warn unended"},
		{"a body", good + "\nThis is the text.\n", ""},
		{"a mbox line and a byte order mark", "\xef\xbb\xbfFrom nina@example.com Mon Nov  2 09:14:02 2026\n" + good, ""},
		{"empty lines ahead", "\n\n" + good, ""},
	})
}

func TestDomainFindings(t *testing.T) {
	runFindings(t, headers.Options{Now: now}, []findingCase{
		{"an A-label", mail("From: nina@example.com", "+Reply-To: nina@xn--mnchen-3ya.example"), "info domain-punycode, info reply-to-other-domain"},
		{"Cyrillic that looks Latin", mail("From: nina@example.com", "+Reply-To: nina@xn--80ak6aa92e.com"), "info reply-to-other-domain, warn domain-lookalike"},
		{"mixed scripts", mail("+Reply-To: help@ex\u0430mple.com"), "info 8bit, warn domain-mixed-script, warn reply-to-lookalike"},
		{"Latin beside Han is usual", mail("+Reply-To: help@abc\u6f22\u5b57.example"), "info 8bit, info domain-punycode, info reply-to-other-domain"},
		{"all Cyrillic that is honest", mail("+Reply-To: help@\u043f\u043e\u0447\u0442\u0430\u044f.example"), "info 8bit, info domain-punycode, info reply-to-other-domain"},
		{"a domain that is none", mail("+Reply-To: help@example..org"), "info reply-to-other-domain, warn domain-invalid"},
		{"Reply-To elsewhere", mail("+Reply-To: help@example.org"), "info reply-to-other-domain"},
		{"Reply-To in a subdomain", mail("+Reply-To: help@desk.example.com"), ""},
		{"Reply-To with a digit for a letter", mail("+Reply-To: nina@examp1e.com"), "warn reply-to-lookalike"},
		{"Reply-To with rn for m", mail("+Reply-To: nina@exarnple.com"), "warn reply-to-lookalike"},
		{"Reply-To with letters exchanged", mail("+Reply-To: nina@exmaple.com"), "warn reply-to-lookalike"},
		{"Reply-To with a letter missing", mail("+Reply-To: nina@exmple.com"), "warn reply-to-lookalike"},
		{"a name with its own address", mail(`From: "nina@example.com" <nina@example.com>`), ""},
		{"a name with a colleague's address", mail(`From: "jo@example.com" <nina@example.com>`), "info name-other-address"},
		{"a name with a stranger's address", mail(`From: "ceo@bank.example" <nina@example.com>`), "warn name-other-address"},
		{"an encoded name with an address", mail("From: =?utf-8?q?ceo=40bank=2Eexample?= <nina@example.com>"), "warn name-other-address"},
		{"a second pair of brackets", mail("From: <ceo@bank.example> <nina@example.com>"), "warn name-other-address"},
		{"a name whose address a provider rewrote", mail(`From: "jo@example.org" <jo=example.org@example.com>`), ""},
		{"an @ that is no address", mail(`From: "Nina @ Home" <nina@example.com>`), ""},
		{"text turned around", mail("Subject: =?utf-8?b?4oCuZ3BqLmV4ZQ==?="), "warn hidden-characters"},
		{"zero width in a name", mail("From: =?utf-8?b?TmnigItuYQ==?= <nina@example.com>"), "warn hidden-characters"},
		{"joiners of emoji are fine", mail("Subject: =?utf-8?b?8J+RqOKAjfCfkak=?="), ""},
	})
}

func TestHopFindings(t *testing.T) {
	hop := func(from, by, with, date string) string {
		return "Received: from " + from + " by " + by + " with " + with + " id 1; Mon, 2 Nov 2026 " + date + " +0000"
	}
	trace := func(newestFirst ...string) string {
		changes := []string{"-Received"}
		for _, line := range slices.Backward(newestFirst) {
			changes = append(changes, "+"+line)
		}
		return mail(changes...)
	}
	const client = "pc.example.com (pc.example.com [192.0.2.77])"
	const out = "out.example.com (out.example.com [192.0.2.10])"
	runFindings(t, headers.Options{Now: now}, []findingCase{
		{"no trace", mail("-Received"), "info no-received"},
		{"a hop without a date", trace("Received: from " + out + " by mx.example.net with ESMTPS id 1"), "info hop-no-date"},
		{"a date that can't be read", trace("Received: from " + out + " by mx.example.net with ESMTPS id 1; the 2nd"), "info hop-no-date"},
		{"a step of an hour", trace(hop(out, "mx.example.net", "ESMTPS", "10:20:00"), hop(client, "out.example.com", "ESMTPSA", "09:14:03")), "info hop-delay"},
		{"a step of five minutes", trace(hop(out, "mx.example.net", "ESMTPS", "09:19:00"), hop(client, "out.example.com", "ESMTPSA", "09:14:03")), ""},
		{"a clock ahead", trace(hop("relay.example.org (relay.example.org [198.51.100.9])", "mx.example.net", "ESMTPS", "09:14:10"), hop(out, "relay.example.org", "ESMTPS", "10:14:08"), hop(client, "out.example.com", "ESMTPSA", "09:14:05")), "warn clock-skew"},
		{"a clock behind", trace(hop("relay.example.org (relay.example.org [198.51.100.9])", "mx.example.net", "ESMTPS", "09:14:10"), hop(out, "relay.example.org", "ESMTPS", "09:11:08"), hop(client, "out.example.com", "ESMTPSA", "09:14:05")), "warn clock-skew"},
		{"seconds of skew are usual", trace(hop(out, "mx.example.net", "ESMTPS", "09:14:01"), hop(client, "out.example.com", "ESMTPSA", "09:14:04")), ""},
		{"a hop in the future", trace("Received: from " + out + " by mx.example.net with ESMTPS id 1; Mon, 6 Dec 2027 09:14:09 +0000"), "info date-old, warn hop-future"},
		{"without TLS", trace(hop(out, "mx.example.net", "ESMTP", "09:14:09")), "info hop-plain"},
		{"without TLS inside", trace(hop("a (a [10.0.0.1])", "b", "ESMTP", "09:14:09")), ""},
		{"old TLS", trace("Received: from " + out + " (using TLSv1 with cipher AES128-SHA (128/128 bits)) by mx.example.net with ESMTPS id 1; Mon, 2 Nov 2026 09:14:09 +0000"), "info hop-old-tls"},
		{"no name in reverse DNS", trace(hop("out.example.com (unknown [192.0.2.10])", "mx.example.net", "ESMTPS", "09:14:09")), "info no-reverse-name"},
		{"HELO of somebody else", trace(hop("mail.bank.example (dsl-10.isp.example [192.0.2.10])", "mx.example.net", "ESMTPS", "09:14:09")), "info helo-mismatch"},
		{"HELO of a mail program", trace(hop("[10.0.0.7] (dsl-10.isp.example [192.0.2.10])", "mx.example.net", "ESMTPSA", "09:14:09")), ""},
		{"round in a circle", trace(hop("b.example.org (b.example.org [198.51.100.2])", "a.example.net", "ESMTPS", "09:14:09"), hop("a.example.net (a.example.net [198.51.100.1])", "b.example.org", "ESMTPS", "09:14:08"), hop(out, "a.example.net", "ESMTPS", "09:14:07")), "warn loop-host"},
		{"through a filter on the host itself", trace(hop("mx.example.net (localhost [127.0.0.1])", "mx.example.net", "ESMTP", "09:14:09"), hop("localhost (localhost [127.0.0.1])", "localhost", "ESMTP", "09:14:08"), hop(out, "mx.example.net", "ESMTPS", "09:14:07")), ""},
		{"delivered twice to one", mail("+Delivered-To: jane@example.net", "+Delivered-To: Jane@example.net"), "warn loop-delivered-to"},
		{"delivered twice to two", mail("+Delivered-To: jane@example.net", "+Delivered-To: info@example.net"), ""},
		{"many hops", trace(slices.Repeat([]string{hop("a (a [10.0.0.1])", "b", "ESMTP", "09:14:09")}, 25)...), "warn many-hops"},
	})
}

func TestTrustFindings(t *testing.T) {
	forged := "Received: from evil.example ([203.0.113.66]) by mx.example.net with ESMTPS id 9; Mon, 2 Nov 2026 09:14:00 +0000"
	below := strings.Replace(good, "DKIM-Sig", forged+"\nAuthentication-Results: mx.example.net; dmarc=pass header.from=example.com\nDKIM-Sig", 1)
	for _, tt := range []struct {
		name   string
		own    []string
		mail   string
		border int
		want   string
	}{
		{"a host", []string{"mx.example.net"}, good, 2, "info trust-border"},
		{"a domain", []string{"example.net"}, good, 2, "info trust-border"},
		{"another host", []string{"mx2.example.net"}, good, 0, "warn trust-border"},
		{"the end of a name is no domain", []string{"ample.net"}, good, 0, "warn trust-border"},
		{"both", []string{"example.net", "example.com"}, good, 1, "info trust-border"},
		{"an own name below a stranger's is no own line", []string{"mx.example.net"}, below, 3, "info trust-border, warn auth-untrusted"},
	} {
		rep, err := headers.Analyze([]byte(tt.mail), headers.Options{Own: tt.own})
		if err != nil {
			t.Errorf("%s: Analyze = %v", tt.name, err)
			continue
		}
		if rep.Border != tt.border {
			t.Errorf("%s: Border = %d, want %d", tt.name, rep.Border, tt.border)
		}
		runFindings(t, headers.Options{Own: tt.own}, []findingCase{{tt.name, tt.mail, tt.want}})
	}
}
