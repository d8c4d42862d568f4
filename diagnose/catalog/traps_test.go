package catalog

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/dsn"
)

// TestTraps holds readings that look alike, each with the reason why the other
// one is wrong.
func TestTraps(t *testing.T) {
	tests := []struct {
		why  string
		text string
		want Category
	}{
		{"one word alone decides nothing", "The recipient was unavailable to take delivery of the message MSEXCH:MSExchangeMTA:SITE1:EXMAIL5", Unknown},
		{"a relay's name is no word of the refusal",
			"host mx10.mailspamprotection.example[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)", UserUnknown},
		{"nor is an address", "550 5.1.1 <spam.virus@quota-full.example>: no such user", UserUnknown},
		{"nor a URL", "550 5.1.1 No such user, see https://help.example.net/spam/blocked?mailbox=full", UserUnknown},
		{"nor a path", "/var/mail/spam/virus: Disk quota exceeded", MailboxFull},
		{"a negation turns the phrase round", "550 5.1.1 the mailbox is not full; user unknown", UserUnknown},
		{"a negation before a filler too", "550 your IP is not currently listed; user unknown", UserUnknown},
		{"a condition says nothing", "550 5.1.1 User unknown. If you think that this message is not spam, call us.", UserUnknown},
		{"blocked is not a server error", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", IPBlocked},
		{"the name of a list holds no word", "550 5.7.1 rejected, see https://www.spamhaus.org/query/ip/192.0.2.1", IPBlocked},
		{"the sender's domain is not the recipient's", "450 4.1.8 <a@example.com>: Sender address rejected: Domain not found", SenderRejected},
		{"nor what is not found at MAIL", "553 5.1.0 mail.example.com does not exist (in reply to MAIL FROM command)", SenderRejected},
		{"at RCPT it is", "553 5.1.0 mail.example.com does not exist (in reply to RCPT TO command)", DomainUnknown},
		{"nor the domain that a word says is the sender's", "550 5.4.1 Originating domain has no valid MX", SenderRejected},
		{"nor the mailbox", "552 5.2.2 sender mailbox full", SenderRejected},
		{"what was done while sending is the recipient's", "550 error while sending: mailbox full", MailboxFull},
		{"at EHLO it is the client's name", "550 domain does not exist (in reply to EHLO command)", PTRMissing},
		{"a sender whose account is closed", "550 5.2.1 The account has been disabled (in reply to MAIL FROM command)", SenderRejected},
		{"a host that takes no mail says so to MAIL too", "521 5.3.2 mx.example.net does not accept mail (in reply to MAIL FROM command)", DomainNotAccepting},
		{"a HELO name is no domain of a recipient", "450 4.7.1 <localhost>: Helo command rejected: Host not found", PTRMissing},
		{"a bare host not found is the recipient's", "Host or domain name not found. Name service error for name=example.invalid type=MX: Host not found", DomainUnknown},
		{"552 of a large message", "552 5.3.4 Message size exceeds fixed limit", MessageTooLarge},
		{"552 of a full mailbox", "552 5.2.2 user is over quota", MailboxFull},
		{"a bare 552", "552", MailboxFull},
		{"try again later is not greylisting", "451 4.3.0 Try again later", ServerError},
		{"but greylisting is", "451 4.7.1 Greylisting in action, please come back later", Greylisted},
		{"text beats a general code", "550 5.7.1 Mailbox is full", MailboxFull},
		{"the inner reply decides", "550 permanent failure for one or more recipients (jane@example.net:550 5.2.2 mailbox full)", MailboxFull},
		{"through several layers", "SMTP error from remote mail server after RCPT TO:<jane@example.net>: host mx.example.net [192.0.2.1]: 550 5.1.1 No such user here", UserUnknown},
		{"and behind an arrow", "550 5.4.300 Message expired -> 452 4.2.2 Mailbox full", MailboxFull},
		{"what a gateway quotes of the next server", "5.3.0 - Other mail system problem 550-\"Unknown recipient jane@example.net\" (delivery attempts: 0)", UserUnknown},
		{"a response that is quoted", "Remote server returned '554 5.7.1 Relay access denied'", RelayDenied},
		{"a longer phrase covers a shorter one", "550 5.7.1 blacklisted by recipient", RecipientRefused},
		{"several lines are one text", "550-5.1.1 The email account that you\n550-5.1.1 tried to reach does not\n550 5.1.1 exist.", UserUnknown},
		{"unfolded too", "550-5.1.1 The email account that you 550-5.1.1 tried to reach does not 550 5.1.1 exist.", UserUnknown},
		{"accents do not count", "550 5.2.2 Boîte aux lettres pleine", MailboxFull},
		{"nor do they where they are missing", "550 5.2.2 boite aux lettres pleine", MailboxFull},
		{"a number that counts", "450 4.7.1 hourly limit reached: 500 messages", RateLimited},
		{"a code that is no code", "the limit of 550 messages per hour is exceeded", RateLimited},
		{"the exit status of a delivery program", "75", MailerError},
		{"one that is no reply code", "255", MailerError},
		{"one that says that there is no such user", "67", UserUnknown},
		{"a reply code is no exit status", "250", Unknown},
		{"name servers that fail for now", "451 4.4.3 unable to look up MX of example.net", Unreachable},
		{"a null MX of the sender", "550 5.7.27 null MX", SenderRejected},
		{"a wish to try again says less than the code", "452 4.2.2 please try again later", MailboxFull},
		{"and less than any other words", "451 mailbox full, try again in 5 minutes", MailboxFull},
		{"what stands behind a Postfix restriction decides", "450 4.7.1 <unknown[192.0.2.1]>: Client host rejected: rate limit exceeded", RateLimited},
		{"a wide pattern hides no narrow one", "550 5.1.2 recipient domain does not exist", DomainUnknown},
		{"a token inside a host name is none", "host ts01.example.net said: 550 5.1.1 no such user", UserUnknown},
		{"nor inside an address", "550 5.1.1 <s3140@example.net>: no such user", UserUnknown},
		{"but it is one inside a URL", "550 5.7.1 refused, see https://example.net/errors?code=S3140", IPBlocked},
		{"single words vote where nothing else is known", "550 loop: more than 20 Received lines", Loop},
		{"but not against a code that says something", "550 5.1.1 more than 20 Received lines", UserUnknown},
		{"and outvote weak words", "550 5.7.1 Posting to this list by people who are no members is not allowed", RecipientRefused},
		{"or a basic code", "552 The mail must stay below 30 MB", MessageTooLarge},
		{"and with the code a phrase", "554 5.4.7 Message exceeded maximum queue time", Expired},
		{"but policy and expiry outvote nothing that is known", "451 Name server timeout. Message could not be delivered for 5 days", Unreachable},
		{"the sending system's remark about a reply has no vote", "554 Message refused (in reply to end of DATA command)", Policy},
		{"no forward path is given", "551 User not local; please try forwarding", UserUnknown},
		{"here one is", "551 User not local; please try <jane@example.org>", UserMoved},
		{"a busy system knows the sender", "451 System(u) busy, try again later", ServerError},
		{"a general entry is hidden by no policy phrase", "450 4.7.1 <jane@example.net>: Recipient address rejected: Policy Rejection- Please try later.", Greylisted},
		{"nothing says why", "something went wrong", Unknown},
		{"nothing at all", "", Unknown},
	}
	c := loadTest(t)
	for _, tt := range tests {
		if m := c.Classify(Query{Text: tt.text}); m.Category != tt.want {
			t.Errorf("%s: Classify(%q) = %s by %s (%q), want %s", tt.why, tt.text, m.Category, m.Why.Rule, m.Why.Matched, tt.want)
		}
	}
}

// TestPermanence holds the policy of suppression: an address is given up only
// for a permanent failure that is about it.
func TestPermanence(t *testing.T) {
	tests := []struct {
		why      string
		q        Query
		want     Permanence
		suppress bool
	}{
		{"an unknown user", Query{Text: "550 5.1.1 User unknown"}, Permanent, true},
		{"a temporary code stays temporary", Query{Text: "450 4.1.1 User unknown"}, Temporary, false},
		{"in the report too", Query{Text: "User unknown", Status: dsn.Status{Class: 4, Subject: 1, Detail: 1}}, Temporary, false},
		{"or one of two", Query{Text: "User unknown", Reply: 450, Status: dsn.Status{Class: 5, Subject: 1, Detail: 1}}, Temporary, false},
		{"a delayed message", Query{Text: "550 5.1.1 User unknown", Action: dsn.ActionDelayed}, Temporary, false},
		{"5.0.0 without more", Query{Text: "550 5.0.0 Refused by nobody knows", Status: dsn.Status{Class: 5}}, Permanent, false},
		{"a bare 550", Query{Text: "550"}, Permanent, false},
		{"a bare 553", Query{Text: "553"}, Permanent, false},
		{"a block of the sender", Query{Text: "550 5.7.1 Client host [192.0.2.1] blocked using bl.example.net"}, Permanent, false},
		{"a full mailbox, though permanent", Query{Text: "552 5.2.2 Mailbox full"}, Permanent, false},
		{"a rate limit", Query{Text: "550 5.7.1 Too many messages, slow down"}, Permanent, false},
		{"a sender that does not exist", Query{Text: "550 5.1.8 Sender address rejected: Domain not found"}, Permanent, false},
		{"a sender that does not exist, by the command", Query{Text: "550 5.1.1 User unknown", Command: "MAIL"}, Permanent, false},
		{"a temporary refusal inside a permanent one", Query{Text: "550 5.4.300 Message expired -> 450 4.1.1 user unknown"}, Permanent, false},
		{"a null MX", Query{Text: "556 5.1.10 Recipient address has null MX"}, Permanent, true},
		{"a code of the registry alone", Query{Text: "", Status: dsn.Status{Class: 5, Subject: 1, Detail: 1}}, Permanent, true},
		{"an unregistered code alone", Query{Text: "", Status: dsn.Status{Class: 5, Subject: 1, Detail: 99}}, Permanent, false},
		{"no code: full mailboxes get empty", Query{Text: "mailbox is full"}, Temporary, false},
		{"no code: unknown users stay unknown", Query{Text: "user unknown"}, Permanent, true},
		{"a message that SES has not sent for its content", Query{Text: "Bad content", Provider: "amazonses", Action: dsn.ActionFailed}, Permanent, false},
		{"or for its template", Query{Text: "Attribute 'user' is not present in the rendering data.", Action: dsn.ActionFailed}, Permanent, false},
		{"a guess by single words", Query{Text: "550 domain dead, dns nowhere"}, Permanent, false},
		{"words far from each other", Query{Text: "550 the account of jane looks dormant"}, Permanent, false},
		{"unless the code agrees", Query{Text: "550 5.2.1 the account of jane looks dormant"}, Permanent, true},
		{"delivered", Query{Text: "250 2.1.5 ok", Action: dsn.ActionDelivered}, NothingFailed, false},
		{"relayed", Query{Action: dsn.ActionRelayed}, NothingFailed, false},
		{"expanded", Query{Action: dsn.ActionExpanded}, NothingFailed, false},
	}
	c := loadTest(t)
	for _, tt := range tests {
		if m := c.Classify(tt.q); m.Permanence != tt.want || m.Suppress != tt.suppress {
			t.Errorf("%s: Classify(%+v) = %s, suppress %v (%s by %s), want %s, %v",
				tt.why, tt.q, m.Permanence, m.Suppress, m.Category, m.Why.Rule, tt.want, tt.suppress)
		}
	}
}

// TestBounded holds that a huge text is cut and a hostile one ends.
func TestBounded(t *testing.T) {
	c := loadTest(t)
	for _, part := range []string{"a", "user unknown ", "mailbox ", "550 5.1.1 ", "{|*", "\x00\xff\xfe", "@.@", "http://", "1.2.3.4.", "((((", "é", "not "} {
		text := strings.Repeat(part, 1<<20/len(part))
		c.Classify(Query{Text: text, Hosts: []string{text}})
	}
}

// TestProviderRecognised holds how a provider is recognised.
func TestProviderRecognised(t *testing.T) {
	const rules = `
Provider: example-mail
Title: Example Mail
Kind: mailbox
Hosts: example-mail.example
Signature: - exmailer
Source: test

Id: blue
Code: 550
Match: the moon is blue
Token: EX#BLUE
Name: Blue moon
Meaning: The moon is blue.
Category: greylisted

Id: code
Code: 550 5.7.99
Name: A code alone
Meaning: The code alone says it.
Category: policy
`
	l := newLoader()
	if err := l.readFS(dataFiles); err != nil {
		t.Log("the data has errors, see TestSchema")
	}
	if err := l.read("test.txt", rules); err != nil {
		t.Fatal(err)
	}
	c := l.catalog()
	tests := []struct {
		q    Query
		want string
	}{
		{Query{Text: "550 the moon is blue"}, "reply/550"},
		{Query{Text: "550 the moon is blue", Hosts: []string{"MX1.Example-Mail.example."}}, "example-mail/blue"},
		{Query{Text: "550 the moon is blue", Hosts: []string{"mx.example.net", "example-mail.example"}}, "example-mail/blue"},
		{Query{Text: "550 the moon is blue", Hosts: []string{"notexample-mail.example"}}, "reply/550"},
		{Query{Text: "550 the moon is blue", Provider: "example-mail"}, "example-mail/blue"},
		{Query{Text: "550 the moon is blue abc123 - exmailer"}, "example-mail/blue"},
		{Query{Text: "551 the moon is blue", Provider: "example-mail"}, "reply/551"},
		{Query{Text: "the moon is blue", Provider: "example-mail"}, "example-mail/blue"},
		{Query{Text: "550 see EX12BLUE"}, "example-mail/blue"},
		{Query{Text: "EX12BLUE"}, "example-mail/blue"},
		{Query{Text: "550 5.7.99 no", Provider: "example-mail"}, "example-mail/code"},
		{Query{Text: "no", Provider: "example-mail", Reply: 550, Status: dsn.Status{Class: 5, Subject: 7, Detail: 99}}, "example-mail/code"},
	}
	for _, tt := range tests {
		if m := c.Classify(tt.q); m.Why.Rule != tt.want {
			t.Errorf("Classify(%+v) by %q, want %q", tt.q, m.Why.Rule, tt.want)
		}
	}
	if got := c.Provider("mx.example.net", "a.b.example-mail.example"); got != "example-mail" {
		t.Errorf("Provider = %q, want example-mail", got)
	}
}

// TestProviderWithin holds that the words of a provider that stands behind the
// servers of another come before that one's.
func TestProviderWithin(t *testing.T) {
	c := loadTest(t)
	const text = "550 5.7.1 part of their network is on our block list (S3140). [BL2NAM02FT012.eop-nam02.prod.protection.outlook.com]"
	tests := []struct {
		hosts []string
		want  string
	}{
		{[]string{"hotmail-com.olc.protection.outlook.com", "hotmail.com"}, "outlook"},
		{[]string{"example-net.mail.protection.outlook.com", "example.net"}, "microsoft365"},
		{nil, "microsoft365"},
	}
	for _, tt := range tests {
		s := scratches.Get().(*scratch)
		s.read(c, &Query{Text: text, Hosts: tt.hosts})
		if got := c.providers[s.active[1]].Name; got != tt.want {
			t.Errorf("the provider of %q is %s, want %s", tt.hosts, got, tt.want)
		}
		scratches.Put(s)
	}
}
