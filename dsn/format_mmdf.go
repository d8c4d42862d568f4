package dsn

import "strings"

// formatMMDF reads the bounces of MMDF.
// One message may report several addresses.
//
//	    Your message was not delivered to
//	jane@example.net
//	    for the following reason:
//	(USER) Unknown user name in "jane@example.net"
//
//	    Your message follows:
var formatMMDF = format{
	name:  "mmdf",
	title: "MMDF",
	marks: []string{"Your message could not be delivered to", "Your message was not delivered to", mmdfPending},
	match: func(m *message) bool {
		return (containsAny(m.Text(), mmdfReason[:]...) || strings.Contains(m.Text(), mmdfPending)) &&
			containsAny(m.Text(), "Your message follows:", "Your message begins as follows:")
	},
	read: func(m *message, rep *Report) {
		text, returned, _ := cutAt(m.Text(), "Your message follows:", "Your message begins as follows:")
		m.quote(returned)
		if _, pending, ok := strings.Cut(text, mmdfPending); ok {
			readMMDFPending(rep, pending)
			return
		}
		for {
			_, rest, ok := cutAt(text, "Your message could not be delivered to", "Your message was not delivered to")
			if !ok {
				return
			}
			who, said, ok := cutAt(rest, mmdfReason[:]...)
			if !ok {
				return
			}
			text = said
			said, _, _ = cutAt(said, "\n\n", "Your message was not", "Your message could not")
			for _, addr := range statedAddresses(strings.Trim(strings.TrimSpace(who), "'\":")) {
				if r := rep.recipient(addr); r != nil {
					r.setAction(ActionFailed)
					r.setSaid(strings.Trim(strings.TrimSpace(said), "'"))
				}
			}
		}
	},
}

// mmdfReason stands between who and why; some versions fill the lines.
var mmdfReason = [...]string{"for the following reason:", "for the following\nreason:", "for the\nfollowing reason:", "for\nthe following reason:"}

// mmdfPending is above the recipients that are still being tried.
const mmdfPending = "Delivery attempts are still pending for the following address"

// readMMDFPending takes lines such as "jane@example.net (host: mx.example.net) (queue: smtp)".
func readMMDFPending(rep *Report, text string) {
	for line := range strings.Lines(text) {
		addr, about, _ := strings.Cut(strings.Trim(line, " \t\r\n'"), " (")
		if a, n := addressAt(addr); n == 0 || a != addr {
			continue
		}
		if r := rep.recipient(addr); r != nil {
			r.setAction(ActionDelayed)
			if host, ok := strings.CutPrefix(about, "host: "); ok {
				r.setHost(hostWord(host))
			}
		}
	}
}
