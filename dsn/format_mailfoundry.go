package dsn

// formatMailFoundry reads the text of MailFoundry's appliances:
//
//	Unable to deliver message to: <jane@example.net>
//	Delivery failed for the following reason:
//	mx.example.net[192.0.2.1] responded with failure: 550 5.1.1 No such user
var formatMailFoundry = format{
	name:  "mailfoundry",
	title: "MailFoundry",
	marks: []string{"Unable to deliver message to: <", "Delivery failed for the following reason:"},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := m.failedUnless("Delivery attempts will continue", "temporary failure", "has been delayed")
		for _, s := range readLabels(m, text, []label{
			{"unable to deliver message to:", labelRecipient}, {"delivery failed for the following reason:", labelReason},
			{"delivery has been delayed for the following reason:", labelReason}, {"this has been a permanent failure", labelSkip},
		}) {
			for _, addr := range s.recipients {
				if r := rep.recipient(addr); r != nil {
					r.setAction(action)
					if mta, ok := hostAt(s.reason); ok {
						r.setHost(mta)
					}
					r.setSaid(s.reason)
				}
			}
		}
	},
}
