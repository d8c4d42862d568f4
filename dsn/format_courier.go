package dsn

import "strings"

// formatCourier reads the bounces of the Courier mail server, whose status part
// leaves the diagnostics of delays to the text: per recipient the address in
// angle brackets and a colon, the host, and the dialogue with it.
//
//	                   UNDELIVERABLE MAIL
//
//	<jane@example.net>:
//	     mx.example.net [192.0.2.1]:
//	 >>> RCPT TO:<jane@example.net>
//	 <<< 550 5.1.1 No such user
var formatCourier = format{
	name:  "courier",
	title: "Courier",
	marks: []string{"running the Courier mail server", "DELAYS IN DELIVERING YOUR MESSAGE", "                UNDELIVERABLE MAIL"},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		if host, ok := textAfter(text, "This is a delivery status notification from "); ok {
			rep.setReporting(host)
		}
		action := ActionFailed
		for _, para := range paragraphs(text) {
			first, rest, _ := strings.Cut(para, "\n")
			addr := strings.TrimSuffix(strings.TrimSpace(first), ":")
			if len(addr) < 3 || addr[0] != '<' || addr[len(addr)-1] != '>' {
				action = courierAction(first, action)
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setCourier(rest)
			}
		}
	},
}

// courierAction tells what the heading of a section means. A report has one
// for each sort of outcome.
func courierAction(heading string, before Action) Action {
	switch {
	case strings.Contains(heading, "UNDELIVERABLE"):
		return ActionFailed
	case strings.Contains(heading, "DELAYS IN DELIVERING"), strings.Contains(heading, "DELAYED"):
		return ActionDelayed
	case strings.Contains(heading, "DELIVERED TO A MAIL GATEWAY"), strings.Contains(heading, "RELAYED"):
		return ActionRelayed
	case strings.Contains(heading, "MESSAGE DELIVERED"), strings.Contains(heading, "HAS BEEN DELIVERED"), strings.Contains(heading, "RETURN RECEIPT"):
		return ActionDelivered
	}
	return before
}

// setCourier takes the lines below an address.
func (r *Recipient) setCourier(text string) {
	host, _, _ := strings.Cut(text, "\n")
	ds := parseTranscript(text)
	if len(ds) == 0 {
		r.setDiagnostic("", text)
		return
	}
	if host = strings.TrimSpace(host); strings.HasSuffix(host, "]:") {
		r.setHost(hostWord(host))
	}
	last := ds[len(ds)-1]
	// The list has the address that the sender gave, the command the one that
	// it became.
	if tried := bareAddress(last.command); r.Source == SourceText && commandName(last.command) == "RCPT" &&
		r.Original.Value == "" && strings.Contains(tried, "@") && !strings.EqualFold(tried, r.Final.Value) {
		r.Original, r.Final = r.Final, Address{Value: clean(tried)}
	}
	r.setDialogue(last)
}
