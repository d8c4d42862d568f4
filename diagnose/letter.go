package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A Letter is a text to somebody at another system, about a failure that only
// they can end or a listing that they keep. Nothing is sent.
type Letter struct {
	// To is the address to write to, or "" where there is none that is sure to
	// be read.
	To string
	// Via says in words how it gets to them where a mail to To would not do, or
	// gives the web page that takes such requests.
	Via string
	// Subject is one line of at most 78 printable ASCII characters.
	Subject string
	// Body is plain text: lines of at most 78 characters but for words that are
	// longer, none of more than 900 bytes, divided by "\n", without control or
	// invisible characters (RFC 5322 section 2.1.1).
	Body string
	// Verdict is the one in Diagnosis.Verdicts that it is about.
	Verdict int
}

// Letters writes to those who alone can act on the causes: the postmaster of
// the receiving side, the provider, and the keepers of the blocklists that list
// the sender. They state what the bounce and the checks say and no more; now is
// when the checks were made. There is none for a cause that the sender's side
// can mend by itself.
func (d *Diagnosis) Letters(now time.Time) []Letter {
	var letters []Letter
	explained := make([]bool, len(d.Report.Recipients))
	for i := range d.Verdicts {
		v := &d.Verdicts[i]
		first := slices.ContainsFunc(v.Recipients, func(r int) bool { return !explained[r] })
		for _, r := range v.Recipients {
			explained[r] = true
		}
		if !first {
			continue // an alternative
		}
		switch {
		case v.Cause == IPListed || v.Cause == DomainListed:
			letters = append(letters, d.listLetters(i, now)...)
			if v.Who == Receiver {
				letters = append(letters, d.letter(i, now))
			}
		case asks(v) != "":
			letters = append(letters, d.letter(i, now))
		}
	}
	return letters
}

// asks gives what a letter about v asks for, or "" where there is nobody to
// write to.
func asks(v *Verdict) string {
	switch {
	case v.Who == Receiver && v.Confidence == Refuted:
		return askRefuted
	case v.Who == Receiver && v.Cause == SPFIPNotAuthorised:
		return askForwarder
	case v.Who == Receiver && (v.Cause == IPListed || v.Cause == DomainListed):
		return askDeadList
	case v.Who == Receiver || v.Who == Recipient || v.Who == Provider:
		return requests[v.Cause]
	}
	return ""
}

// The requests that depend on more than the cause.
const (
	askRefuted   = "Please look whether your system still refuses such mail and, if it does, what it sees that differs from what we found: an older copy of a record, another address, another name."
	askForwarder = "Your host passed the message on under the sender's own envelope address, so that the next system sees yours as the source. Please rewrite the envelope sender when you forward (SRS), or have the next system accept your host as a forwarder."
	askDeadList  = "Please remove this list from the configuration of your mail system: lists that have shut down may answer nothing, or list everybody."
)

// requests are what is asked of the other side, by cause.
var requests = map[Cause]string{
	RecipientMXBroken:      "Please have the MX records of the domain name at least one host with a public address that accepts mail.",
	RecipientNoMailService: "Please have MX records published for the domain, or a null MX (RFC 7505) if it is not meant to take mail.",
	RecipientUnreachable:   "Please look whether your mail hosts accept connections on port 25 from our address, and whether a firewall or a filter drops them.",
	RecipientServerError:   "Please look in your mail log at the time given above; the message can be sent again when the error is mended.",
	RecipientDNSFailure:    "Please have the name servers of the domain checked. Mail can be delivered when they answer again.",
	RecipientDisabled:      "Please tell us whether the mailbox is to be enabled again, or which address takes its place; otherwise we stop writing to it.",
	MailboxFull:            "Please let the owner of the mailbox know that it takes no mail until there is room.",
	RecipientRestricted:    "If mail from this sender is wanted, please let the sender's address write to the recipient, or tell us who decides on it.",
	PolicyRefusal:          "The reply does not say by which rule the message was refused. Please tell us which it was and what we have to change, or let such mail through.",
	UnknownCause:           "The reply does not say why the message was refused. Please tell us from your log what it was, and what we have to change.",
	RelayDenied:            "The MX records of the domain name your host. Please have it accept mail for the domain, or have the records changed.",
	Loop:                   "Please look where mail for the recipient is sent on to: it comes back to a system that it has passed already.",
	DeliveryExpired:        "Please look whether your mail hosts accept connections on port 25 from our address; our system tried until its retry time was over.",
	TLSFailure:             "Please look at the STARTTLS and certificate settings of your mail hosts.",
	MTASTSMismatch:         "Please bring the MTA-STS policy of the domain (RFC 8461) and its MX records and certificates into line.",
	DANEMismatch:           "Please bring the TLSA records of your mail hosts (RFC 7672) and their certificates into line.",
	SuppressedByProvider:   "Please tell us since when and why the address is on your suppression list, and take it off if the recipient can receive mail again.",
}

