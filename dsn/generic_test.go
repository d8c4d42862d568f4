package dsn

import (
	"strings"
	"testing"
)

// TestNoBounce holds mails that speak of bounces, quote them, or look a little
// like one, and are none.
func TestNoBounce(t *testing.T) {
	const bounce = "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<jane@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1 User unknown\n"
	for name, mail := range map[string]string{
		"question of a person": "From: Joe Doe <joe@example.org>\nTo: help@example.com\nSubject: Undelivered Mail Returned to Sender - what to do?\nMessage-ID: <1@example.org>\n\nHi,\nI got this:\n\n" + bounce,
		"reply that quotes":    "From: Help <postbox@example.com>\nTo: joe@example.org\nSubject: Re: Undelivered Mail Returned to Sender\nIn-Reply-To: <1@example.org>\n\nHello Joe,\n\n> " + strings.ReplaceAll(bounce, "\n", "\n> ") + "\n\nThe address is wrong.\n",
		"forward in the text":  "From: Joe Doe <joe@example.org>\nTo: help@example.com\nSubject: Fwd: Mail delivery failed: returning message to sender\n\n---------- Forwarded message ---------\nFrom: Mail Delivery System <mailer-daemon@example.com>\nDate: Mon, 12 May 2025\nSubject: Mail delivery failed\nTo: <joe@example.org>\n\n" + bounce,
		"newsletter":           "From: Deliverability Weekly <news@example.com>\nTo: joe@example.org\nSubject: Undeliverable mail: ten ways to lower your bounce rate\nList-Unsubscribe: <https://example.com/u>\nPrecedence: bulk\n\n550 5.1.1 means that the message could not be delivered: jane@example.net: user unknown.\n",
		"list post":            "Return-Path: <>\nFrom: Joe Doe <joe@example.org>\nTo: mailops@lists.example.com\nSubject: Delivery failure to example.net\nList-Id: <mailops.lists.example.com>\n\nAnyone else see this? " + bounce,
		"null path, ordinary":  "Return-Path: <>\nFrom: Calendar <calendar@example.com>\nTo: joe@example.org\nSubject: Invitation: lunch\n\nJane (jane@example.net) invites you to lunch at 12.\n",
		"postmaster, ordinary": "From: postmaster@example.com\nTo: joe@example.org\nSubject: Maintenance on Sunday\n\nMail for jane@example.net and all others will be late on Sunday from 4 to 5. Call 555 0100.\n",
		"quota warning":        "From: postmaster@example.com\nTo: joe@example.org\nSubject: Your mailbox is almost full\n\nYour mailbox joe@example.org is at 95 percent of its quota.\n",
		"out of office":        "Return-Path: <>\nFrom: Jane <jane@example.net>\nTo: joe@example.org\nSubject: Automatic reply: Minutes\nAuto-Submitted: auto-replied\n\nI am away. Mail to jane@example.net is not delivered to me; write to john@example.net.\n",
		"parcel":               "From: Parcel Service <noreply@parcel.example>\nTo: joe@example.org\nSubject: Delivery failed: your parcel could not be delivered\n\nWe could not deliver your parcel 5501234. Call us or write to service@parcel.example.\n",
		"parcel in German":     "From: Paketdienst <noreply@paket.example>\nTo: joe@example.org\nSubject: Zustellung fehlgeschlagen\n\nIhr Paket konnte nicht zugestellt werden. Fragen? kunden@paket.example\n",
		"order":                "From: Shop <no-reply@shop.example>\nTo: joe@example.org\nSubject: Delivery notification for order 550123\n\nYour order will be delivered to jane@example.net tomorrow.\n",
		"receipt":              "Return-Path: <>\nFrom: Jane <jane@example.net>\nTo: joe@example.org\nSubject: Not read: Minutes\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nYour message to jane@example.net was deleted without being read.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;jane@example.net\nDisposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n",
		"spam":                 "Return-Path: <>\nFrom: Best Shop <shop@example.com>\nTo: joe@example.org\nSubject: Your refund\n\nYour refund of 550 EUR was rejected. Contact jane@example.net now.\n",
		"log report":           "From: root@host.example.com\nTo: joe@example.org\nSubject: Cron <root@host> postfix summary\nAuto-Submitted: auto-generated\n\nBounced: 12\n  550 5.1.1 User unknown jane@example.net\n",
		"statistics":           "From: postmaster@example.com\nTo: admin@example.com\nSubject: Mail statistics for May\n\nMessages delivered: 550\nMessages not delivered: 12\n",
		"quarantine digest":    "From: postmaster@example.com\nTo: joe@example.org\nSubject: Quarantine summary\n\nThe following messages were blocked: \n\n2025-05-12 jane@example.net Cheap watches\n2025-05-12 john@example.net Hello\n",
	} {
		rep, err := Parse(strings.NewReader(mail))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if rep.Kind == KindFailure || rep.Kind == KindDelay {
			t.Errorf("%s: Kind = %s with %v, format %s; want no bounce", name, rep.Kind, rep.Recipients, rep.Format)
		}
	}
}
