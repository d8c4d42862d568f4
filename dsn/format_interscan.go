package dsn

import "strings"

// formatInterScan reads the text of Trend Micro's InterScan Messaging Security
// Suite and Appliance (IMSS, IMSVA).
//
//	Sent <<< RCPT TO:<jane@example.net>
//	Received >>> 550 5.1.1 <jane@example.net>... No such user
//
//	Unable to deliver message to <jane@example.net> (and other recipients in the same domain).
var formatInterScan = format{
	name:  "interscan",
	title: "Trend Micro InterScan (IMSS, IMSVA)",
	marks: []string{"InterScan M", "InterScan V", "InterScan E", "InterScan e", "InterScan N", "Sent <<< RCPT", "Sent <<< MAIL", "Sent <<< DATA", "Sent <<< EHLO", "Sent <<< HELO", "Received >>>", "The following mail could not be delivered.\nReason:"},
	match: func(m *message) bool {
		return containsAny(m.head(), "Unable to deliver message to", "Received >>>", "could not be delivered", "配信")
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		rep.state(interScanStatements(text), m.failedUnless("will retry", "has been delayed"))
	},
}

// interScanStatements reads the commands with their replies, and the sentences
// that name whom they are about.
func interScanStatements(text string) []statement {
	var list []statement
	find := func(addr string) *statement {
		for i := range list {
			if strings.EqualFold(list[i].recipients[0], addr) {
				return &list[i]
			}
		}
		list = append(list, statement{recipients: []string{addr}})
		return &list[len(list)-1]
	}
	asked, command := "", ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if said, ok := strings.CutPrefix(line, "Sent <<<"); ok {
			command = said
			if addrs := addressesIn(said); commandName(strings.TrimSpace(said)) == "RCPT" && len(addrs) > 0 {
				asked = addrs[0]
			}
			continue
		}
		if said, ok := strings.CutPrefix(line, "Received >>>"); ok && asked != "" {
			s := find(asked)
			s.reply, s.command = strings.TrimSpace(said), strings.TrimSpace(command)
			continue
		}
		if i := strings.Index(line, "nable to deliver message to"); i >= 0 {
			for _, addr := range addressesIn(line[i:]) {
				find(addr).reason = line
			}
		}
	}
	return list
}