// letter writes to the side that has to act on verdict i.
func (d *Diagnosis) letter(i int, now time.Time) Letter {
	v := &d.Verdicts[i]
	r := &d.Report.Recipients[v.Recipients[0]]
	f := d.Facts(v.Recipients[0])
	l := Letter{Verdict: i, Subject: subjectLine("Mail from %s to %s is not delivered", f.FromDomain, f.RecipientDomain)}
	w := &letterText{}
	switch {
	case v.Who == Provider:
		l.Via = "the support of your own mail provider"
		l.Subject = subjectLine("Mail to %s is held back by your suppression list", f.RecipientDomain)
		w.para("a message that we sent through you was not delivered. Please help us with it.")
	case v.Cause == SPFIPNotAuthorised && v.Confidence != Refuted:
		l.To = postmaster(d.Report.ReportingMTA.Name)
		l.Subject = subjectLine("Mail from %s that your host forwards is refused", f.FromDomain)
		w.para("a message that we sent was forwarded by your host and refused by the next system.")
	default:
		l.To = postmaster(f.RecipientDomain)
		w.para("a message that we sent to " + addressees(d.Report, v) + " was not delivered. As far as we can see, it can only be put right on your side.")
	}
	if l.To == "" && l.Via == "" {
		l.Via = "the postmaster of the system that refused it; the bounce gives no address"
	}
	if unreachable[v.Cause] {
		l.Via = "another way than mail, as mail to " + f.RecipientDomain + " does not arrive"
	}
	d.facts(w, v, r, f)
	d.proof(w, v, now)
	w.head("What we ask of you")
	w.para(asks(v))
	w.para("If you need more from us, please answer to this message.")
	l.Body = w.String()
	return l
}

// unreachable are the causes because of which the domain takes no mail at all.
var unreachable = map[Cause]bool{
	RecipientMXBroken: true, RecipientNoMailService: true, RecipientUnreachable: true, RecipientDNSFailure: true, DeliveryExpired: true,
}

// postmaster gives the address that every domain with mail has, RFC 5321
// section 4.5.1.
func postmaster(domain string) string {
	if domain == "" || len(domain) > 253 || strings.ContainsFunc(domain, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`()<>@,;:\"[]`, r) }) {
		return ""
	}
	return "postmaster@" + domain
}

// addressees names the recipients of a verdict in brief.
func addressees(rep *dsn.Report, v *Verdict) string {
	name := knownBy(&rep.Recipients[v.Recipients[0]])
	if name == "" {
		return "one of your users"
	}
	if n := len(v.Recipients) - 1; n > 0 {
		return fmt.Sprintf("%s and %d more of your users", name, n)
	}
	return name
}

// knownBy gives the address of a recipient: the final one, or where the report has
// none, the original one.
func knownBy(r *dsn.Recipient) string { return cmp.Or(r.Final.Value, r.Original.Value) }

