package dsn

import "strings"

// formatHaraka reads the bounces of Haraka before 2.8, which are text alone,
// and those that lost their status part. Its template is a site's to change;
// the list of recipients and the reason are Haraka's.
//
//	Intended Recipients: <jane@example.net>, <carl@example.net>
//	Failure Reason: Error: Some recipients failed: <jane@example.net>
//
//	<jane@example.net>: 550 5.1.1 No such user
var formatHaraka = format{
	name:  "haraka",
	title: "Haraka",
	marks: []string{"This is the Haraka Mailer program at ", "Intended Recipients: <"},
	match: func(m *message) bool {
		return strings.Contains(m.Text(), "\nFailure Reason:") || strings.Contains(m.Text(), "Haraka Mailer program")
	},
	read: func(m *message, rep *Report) {
		text, returned := cutQSBMF(m.Text())
		m.quote(returned)
		if host, ok := textAfter(text, "This is the Haraka Mailer program at "); ok {
			rep.setReporting(host)
		}
		_, list, _ := strings.Cut(text, "Intended Recipients:")
		intended, rest, _ := strings.Cut(list, "\nFailure Reason:")
		reason, each, _ := strings.Cut(strings.TrimSpace(rest), "\n\n")
		reason = strings.TrimPrefix(strings.TrimSpace(reason), "Error: ")
		told := saidBlocks(each)
		for _, s := range told {
			if r := rep.recipient(s.addr); r != nil {
				r.setAction(ActionFailed)
				r.setSaid(s.text)
			}
		}
		// QUIRK(haraka): all recipients of the queue item are listed; where
		// some were refused one by one, the others did not fail.
		if len(told) > 0 {
			return
		}
		for _, addr := range addressesIn(intended) {
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
				r.setSaid(reason)
			}
		}
	},
}
