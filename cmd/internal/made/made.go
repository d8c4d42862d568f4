// Package made makes bounces for tests, benchmarks and the fault test: any
// number of them, each with its own recipient, message and event.
package made

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// A reply is what a receiving system says, with the domain that says it.
type reply struct{ domain, status, text string }

// replies are refusals of several sorts, for addresses of several domains.
func replies() []reply {
	return []reply{
		{"example.net", "5.1.1", "550 5.1.1 <%s>: Recipient address rejected: User unknown in local recipient table"},
		{"example.org", "5.2.2", "552 5.2.2 <%s>: mailbox full, quota exceeded"},
		{"mail.example", "5.7.1", "550 5.7.1 Service unavailable, client host [192.0.2.10] blocked using bl.example"},
		{"post.example", "5.7.26", "550 5.7.26 <%s>: this mail is unauthenticated: neither SPF nor DKIM passed"},
		{"box.example", "4.2.1", "450 4.2.1 <%s>: the account receives mail at a rate that prevents more"},
		{"old.example", "5.1.2", "550 5.1.2 <%s>: host or domain name not found"},
		{"list.example", "5.7.1", "554 5.7.1 message rejected as spam by content filter"},
	}
}

// Recipient gives the address that bounce i is about.
func Recipient(i int) string {
	rs := replies()
	return fmt.Sprintf("user%d@%s", i, rs[i%len(rs)].domain)
}

// Bounce gives bounce i, about 3 kB as Postfix makes it: multipart/report of
// RFC 3464 with a text, the status of one recipient, and the header of the
// returned message. It is the same each time.
func Bounce(i int) []byte {
	rs := replies()
	r := rs[i%len(rs)]
	to := Recipient(i)
	text := strings.ReplaceAll(r.text, "%s", to)
	at := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i%86400*89) * time.Second)
	date := at.Format(time.RFC1123Z)
	action := "failed"
	if r.status[0] == '4' {
		action = "delayed"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, template, i, date, to, r.domain, text, action, r.status)
	return b.Bytes()
}

const template = `Return-Path: <>
Received: by mail.example.com (Postfix) id QM%[1]d; %[2]s
Date: %[2]s
From: Mail Delivery System <MAILER-DAEMON@mail.example.com>
Subject: Undelivered Mail Returned to Sender
To: bounces+%[1]d@example.com
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="QM%[1]d.17/mail.example.com"
Message-Id: <report.%[1]d@mail.example.com>

This is a MIME-encapsulated message.

--QM%[1]d.17/mail.example.com
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

If you do so, please include this problem report. You can
delete your own text from the attached returned message.

                   The mail system

<%[3]s>: host mx.%[4]s[192.0.2.25] said: %[5]s
    (in reply to RCPT TO command)

--QM%[1]d.17/mail.example.com
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com
X-Postfix-Queue-ID: QM%[1]d
X-Postfix-Sender: rfc822; bounces+%[1]d@example.com
Arrival-Date: %[2]s

Final-Recipient: rfc822; %[3]s
Original-Recipient: rfc822;%[3]s
Action: %[6]s
Status: %[7]s
Remote-MTA: dns; mx.%[4]s
Diagnostic-Code: smtp; %[5]s

--QM%[1]d.17/mail.example.com
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <bounces+%[1]d@example.com>
Received: from app.example.com (app.example.com [192.0.2.10])
	by mail.example.com (Postfix) with ESMTPS id QM%[1]d
	for <%[3]s>; %[2]s
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1;
	h=from:to:subject:date; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;
	b=dGhpcyBpcyBubyBzaWduYXR1cmUgYXQgYWxs
From: News <news@example.com>
To: %[3]s
Subject: News of the week
Date: %[2]s
Message-ID: <news.%[1]d@example.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

--QM%[1]d.17/mail.example.com--
`
