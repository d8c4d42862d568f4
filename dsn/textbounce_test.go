package dsn

import (
	"fmt"
	"strings"
	"testing"
)

// TestTextBounces holds the formats of Unix systems against shapes of their
// bounces that are not in testdata: other versions, wrappings and words.
func TestTextBounces(t *testing.T) {
	for _, c := range textBounces {
		t.Run(c.name, func(t *testing.T) {
			rep, err := Parse(strings.NewReader(c.mail))
			if err != nil {
				t.Fatal(err)
			}
			got := string(rep.Kind) + " " + rep.Format
			for _, r := range rep.Recipients {
				got += fmt.Sprintf("\n%s|%s|%s|%s|%d|%s|%s", r.Final.Value, r.Original.Value, r.Action, r.Status, r.Reply, r.Command, r.Diagnostic.Text)
			}
			if got != c.want {
				t.Errorf("Parse(%s) =\n%s\nwant\n%s", c.name, got, c.want)
			}
		})
	}
}

const (
	eximHeader    = "X-Failed-Recipients: jane@example.net\nFrom: Mail Delivery System <Mailer-Daemon@mail.example.com>\nSubject: Mail delivery failed: returning message to sender\nMessage-Id: <E1nQhVx-0003aB-7k@mail.example.com>\n"
	daemonHeader  = "From: MAILER-DAEMON@mail.example.com\nTo: anna@example.com\n"
	returnedLines = "Received: from app.example.com ([192.0.2.10]) by mail.example.com; Tue, 3 Mar 2026 09:12:01 +0000\nMessage-ID: <77@app.example.com>\nDate: Tue, 3 Mar 2026 09:12:01 +0000\nFrom: anna@example.com\nTo: other@example.org\nSubject: 550 5.1.1 <wrong@example.org>... User unknown\n\n<wrong@example.org>:\n550 5.2.2 mailbox full\n"
)

