package dsn

import "strings"

// formatMDaemon reads the reports of MDaemon: the address, and the session of
// its log, in which arrows show commands and replies.
//
//	Failed address: jane@example.net
//
//	--- Session Transcript ---
//	 Tue 2021-02-02 10:00:01: --> RCPT To:<jane@example.net>
//	 Tue 2021-02-02 10:00:01: <-- 550 5.1.1 No such user
var formatMDaemon = format{
	name:  "mdaemon",
	title: "MDaemon",
	marks: []string{"MDaemon Delivery Status Notification", "had PERMANENT fatal delivery errors", "had TRANSIENT non-fatal delivery errors", "The attached message had PERMANENT", "--- Session Transcript ---"},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		head, transcript, _ := cutAt(text, "--- Session Transcript ---", "--- Session Transcript", "[SESSION TRANSCRIPT]")
		action := m.failedUnless("TRANSIENT", "will continue to", "NOT YET BEEN DELIVERED", "Delay")
		list := readLabels(m, head, []label{
			{"failed address:", labelRecipient}, {"failed addresses:", labelRecipient}, {"delayed address:", labelRecipient}, {"pending address:", labelRecipient},
			{"the following address", labelRecipient}, {"recipient:", labelRecipient}, {"reason:", labelReason},
			{"after one or more", labelSkip}, {"your message was not", labelSkip},
		})
		said := mdaemonSession(transcript)
		for i := range list {
			if ds := parseTranscript(head); len(ds) > 0 && list[i].reply == "" {
				list[i].reply, list[i].command = ds[len(ds)-1].reply, ds[len(ds)-1].command
			}
			for _, addr := range list[i].recipients {
				if r := rep.recipient(addr); r != nil {
					d, ok := said.of(addr)
					if ok {
						r.setDialogue(d)
					}
					r.setHost(said.host)
					r.setSaid(said.note)
				}
			}
		}
		rep.state(list, action)
		if len(rep.Recipients) == 0 {
			for _, d := range said.refused {
				if list := addressesIn(d.command); len(list) > 0 && commandName(d.command) == "RCPT" {
					if r := rep.recipient(list[0]); r != nil {
						r.setAction(action)
						r.setDialogue(d)
						r.setHost(said.host)
					}
				}
			}
		}
	},
}

// An mdaemonLog is what a session in MDaemon's log comes to.
type mdaemonLog struct {
	host    MTA
	refused []dialogue // the commands that were refused
	note    string     // the last line that is neither, such as a failed connection
}

// mdaemonSession reads the lines behind their time.
func mdaemonSession(text string) mdaemonLog {
	var log mdaemonLog
	command := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if i := strings.Index(line, "-->"); i >= 0 {
			command = strings.TrimSpace(line[i+3:])
			continue
		}
		if i := strings.Index(line, "<--"); i >= 0 {
			if reply := strings.TrimSpace(line[i+3:]); len(reply) > 3 && isReply(reply) && reply[0] != '2' {
				log.refused = append(log.refused, dialogue{command, reply})
			}
			continue
		}
		if i := strings.Index(line, "Attempting SMTP connection to "); i >= 0 {
			log.connect(line[i+len("Attempting SMTP connection to "):])
		}
		for _, w := range [...]string{"onnection refused", "onnection timed out", "Winsock Error", "not found", "ould not connect", "unable to resolve", "Name server reports"} {
			if strings.Contains(line, w) {
				_, log.note, _ = strings.Cut(line, ": ")
				if i := strings.Index(log.note, "] "); strings.HasPrefix(log.note, "[") && i > 0 {
					log.note = log.note[i+2:] // the number of the session
				}
			}
		}
	}
	return log
}

// connect takes the host of a connection: its name comes first, then "[192.0.2.1:25]".
func (log *mdaemonLog) connect(to string) {
	to = strings.Trim(to, "[] ")
	if i := strings.LastIndexByte(to, ':'); i > 0 && strings.IndexByte(to[i:], ']') < 0 {
		to = to[:i]
	}
	mta := hostWord(to)
	if mta.Name == "" {
		mta.Name = log.host.Name
	}
	log.host = mta
}

// of gives what was refused to an address: at RCPT its own, or else the last.
func (log *mdaemonLog) of(addr string) (d dialogue, ok bool) {
	for _, d := range log.refused {
		if commandName(d.command) == "RCPT" && containsFold(d.command, lowerASCII(addr)) {
			return d, true
		}
	}
	if n := len(log.refused); n > 0 {
		return log.refused[n-1], true
	}
	return dialogue{}, false
}
