package dsn

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// summary writes what is set of a Received field, in one line.
func summary(r Received) string {
	var b strings.Builder
	add := func(name, value string) {
		if value != "" && value != "invalid IP" {
			fmt.Fprintf(&b, " %s=%s", name, value)
		}
	}
	add("name", r.Name)
	add("from", r.From)
	add("helo", r.HELO)
	add("ip", r.IP.String())
	add("by", r.By)
	add("byip", r.ByIP.String())
	add("sw", r.Software)
	add("with", r.With)
	add("via", r.Via)
	add("id", r.ID)
	add("for", r.For)
	add("user", r.User)
	add("mailfrom", r.EnvelopeFrom)
	if r.TLS {
		add("tls", strings.Join(strings.Fields("yes "+r.TLSVersion+" "+r.Cipher), " "))
	}
	if r.Authenticated {
		add("auth", "yes")
	}
	if r.Local {
		add("local", "yes")
	}
	if !r.Date.IsZero() {
		add("date", r.Date.UTC().Format(time.RFC3339))
	} else {
		add("baddate", r.DateText)
	}
	return strings.TrimSpace(b.String())
}

func TestParseReceived(t *testing.T) {
	const date, wantDate = "; Mon, 2 Nov 2026 10:14:07 +0100", " date=2026-11-02T09:14:07Z"
	tests := []struct{ name, in, want string }{
		{"postfix", "from out.example.com (rdns.example.com [192.0.2.10])\r\n\tby mx.example.net (Postfix) with ESMTP id 4F1c2Q5zX1\r\n\tfor <jane@example.net>",
			"from=rdns.example.com helo=out.example.com ip=192.0.2.10 by=mx.example.net sw=Postfix with=ESMTP id=4F1c2Q5zX1 for=jane@example.net"},
		{"postfix tls", "from out.example.com (unknown [192.0.2.10]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (4096 bits) server-digest SHA256) (No client certificate requested) by mx.example.net (Postfix) with ESMTPS id 4F1",
			"helo=out.example.com ip=192.0.2.10 by=mx.example.net sw=Postfix with=ESMTPS id=4F1 tls=yes 1.3 TLS_AES_256_GCM_SHA384"},
		{"postfix submission", "from [192.168.1.7] (dsl.example.org [198.51.100.7]) (Authenticated sender: bob) by mail.example.com (Postfix) with ESMTPSA id 4F1",
			"from=dsl.example.org helo=[192.168.1.7] ip=198.51.100.7 by=mail.example.com sw=Postfix with=ESMTPSA id=4F1 user=bob tls=yes auth=yes"},
		{"postfix IPv6", "from out.example.com (out.example.com [IPv6:2001:db8::10]) by mx.example.net (Postfix) with ESMTPS id 1",
			"from=out.example.com helo=out.example.com ip=2001:db8::10 by=mx.example.net sw=Postfix with=ESMTPS id=1 tls=yes"},
		{"postfix pickup", "by mail.example.com (Postfix, from userid 1000) id 4F1", "by=mail.example.com sw=Postfix id=4F1 local=yes"},
		{"sendmail", "from out.example.com (out.example.com [192.0.2.10]) by mx.example.net (8.17.1/8.17.1/Debian-2) with ESMTPS id 6ANL (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT) for <jane@example.net>",
			"from=out.example.com helo=out.example.com ip=192.0.2.10 by=mx.example.net sw=Sendmail 8.17.1 with=ESMTPS id=6ANL for=jane@example.net tls=yes 1.3 TLS_AES_256_GCM_SHA384"},
		{"sendmail local", "(from root@localhost) by mail.example.com (8.14.4/8.14.4/Submit) id oBA4", "by=mail.example.com sw=Sendmail 8.14.4 id=oBA4 local=yes"},
		{"sendmail auth", "from pc (dsl.example.org [198.51.100.7]) (authenticated bits=0) by mail.example.com (8.15.2/8.15.2) with ESMTPSA id 1",
			"from=dsl.example.org helo=pc ip=198.51.100.7 by=mail.example.com sw=Sendmail 8.15.2 with=ESMTPSA id=1 tls=yes auth=yes"},
		{"exim", "from [192.0.2.10] (helo=app.example.com) by mail.example.com with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <b@example.com>) id 1xVb78 for info@example.net",
			"helo=app.example.com ip=192.0.2.10 by=mail.example.com sw=Exim 4.96 with=esmtps id=1xVb78 for=info@example.net mailfrom=b@example.com tls=yes 1.3 TLS_AES_256_GCM_SHA384"},
		{"exim with names", "from out.example.com ([192.0.2.10]:41234 helo=app.example.com) by mail.example.com with esmtpsa (TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.92) (envelope-from <b@example.com>) id 1xVb",
			"from=out.example.com helo=app.example.com ip=192.0.2.10 by=mail.example.com sw=Exim 4.92 with=esmtpsa id=1xVb mailfrom=b@example.com tls=yes 1.2 ECDHE-RSA-AES256-GCM-SHA384 auth=yes"},
		{"exim local", "from www-data by mail.example.com with local (Exim 4.96) (envelope-from <www-data@mail.example.com>) id 1xVb for a@example.net",
			"name=www-data by=mail.example.com sw=Exim 4.96 with=local id=1xVb for=a@example.net mailfrom=www-data@mail.example.com local=yes"},
		{"exim port in brackets", "from [192.0.2.166] ([192.0.2.166:0318] helo=PC) by mail.example.com with ESMTP id 1",
			"helo=PC ip=192.0.2.166 by=mail.example.com with=ESMTP id=1"},
		{"qmail", "from unknown (HELO out.example.com) (192.0.2.10) by mx.example.net with SMTP", "from=unknown helo=out.example.com ip=192.0.2.10 by=mx.example.net with=SMTP"},
		{"qmail network", "(qmail 12345 invoked from network)", ""},
		{"qmail user", "(qmail 12345 invoked by uid 1001)", "local=yes"},
		{"qmail tls", "from out.example.com (HELO app.example.com) (TLSv1.2 encrypted [192.0.2.10]) by mx.example.net with ESMTPS", "from=out.example.com helo=app.example.com ip=192.0.2.10 by=mx.example.net with=ESMTPS tls=yes 1.2"},
		{"exchange", "from EX1.example.com (10.1.1.33) by EX2.example.com (10.1.1.34) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.1.2507.6",
			"helo=EX1.example.com ip=10.1.1.33 by=EX2.example.com byip=10.1.1.34 sw=Exchange with=Microsoft SMTP Server id=15.1.2507.6 tls=yes 1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
		{"exchange (TLS)", "from EX1 (10.1.1.33) by EX2 (10.1.1.34) with Microsoft SMTP Server (TLS) id 14.3.123.3", "helo=EX1 ip=10.1.1.33 by=EX2 byip=10.1.1.34 sw=Exchange with=Microsoft SMTP Server id=14.3.123.3 tls=yes"},
		{"exchange mapi", "from EX1.example.com ([fe80::b51c:1]) by EX1.example.com ([::1%14]) with mapi id 15.01.2507.006",
			"helo=EX1.example.com ip=fe80::b51c:1 by=EX1.example.com byip=::1 with=mapi id=15.01.2507.006"},
		{"microsoft365 frontend", "from mail.example.com (192.0.2.10) by AM0.mail.protection.outlook.com (2603:10a6::1) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.8114.16 via Frontend Transport",
			"helo=mail.example.com ip=192.0.2.10 by=AM0.mail.protection.outlook.com byip=2603:10a6::1 sw=Exchange with=Microsoft SMTP Server via=Frontend Transport id=15.20.8114.16 tls=yes 1.3 TLS_AES_256_GCM_SHA384"},
		{"microsoft365 https", "from DB7.prod.outlook.com (2603:10a6:1::17) by AM0.prod.outlook.com with HTTPS", "helo=DB7.prod.outlook.com ip=2603:10a6:1::17 by=AM0.prod.outlook.com with=HTTPS tls=yes"},
		{"gmail", "from mail-yk0-x246.google.com (mail-yk0-x246.google.com. [2607:f8b0:4002:c07::246]) by mx.google.com with ESMTPS id v10si194 for <jane@gmail.example> (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128)",
			"from=mail-yk0-x246.google.com helo=mail-yk0-x246.google.com ip=2607:f8b0:4002:c07::246 by=mx.google.com with=ESMTPS id=v10si194 for=jane@gmail.example tls=yes 1.3 TLS_AES_128_GCM_SHA256"},
		{"gmail inner", "by 2002:a05:6402:40c8:b0:5d1:1f1a:1234 with SMTP id z8csp123", "by=2002:a05:6402:40c8:b0:5d1:1f1a:1234 byip=2002:a05:6402:40c8:b0:5d1:1f1a:1234 with=SMTP id=z8csp123"},
		{"gmail web", "by 10.66.241.15 with HTTP", "by=10.66.241.15 byip=10.66.241.15 with=HTTP"},
		{"gmail submission", "from [192.168.0.4] (dsl.example.org. [198.51.100.7]) by smtp.gmail.com with ESMTPSA id i10sm24 for <a@example.net> (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128)",
			"from=dsl.example.org helo=[192.168.0.4] ip=198.51.100.7 by=smtp.gmail.com with=ESMTPSA id=i10sm24 for=a@example.net tls=yes 1.3 TLS_AES_128_GCM_SHA256 auth=yes"},
		{"yahoo", "from 192.0.2.10 (EHLO out.example.com) by 10.197.33.1 with SMTPs (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256)", "helo=out.example.com ip=192.0.2.10 by=10.197.33.1 byip=10.197.33.1 with=SMTPs tls=yes 1.3 TLS_AES_128_GCM_SHA256"},
		{"amazon", "from a27-5.smtp-out.example.com (a27-5.smtp-out.example.com [192.0.2.27]) by inbound-smtp.example.com with SMTP id k6sb for jane@example.net",
			"from=a27-5.smtp-out.example.com helo=a27-5.smtp-out.example.com ip=192.0.2.27 by=inbound-smtp.example.com with=SMTP id=k6sb for=jane@example.net"},
		{"amazon submission", "from app (ec2.example.com. [192.0.2.44]) by email-smtp.example.com with SMTP (SimpleEmailService-d-ABC) id xyz for jane@example.net",
			"from=ec2.example.com helo=app ip=192.0.2.44 by=email-smtp.example.com sw=SimpleEmailService with=SMTP id=xyz for=jane@example.net"},
		{"zoho", "from mail.zoho.example by mx.zohomail.example with SMTP id 17000000001; Mon, 2 Nov 2026 01:14:07 -0800 (PST)", "helo=mail.zoho.example by=mx.zohomail.example with=SMTP id=17000000001"},
		{"mimecast", "from out.example.com (out.example.com [192.0.2.10]) by relay.mimecast.example with ESMTP with STARTTLS (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id uk-mta-1-abc-1",
			"from=out.example.com helo=out.example.com ip=192.0.2.10 by=relay.mimecast.example with=ESMTP id=uk-mta-1-abc-1 tls=yes 1.3 TLS_AES_256_GCM_SHA384"},
		{"proofpoint", "from pps.filterd (m0001.ppops.example [127.0.0.1]) by mx0a-1.pphosted.example (8.18.1.2/8.18.1.2) with ESMTP id 4A2",
			"from=m0001.ppops.example helo=pps.filterd ip=127.0.0.1 by=mx0a-1.pphosted.example sw=Sendmail 8.18.1.2 with=ESMTP id=4A2"},
		{"powermta", "by mta1.example.com id hs8s2q3vg4 for <jane@example.net>; Mon, 2 Nov 2026 10:14:07 +0100 (envelope-from <b@example.com>)", "by=mta1.example.com id=hs8s2q3vg4 for=jane@example.net"},
		{"opensmtpd", "from app.example.com (mail.example.com [192.0.2.10]) by mail.example.com (OpenSMTPD) with ESMTPS id 237b (TLSv1.3:TLS_CHACHA20_POLY1305_SHA256:256:NO) for <a@example.net>",
			"from=mail.example.com helo=app.example.com ip=192.0.2.10 by=mail.example.com sw=OpenSMTPD with=ESMTPS id=237b for=a@example.net tls=yes 1.3 TLS_CHACHA20_POLY1305_SHA256"},
		{"chasquid", "from app.example.com by mail.example.com (chasquid) with ESMTPSA tls TLS_AES_128_GCM_SHA256 (over submission, TLS-1.3, envelope from \"b@example.com\")",
			"helo=app.example.com by=mail.example.com sw=chasquid with=ESMTPSA tls=yes 1.3 TLS_AES_128_GCM_SHA256 auth=yes"},
		{"dma", "from root (uid 0) (envelope-from b@example.com) id 2d36 by mail.example.com (DragonFly Mail Agent v0.13)", "name=root by=mail.example.com sw=DragonFly Mail Agent v0.13 id=2d36 mailfrom=b@example.com local=yes"},
		{"haraka", "from app.example.com (mail.example.com [192.0.2.10]) by mx.example.net (Haraka/3.0.3) with ESMTPS id B38B.1 envelope-from <b@example.com> (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 verify=NO)",
			"from=mail.example.com helo=app.example.com ip=192.0.2.10 by=mx.example.net sw=Haraka/3.0.3 with=ESMTPS id=B38B.1 mailfrom=b@example.com tls=yes 1.3 TLS_AES_256_GCM_SHA384"},
		{"lmtp", "from mx.example.net ([127.0.0.1]) by mailbox.example.net with LMTP id abc (envelope-from <b@example.com>) for <jane@example.net>",
			"helo=mx.example.net ip=127.0.0.1 by=mailbox.example.net with=LMTP id=abc for=jane@example.net mailfrom=b@example.com"},
		{"gmx", "from mout.example.com ([192.0.2.7]) by mx.gmx.example (mxgmx004) with ESMTPS (Nemesis) id 0M5u99 for <a@example.net>", "helo=mout.example.com ip=192.0.2.7 by=mx.gmx.example sw=mxgmx004 with=ESMTPS id=0M5u99 for=a@example.net tls=yes"},
		{"address literal", "from [IPv6:2001:db8::7] by mx.example.net with ESMTP id 1", "ip=2001:db8::7 by=mx.example.net with=ESMTP id=1"},
		{"smtputf8", "from app.example.com ([::ffff:192.0.2.10]) by mail.example.com with UTF8SMTPS id 1", "helo=app.example.com ip=192.0.2.10 by=mail.example.com with=UTF8SMTPS id=1 tls=yes"},
		{"comments in odd places", "(a (nested) one) from (x) out.example.com ([192.0.2.10]) by (y) mx.example.net (z) id (w) 77", "from=out.example.com helo=(x) ip=192.0.2.10 by=(y) sw=y id=(w)"},
		{"old ssl", "from a.example.com ([192.0.2.10]) by b.example.com with esmtp (version=TLSv1/SSLv3 cipher=RC4-MD5)", "helo=a.example.com ip=192.0.2.10 by=b.example.com with=esmtp tls=yes 1.0 RC4-MD5"},
		{"opensmtpd local", "from mail.example.com (mail.example.com [local]) by mail.example.com (OpenSMTPD) with ESMTPA id e25b", "from=mail.example.com helo=mail.example.com by=mail.example.com sw=OpenSMTPD with=ESMTPA id=e25b auth=yes local=yes"},
		{"sendmail bounce", "from localhost (localhost) by mail.example.com (8.17.1/8.17.1) id 6ANL", "helo=localhost by=mail.example.com sw=Sendmail 8.17.1 id=6ANL local=yes"},
		{"ecelerity", "from [192.0.2.173] ([192.0.2.173:33023] helo=out.example.com) by mx.example.net (envelope-from <b@example.com>) (ecelerity 3.6.8) with ESMTPS (cipher=AES128-GCM-SHA256) id 16/7A",
			"helo=out.example.com ip=192.0.2.173 by=mx.example.net sw=ecelerity 3.6.8 with=ESMTPS id=16/7A mailfrom=b@example.com tls=yes AES128-GCM-SHA256"},
		{"over TLS", "from unknown [192.0.2.150] (EHLO mail.example.com) by p02.example.net (mta-6.9) over TLS secured channel with ESMTP id 1", "from=unknown helo=mail.example.com ip=192.0.2.150 by=p02.example.net sw=mta-6.9 with=ESMTP id=1 tls=yes"},
		{"iis", "from mx.example.com ([192.0.2.240]) by srv.example.net with Microsoft SMTPSVC(6.0.3790.1830)", "helo=mx.example.com ip=192.0.2.240 by=srv.example.net with=Microsoft SMTPSVC"},
		{"copied from a web page", "from a.example.com ([192.0.2.1]) by b.example.com with ESMTP id 1 for &lt;a@example.net&gt;; Mon, 2 Nov 2026 10:14:07 &#43;0100", "helo=a.example.com ip=192.0.2.1 by=b.example.com with=ESMTP id=1 for=a@example.net"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		in, want := tt.in, tt.want
		if !strings.Contains(in, "; Mon") {
			in += date
		}
		want = strings.TrimSpace(want + wantDate)
		if got := summary(ParseReceived(in)); got != want {
			t.Errorf("%s: ParseReceived(%q)\n got %s\nwant %s", tt.name, in, got, want)
		}
	}
}

// TestParseReceivedDates holds where the date is looked for, and that it is
// kept as text where it can't be read.
func TestParseReceivedDates(t *testing.T) {
	for in, want := range map[string]string{
		"by a.example.com; Mon, 2 Nov 2026 10:14:07 +0100 (CET)":                            "by=a.example.com date=2026-11-02T09:14:07Z",
		"by a.example.com; Mon, 2 Nov 2026 10:14:07 +0100 (a; b)":                           "by=a.example.com date=2026-11-02T09:14:07Z",
		"by a.example.com (x; y) id 1; 02 Nov 26 10:14:07 CET":                              "by=a.example.com sw=x; y id=1 date=2026-11-02T09:14:07Z",
		"by a.example.com id 1; for; Mon, 2 Nov 2026 04:14:07 EST":                          "by=a.example.com id=1; date=2026-11-02T09:14:07Z",
		"by a.example.com id 1, Mon, 2 Nov 2026 10:14:07 +0100":                             "by=a.example.com id=1 date=2026-11-02T09:14:07Z",
		"by a.example.com id 1; Mon, 2 Nov 2026 10:14:07":                                   "by=a.example.com id=1 date=2026-11-02T10:14:07Z",
		"by a.example.com id 1; yesterday evening":                                          "by=a.example.com id=1 baddate=yesterday evening",
		"by a.example.com id 1":                                                             "by=a.example.com id=1",
		"by a.example.com id 1;":                                                            "by=a.example.com id=1",
		"by a.example.com (never closed; Mon, 2 Nov 2026 10:14:07 +0100":                    "by=a.example.com date=2026-11-02T09:14:07Z",
		"by a.example.com; Mon, 2 Nov 2026 10:14:07.123456789 +0100 m=+0.01":                "by=a.example.com baddate=Mon, 2 Nov 2026 10:14:07.123456789 +0100 m=+0.01",
		"by a.example.com; Mon, 2 Nov 2026 10:14:07 -0000":                                  "by=a.example.com date=2026-11-02T10:14:07Z",
		"by a.example.com; 21 Jan 01 22:27:36 GMT0BST":                                      "by=a.example.com date=2001-01-21T22:27:36Z",
		"by a.example.com with ESMTP; Fri, 10 Dec 2010 13:21:19 +0900 id 0EFD.4D":           "by=a.example.com with=ESMTP date=2010-12-10T04:21:19Z",
		"by a.example.com; Mon Nov  2 10:14:07 2026":                                        "by=a.example.com date=2026-11-02T10:14:07Z",
		"from a by b.example.com\r\n\twith ESMTP id 1;\r\n\tMon, 2 Nov 2026\r\n 10:14:07 Z": "helo=a by=b.example.com with=ESMTP id=1 date=2026-11-02T10:14:07Z",
	} {
		if got := summary(ParseReceived(in)); got != want {
			t.Errorf("ParseReceived(%q)\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestTLSVersion(t *testing.T) {
	for in, want := range map[string]string{
		"TLSv1.3": "1.3", "TLS1_2": "1.2", "TLS-1.3": "1.3", "TLS1.2:RSA:128": "1.2", "TLSv1": "1.0", "TLSv1/SSLv3": "1.0",
		"SSLv3": "SSLv3", "tlsv1.1": "1.1", "TLS": "", "TLS_AES_128_GCM_SHA256": "", "TLSv2": "", "TLSv1x": "", "tls1.example.com": "", "": "",
	} {
		if got := tlsVersion(in); got != want {
			t.Errorf("tlsVersion(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzParseReceived holds that what is read is text of the field, in UTF-8 and
// without control characters.
func FuzzParseReceived(f *testing.F) {
	for _, s := range []string{
		"from a.example.com (b.example.com [192.0.2.1]) by c.example.net (Postfix) with ESMTPS id 1 for <x@example.net>; Mon, 2 Nov 2026 10:14:07 +0100",
		"from [192.0.2.1] (helo=[10.0.0.1]) by x with esmtpsa (TLSv1.2:A:256) (Exim 4)", "(qmail 1 invoked by uid 1)", "((((", "; ; ;", "by ; id", "a, Mon",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := ParseReceived(s)
		for _, text := range []string{r.From, r.HELO, r.Name, r.By, r.With, r.Via, r.ID, r.For, r.Software, r.User, r.EnvelopeFrom, r.TLSVersion, r.Cipher, r.DateText} {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || len(text) > 3*len(s)+40 {
				t.Fatalf("ParseReceived(%q) gives %q", s, text)
			}
		}
	})
}
