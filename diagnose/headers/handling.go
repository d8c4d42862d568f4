package headers

import "strings"

// A handlingField is a field that says what sort of mail a message is, and how
// to read its value.
type handlingField struct {
	name string
	says func(value string) string
}

func always(text string) func(string) string { return func(string) string { return text } }

// handlingFields are looked at in this order.
var handlingFields = []handlingField{
	{"Auto-Submitted", func(v string) string {
		switch firstToken(v) {
		case "no":
			return "a person sent it (RFC 3834)"
		case "auto-replied":
			return "a program answered another message (RFC 3834): it must not be answered automatically"
		case "auto-notified":
			return "a program tells of something (RFC 5436): it must not be answered automatically"
		}
		return "a program made it (RFC 3834): it must not be answered automatically"
	}},
	{"Precedence", func(v string) string {
		switch strings.ToLower(v) {
		case "bulk", "junk":
			return "mail to many: automatic answers are not wanted"
		case "list":
			return "mail of a list: automatic answers are not wanted"
		case "auto_reply":
			return "an automatic answer"
		case "first-class", "special-delivery":
			return "said to be ordinary mail"
		}
		return "no value that is in common use"
	}},
	{"X-Auto-Response-Suppress", func(v string) string {
		return "Exchange is asked not to answer automatically: " + strings.ToLower(v)
	}},
	{"X-Autoreply", always("an automatic answer")},
	{"X-Autorespond", always("an automatic answer")},
	{"X-Failed-Recipients", always("Exim's mark of a bounce: the recipients that failed")},
	{"List-Unsubscribe", func(v string) string {
		switch l := strings.ToLower(v); {
		case strings.Contains(l, "https:"):
			return "mail to many, with a web address for leaving the list"
		case strings.Contains(l, "mailto:"):
			return "mail to many; the list is left by mail alone, and large receivers want a web address too (RFC 8058)"
		}
		return "mail to many, without an address that programs can use for leaving the list (RFC 2369)"
	}},
	{"List-Unsubscribe-Post", func(v string) string {
		if strings.EqualFold(strings.ReplaceAll(v, " ", ""), "List-Unsubscribe=One-Click") {
			return "the list can be left with one click (RFC 8058)"
		}
		return `the value must be "List-Unsubscribe=One-Click" (RFC 8058 section 3.1)`
	}},
	{"Feedback-ID", always("how Gmail groups complaints in Postmaster Tools; the last part names the sender")},
	{"X-CSA-Complaints", always("certified sender of the CSA, with the address for complaints")},
	{"X-Priority", always("how urgent the author says it is, 1 for most")},
	{"Importance", always("how important the author says it is")},
	{"Disposition-Notification-To", always("a read receipt is asked for (RFC 8098)")},
	{"Return-Receipt-To", always("a receipt is asked for, in a way that no standard has")},
	{"X-Mailer", always("the program that made it, by its own word")},
	{"User-Agent", always("the program that made it, by its own word")},
	{"X-Originating-IP", always("the address of the author's computer, by the word of the mail service")},
	{"X-Originating-Email", always("the account that sent it, by the word of the mail service")},
	{"X-PHP-Originating-Script", always("a PHP script made it")},
	{"X-PHP-Script", always("a PHP script made it")},
	{"X-Google-Original-From", always("Gmail put its account's address in place of this From")},
	{"X-Original-From", always("a list or forwarder put another address in place of this From")},
	{"X-Forwarded-For", always("it was forwarded automatically: from and to whom")},
	{"X-Forwarded-To", always("it was forwarded automatically to this address")},
	{"X-MS-Exchange-Inbox-Rules-Loop", always("a rule in an Exchange mailbox forwarded it")},
	{"X-Loop", always("a program's mark, by which it knows its own mail again")},
	{"X-BeenThere", always("a list's mark, by which it knows its own mail again")},
	{"Authenticated-By", always("who authenticated to the submission server")},
	{"TLS-Required", func(v string) string {
		if strings.EqualFold(v, "No") {
			return "the author wants it delivered even without TLS (RFC 8689)"
		}
		return "only the value No has a meaning (RFC 8689)"
	}},
	{"X-Sendgrid-EID", always("sent through SendGrid")},
	{"X-SG-EID", always("sent through SendGrid")},
	{"X-SES-Outgoing", always("sent through Amazon SES: the day and the address that it was sent from")},
	{"X-Mailgun-Sid", always("sent through Mailgun")},
	{"X-PM-Message-Id", always("sent through Postmark")},
	{"X-MC-User", always("sent through Mailchimp")},
	{"X-Mandrill-User", always("sent through Mandrill")},
	{"X-Mailjet-Campaign", always("sent through Mailjet")},
	{"X-SFMC-Stack", always("sent through Salesforce Marketing Cloud")},
	{"X-Google-Group-Id", always("sent through a Google group")},
	{"X-Report-Abuse", always("where to complain about it")},
	{"X-Abuse-Reports-To", always("where to complain about it")},
	{"X-AntiAbuse", always("cPanel's record of who sent it from a shared server")},
}

// firstToken gives the value before a parameter or comment, in lower case.
func firstToken(v string) string {
	if i := strings.IndexAny(v, ";( \t"); i >= 0 {
		v = v[:i]
	}
	return strings.ToLower(v)
}

// maxNotes bounds the notes of one kind, and perField those of one field.
const (
	maxNotes = 100
	perField = 5
)

// handling reads the fields that say what sort of mail this is.
func (a *analysis) handling() {
	list := []Note{}
	for _, h := range handlingFields {
		for i, f := range a.all(h.name) {
			if v := f.value(); i < perField && len(list) < maxNotes {
				list = append(list, Note{Field: f.name, Value: cut(squeeze(v)), Text: h.says(squeeze(v))})
			}
		}
	}
	a.rep.Handling = list
}