// facts lists what the other side needs to find the message in its log.
func (d *Diagnosis) facts(w *letterText, v *Verdict, r *dsn.Recipient, f *Facts) {
	o := &d.Report.Original
	w.head("The message")
	at := r.LastAttempt
	if at.IsZero() {
		at = d.Report.Date
	}
	w.fact("Time", utc(at))
	for n, i := range v.Recipients {
		if n == 20 {
			w.fact("", fmt.Sprintf("and %d more", len(v.Recipients)-n))
			break
		}
		w.fact("Recipient", knownBy(&d.Report.Recipients[i]))
	}
	w.fact("Sender", f.EnvelopeSender)
	w.fact("Header From", o.From)
	w.fact("Message-ID", o.MessageID)
	host := d.Report.ReportingMTA.Name
	if f.SendingIP.IsValid() {
		w.fact("Sent from", f.SendingIP.String()+" ("+f.IPSource+")")
	}
	w.fact("Reported by", host)
	to := r.RemoteMTA.Name
	if r.RemoteMTA.Address.IsValid() {
		to = strings.TrimSpace(to + " [" + r.RemoteMTA.Address.String() + "]")
	}
	w.fact("Refused by", to)
	w.fact("In reply to", r.Command)
	if r.Diagnostic.Text != "" {
		by := "The reply, word for word:"
		if r.RemoteMTA.Name == "" {
			by = "What our system reports, word for word:"
		}
		w.para(by)
		w.quote(r.Diagnostic.Text)
	}
}

// proof lists what the checks found.
func (d *Diagnosis) proof(w *letterText, v *Verdict, now time.Time) {
	w.head("What we found")
	switch v.Confidence {
	case Confirmed:
		w.para("We could verify it: " + v.Summary)
	case Refuted:
		w.para("We could not reproduce it: " + v.Summary)
	default:
		w.para("This is what the reply says; we have no proof of our own: " + v.Summary)
	}
	first := true
	for _, e := range v.Evidence {
		if e.Check == "bounce" {
			continue
		}
		if first {
			w.para("Looked up on " + utc(now) + ":")
			first = false
		}
		w.item(strings.TrimSpace(e.Check+" "+e.Target) + ": " + e.Detail)
		if e.Record != "" {
			w.quote(e.Record)
		}
	}
}

// listLetters asks each list that was found to list the sender for removal.
func (d *Diagnosis) listLetters(i int, now time.Time) []Letter {
	v := &d.Verdicts[i]
	var letters []Letter
	for _, l := range d.listings(v) {
		letters = append(letters, removal(i, v, l, now))
	}
	return letters
}

// listings are the entries that the evidence of a verdict names, those that
// mail is refused for first.
func (d *Diagnosis) listings(v *Verdict) []check.DNSBLResult {
	var found []check.DNSBLResult
	for _, r := range d.Checks {
		data, ok := r.Data.(*check.DNSBLData)
		if !ok || r.Check != "dnsbl" {
			continue
		}
		for _, l := range data.Lists {
			about := slices.ContainsFunc(v.Evidence, func(e Evidence) bool { return e.Check == "dnsbl" && e.Target == l.Subject })
			same := func(o check.DNSBLResult) bool { return o.Zone == l.Zone && o.Subject == l.Subject }
			if about && l.Result == check.Listed && !slices.ContainsFunc(found, same) {
				found = append(found, l)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b check.DNSBLResult) int { return weight(b) - weight(a) })
	return found
}

func weight(l check.DNSBLResult) int {
	if l.Class == check.ClassAbuse {
		return 1
	}
	return 0
}

// removal asks one list to end its entry. It stands or falls with the cause
// being gone, which only the sender can say, so there is a gap to fill in.
func removal(i int, v *Verdict, l check.DNSBLResult, now time.Time) Letter {
	name := listName(&l)
	w := &letterText{}
	w.para("we ask you to end the entry of " + l.Subject + " in " + name + ".")
	w.head("The entry")
	w.fact("Subject", l.Subject)
	w.fact("List", l.Zone)
	w.fact("Answer", strings.Join(l.Codes, " "))
	w.fact("Seen", utc(now))
	for _, reason := range l.Reasons {
		w.quote(reason)
	}
	w.head("What we have done")
	if l.Class == check.ClassPolicy {
		w.para("[Before you send this: say that a mail server with a fixed address runs here, and that its reverse name is set. Otherwise send through your provider's relay instead.]")
	} else {
		w.para("[Before you send this: find what got it listed and stop it, then say here what it was, when it ended and what keeps it from coming back. A removal that is asked for too early is undone, and the next takes longer.]")
	}
	letter := Letter{Verdict: i, Via: l.Link, Subject: subjectLine("Removal of %s from %s", l.Subject, l.Zone), Body: w.String()}
	if letter.Via == "" {
		letter.Via = "the web site of " + name
	}
	return letter
}