var textBounces = []struct{ name, mail, want string }{
	{"exim quoted-printable", eximHeader + "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nThis message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its=20\nrecipients. The following address(es) failed:\n\n  jane@example.net\n    host mx.example.net [198.51.100.7]\n    SMTP error from remote mail server after MAIL FROM:<anna@example.com> SIZE=\n=3D1024:\n    550 5.7.1 no\n\n------ This is a copy of the message, including all the headers. ------\n\n" + returnedLines,
		"failure exim\njane@example.net||failed|5.7.1|550|MAIL|550 5.7.1 no"},
	{"exim without indentation", eximHeader + "\nThis message was created automatically by mail delivery software.\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\njane@example.net\nhost mx.example.net [198.51.100.7]\nSMTP error from remote mail server after RCPT TO:<jane@example.net>:\n550 no such user\n\n" + returnedLines,
		"failure exim\njane@example.net||failed||550|RCPT|550 no such user"},
	{"exim for another's bounce", eximHeader + "\nThis message was created automatically by mail delivery software.\n\nA message sent by\n\n  <owner@example.com>\n\ncould not be delivered to one or more of its recipients. The following\naddress(es) failed:\n\n  jane@example.net\n    LMTP error from remote mail server after end of data:\n    host localhost [127.0.0.1]: 552 5.2.2 Over quota\n",
		"failure exim\njane@example.net||failed|5.2.2|552|DATA|552 5.2.2 Over quota"},
	{"exim local name and unrouteable", eximHeader + "\nThis message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n  jane@example.net\n    Unrouteable address\n  ghost:\n    unknown local-part \"ghost\" in domain \"example.com\"\n",
		"failure exim\njane@example.net||failed||0||Unrouteable address\nghost||failed||0||unknown local-part \"ghost\" in domain \"example.com\""},
	{"exim malformed recipient", "From: Mail Delivery System <Mailer-Daemon@mail.example.com>\nSubject: Mail failure - malformed recipient address\n\nThis message was created automatically by mail delivery software.\n\nA message that you sent contained a recipient address that was incorrectly\nconstructed:\n\n  jane@example..net: domain missing or malformed\n\nThe message has not been delivered to any recipients.\n",
		"failure exim\njane@example..net||failed||0||domain missing or malformed"},
	{"exim french template", eximHeader + "MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\nVotre message n'a pas pu \xeatre remis.\n\n  jane@example.net\n    (generated from equipe@example.org)\n    mailbox is full: retry timeout exceeded\n\n" + returnedLines,
		"failure exim\njane@example.net|equipe@example.org|failed||0||mailbox is full: retry timeout exceeded"},
	{"exim with tabs", eximHeader + "\nThis message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n\tjane@example.net\n\t\tSMTP error from remote mailer after RCPT TO:<jane@example.net>:\n\t\thost mx.example.net [198.51.100.7]: 550 no\n\tcarl@example.org:\n\t\tunrouteable mail domain \"example.org\"\n",
		"failure exim\njane@example.net||failed||550|RCPT|550 no\ncarl@example.org||failed||0||unrouteable mail domain \"example.org\""},
	{"sendmail with three hyphens", daemonHeader + "Subject: Returned mail\n\nThe following addresses had delivery errors:\n\n<jane@example.net>\n\n--- Transcript of session follows ---\n... while talking to mx.example.net:\n>>> RCPT To:<jane@example.net>\n<<< 550 User unknown\n550 <jane@example.net>... User unknown\n\n" + returnedLines,
		"failure sendmail\njane@example.net||failed||550|RCPT|550 User unknown"},
	{"sendmail and a local mailer", daemonHeader + "Subject: Returned mail: unknown mailer error 1\n\n   ----- Transcript of session follows -----\nmail: cannot open /usr/spool/mail/jane\n554 jane@example.net... unknown mailer error 1\n\n   ----- Unsent message follows -----\n" + returnedLines,
		"failure sendmail\njane@example.net||failed||554||mail: cannot open /usr/spool/mail/jane 554 unknown mailer error 1"},
	{"exim address in octal", strings.Replace(eximHeader, "jane@", `j\303\266rg@`, 1) + "\nThis message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n  j\\303\\266rg@example.net\n    host mx.example.net [198.51.100.7]\n    SMTP error from remote mail server after RCPT TO:<j\\303\\266rg@example.net>:\n    550 5.1.1 Empf\\303\\244nger unbekannt\n",
		"failure exim\njörg@example.net||failed|5.1.1|550|RCPT|550 5.1.1 Empfänger unbekannt"},
	{"exim success", daemonHeader + "Subject: Delivery Status Notification\n\nThis message was created automatically by mail delivery software.\n ----- The following addresses had successful delivery notifications -----\n<jane@example.net> (relayed to non DSN mailer)\n<dora@example.com> (relayed via non \"Remote SMTP\" router)\n\n" + returnedLines,
		"delivery sendmail\njane@example.net||relayed||0||\ndora@example.com||delivered||0||"},
	{"courier behind an alias", daemonHeader + "Subject: NOTICE: mail delivery status.\n\nThis is a delivery status notification from mail.example.com,\nrunning the Courier mail server, version 1.3.\n\n                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<all@example.org>:\n     mx.example.net [198.51.100.7]:\n >>> RCPT TO:<jane@example.net>\n <<< 550 5.1.1 unknown\n\n" + returnedLines,
		"failure courier\njane@example.net|all@example.org|failed|5.1.1|550|RCPT|550 5.1.1 unknown"},
	{"qmail wrapped by a list", daemonHeader + "Subject: [birds] failure notice\n\nHi. This is the qmail-send program at mail.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<jane@example.net>:\n198.51.100.7_does_not_like_recipient.\nRemote host said: 550 5.1.1 unknown\n\n--- Below this line is a copy of the message.\n\n" + returnedLines,
		"failure qmail\njane@example.net||failed|5.1.1|550||550 5.1.1 unknown"},
	{"qmail spanish, no subject", daemonHeader + "\nHola. Este es el programa qmail-send en mail.example.com.\nNo he podido entregar su mensaje.\n\n<jane@example.net>:\n198.51.100.7 does not like recipient.\nRemote host said: 450 4.2.1 ocupado\nGiving up on 198.51.100.7.\n\n--- A partir de aqui va el mensaje.\n\n" + returnedLines,
		"failure qmail\njane@example.net||failed|4.2.1|450|RCPT|450 4.2.1 ocupado"},
	{"postfix quoting a bounce below", "Received: by mail.example.com (Postfix)\n\tid 5F4A21C0A3; Tue, 3 Mar 2026 09:12:04 +0000 (UTC)\nFrom: MAILER-DAEMON@mail.example.com (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\nThis is the mail system at host mail.example.com.\n\n<jane@example.net>: unknown user: \"jane\"\n\n" + returnedLines + "   ----- Transcript of session follows -----\n550 <wrong@example.org>... User unknown\n",
		"failure postfix\njane@example.net||failed||0||unknown user: \"jane\""},
	{"postfix expanded over two lines", daemonHeader + "Subject: Undelivered Mail Returned to Sender\n\nThis is the mail system at host mail.example.com.\n\n<jane.with.a.long.name@department.example.net> (expanded from\n    <everybody@example.org>): host mx.example.net[198.51.100.7] said: 554 5.4.6\n    Too many hops (in reply to end of DATA command)\n",
		"failure postfix\njane.with.a.long.name@department.example.net|everybody@example.org|failed|5.4.6|554|DATA|554 5.4.6 Too many hops"},
	{"postfix without its name", daemonHeader + "Subject: Undeliverable: Invoice\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\nFor further assistance, please send mail to <postmaster@example.com>\n\n<jane@example.net>: 550 5.1.6 recipient no longer on server: jane@example.net\n\n" + returnedLines,
		"failure postfix\njane@example.net||failed|5.1.6|550||550 5.1.6 recipient no longer on server: jane@example.net"},
	{"sendmail of a bounce", daemonHeader + "Subject: Postmaster notify: see transcript for details\n\n   ----- The following addresses had permanent fatal errors -----\n<jane@example.net>\n    (reason: 554 delivery error)\n\n   ----- Transcript of session follows -----\n554 5.0.0 Service unavailable\n\n" + returnedLines + "\n   ----- The following addresses had permanent fatal errors -----\n<wrong@example.org>\n\n   ----- Original message follows -----\n",
		"failure sendmail\njane@example.net||failed||554||554 delivery error"},
	{"sendmail without spaces", daemonHeader + "Subject: Returned mail: see transcript for details\n\nThe original message was received at Tue, 3 Mar 2026 09:12:01 GMT\n\n----- The following addresses had permanent fatal errors -----\n<jane@example.net>\n(reason: 550 5.7.1 Relaying denied)\n\n----- Transcript of session follows -----\n... while talking to mx.example.net.:\n>>> DATA\n<<< 550 5.7.1 Relaying denied\n550 5.1.1 <jane@example.net>... User unknown\n\n----- Original message follows -----\n" + returnedLines,
		"failure sendmail\njane@example.net||failed|5.7.1|550|DATA|550 5.7.1 Relaying denied"},
	{"sendmail one refusal for all", daemonHeader + "Subject: Returned mail: Service unavailable\n\n   ----- Transcript of session follows -----\nWhile talking to mx.example.net:\n>>> MAIL From:<anna@example.com>\n<<< 553 5.1.8 Domain of sender does not exist\n554 <jane@example.net>... Service unavailable\n554 <carl@example.net>... Service unavailable\n\n   ----- Unsent message follows -----\n" + returnedLines,
		"failure sendmail\njane@example.net||failed|5.1.8|553|MAIL|553 5.1.8 Domain of sender does not exist\ncarl@example.net||failed|5.1.8|553|MAIL|553 5.1.8 Domain of sender does not exist"},
	{"read receipt of a deleted mail", "From: jane@example.net\nTo: anna@example.com\nSubject: Not read: Invoice\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: text/plain\n\nYour message was deleted without being read.\n\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; jane@example.net\nDisposition: automatic-action/MDN-sent-automatically; deleted\n\n--b--\n",
		"disposition rfc8098\njane@example.net||||0||"},
	{"mailman refuses a subscription", "From: birds-bounces@lists.example.org\nTo: anna@example.com\nSubject: Request to mailing list Birds rejected\nX-BeenThere: birds@lists.example.org\nX-List-Administrivia: yes\n\nYour request to the Birds mailing list\n\n    Subscription request\n\nhas been rejected by the list moderator.  The moderator gave the\nfollowing reason for rejecting your request:\n\n\"[No reason given]\"\n",
		"none "},
	{"ezmlm sends a bounce along as a warning", "From: birds-help@lists.example.org\nTo: anna@example.com\nSubject: ezmlm warning\nMailing-List: contact birds-help@lists.example.org; run by ezmlm\n\nHi! This is the ezmlm program. I'm managing the\nbirds@lists.example.org mailing list.\n\nMessages to you from the birds mailing list seem to\nhave been bouncing. I've attached a copy of the first bounce\nmessage I received.\n\n--- Enclosed is a copy of the bounce message I received.\n\nReturn-Path: <>\nFrom: MAILER-DAEMON@example.com\nSubject: failure notice\n\nHi. This is the qmail-send program at example.com.\n\n<anna@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
		"none "},
	{"qmail-ldap with the header only", daemonHeader + "Subject: failure notice\n\nHi. This is the qmail-send program at mail.example.com.\n\n<jane@example.net>:\nSorry, message has wrong owner. (#4.3.5)\nI'm not going to try again; this message has been in the queue too long.\n\n--- Below this line is the header of the message.\nBody of message was truncated.\n\n" + returnedLines,
		"failure qmail\njane@example.net||failed|4.3.5|0||Sorry, message has wrong owner. (#4.3.5) I'm not going to try again; this message has been in the queue too long."},
	{"post that tells of a rejection", "From: birds-owner@lists.example.org\nTo: birds@lists.example.org\nSubject: posting rules\nX-BeenThere: birds@lists.example.org\n\nHello all, some of you got the note that a mail was refused. That is over now.\n",
		"none "},
	{"question about a bounce", "From: carl@example.net\nTo: anna@example.com\nSubject: what does this mean?\n\nI got this:\n\n> Hi. This is the qmail-send program at mail.example.com.\n> <jane@example.net>:\n> 550 no such user\n\nand this:\n\n  jane@example.net\n    SMTP error from remote mail server after RCPT TO:<jane@example.net>: 550 no\n",
		"none "},
}
