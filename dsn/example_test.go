package dsn_test

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn"
)

const bounce = `From: MAILER-DAEMON@mail.example.org
To: news@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_1"

--=_1
Content-Type: text/plain

Your message could not be delivered.

--=_1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Original-Recipient: rfc822; sales@example.net
Final-Recipient: rfc822; jane@example.net
Action: failed
Status: 5.0.0
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 <jane@example.net>: no such user
  (in reply to RCPT TO command)

--=_1
Content-Type: text/rfc822-headers

From: news@example.com
Message-ID: <1@example.com>

--=_1--
`

func ExampleParse() {
	rep, err := dsn.Parse(strings.NewReader(bounce))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rep.Kind, rep.Format, rep.ReportingMTA.Name, rep.Original.MessageID)
	for _, r := range rep.Recipients {
		fmt.Println(r.Final.Value, "for", r.Original.Value)
		fmt.Println(r.Action, r.Status, "from the", r.StatusSource)
		fmt.Println(r.Reply, r.Command, r.RemoteMTA.Name)
	}
	// Output:
	// failure rfc3464 mail.example.org <1@example.com>
	// jane@example.net for sales@example.net
	// failed 5.1.1 from the diagnostic
	// 550 RCPT mx.example.net
}

func ExampleParser() {
	p := &dsn.Parser{MaxSize: 100}
	_, err := p.Parse(strings.NewReader(bounce))
	fmt.Println(err)
	// Output: dsn: message too large: more than 100 bytes
}

func ExampleParseStatus() {
	s, err := dsn.ParseStatus("5.1.1")
	fmt.Println(s.Class, s.Subject, s.Detail, err)
	_, err = dsn.ParseStatus("5.1")
	fmt.Println(err)
	// Output:
	// 5 1 1 <nil>
	// dsn: not an enhanced status code: "5.1"
}
