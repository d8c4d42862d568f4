package dsn

import "strings"

// formatMailMarshal reads the text of Trustwave MailMarshal, once Marshal's:
// the reason first, then those whom it concerns.
var formatMailMarshal = format{
	name:  "mailmarshal",
	title: "Trustwave (Marshal) MailMarshal",
	marks: []string{"Could not be delivered because of", "The following recipients were affected:", "Could not be delivered to the following recipients because"},
	match: func(m *message) bool {
		// Others say too who was affected.
		return m.says("ould not be delivered because of", "to the following recipients because", "MessageName:")
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		list := readLabels(m, text, mailMarshalLabels)
		for i := range list {
			if findReply(list[i].reason) != 0 {
				list[i].reply, list[i].reason = list[i].reason, ""
			}
		}
		rep.state(list, m.failedUnless("has been delayed", "will continue"))
		if i := strings.Index(text, "Additional Information"); i >= 0 && rep.ReportingMTA.Name == "" {
			for line := range strings.Lines(text[i:]) {
				if name, value := cutField(strings.TrimSpace(line)); name == "Reporting-MTA" {
					rep.ReportingMTA = parseMTA(value)
				}
			}
		}
	},
}

var mailMarshalLabels = []label{
	{"could not be delivered because of", labelReason}, {"could not be delivered to the following recipients because of", labelReason},
	{"the following recipients were affected:", labelRecipient},
	{"additional information", labelSkip}, {"original sender:", labelSkip}, {"sender-mta:", labelSkip}, {"remote-mta:", labelHost},
	{"reporting-mta:", labelSkip}, {"messagename:", labelSkip}, {"last-attempt-date:", labelSkip}, {"your message:", labelSkip},
	{"from:", labelSkip}, {"subject:", labelSkip},
}
