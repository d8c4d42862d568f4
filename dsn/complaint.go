package dsn

import "strings"

// readComplaint tells the complaints of feedback loops that do not use RFC 5965.
func readComplaint(m *message, rep *Report) {
	switch {
	case m.fromJMRP():
		rep.startFeedback("jmrp")
		rep.Feedback.Type = FeedbackAbuse
	case strings.EqualFold(m.header.Get(fieldXAppleUnsubscribe), "true"):
		// QUIRK(apple): iCloud unsubscribes for its user by a plain mail.
		rep.startFeedback("apple")
		rep.Feedback.Type = FeedbackOptOut
		rep.addSender(m)
	case m.complaintSubject():
		rep.startFeedback("complaint")
		rep.Feedback.Type = FeedbackAbuse
	case m.header.Has(fieldXXARF), m.header.Has(fieldXARF):
		readXARF(m, rep)
	case !m.listMail() && hasPrefixFold(strings.TrimSpace(m.Text()), "this is an email abuse report for an email message"):
		// What the notifications of RFC 5965 say in words, without their other parts.
		rep.startFeedback("complaint")
		rep.Feedback.Type = FeedbackAbuse
	case hasPrefixFold(m.subject, "[spamcop ("):
		// QUIRK(spamcop): "[SpamCop (192.0.2.1) id:1234]Offer", all in text
		rep.startFeedback("spamcop")
		rep.Feedback.Type = FeedbackAbuse
		_, returned, _ := strings.Cut(m.Text(), "[ Offending message ]")
		m.quote(strings.TrimLeft(returned, "\n"))
	case m.fromSNS() && strings.Contains(m.Text(), `"complainedRecipients"`):
		readSNSComplaint(m, rep)
	}
	if rep.Kind != KindFeedback || rep.Feedback.SourceIP.IsValid() {
		return
	}
	// "complaint about message from 192.0.2.1", "Email Feedback Report for IP 192.0.2.1"
	for _, word := range strings.Fields(rep.Subject) {
		if ip, ok := parseIP(strings.Trim(word, ".,;:()")); ok {
			rep.Feedback.SourceIP = ip
		}
	}
}

// fromJMRP reports whether the message is one of the complaint programme of
// Hotmail and Outlook.com: the message complained about attached, with a field
// for its recipient.
func (m *message) fromJMRP() bool {
	if m.returned < 0 {
		return false
	}
	if containsFold(m.subject, "complaint about message from") {
		return true
	}
	h, _ := m.enclosed()
	return h.Has(fieldXHmXmrOriginalRecipient)
}

// complaintSubjects are those of feedback loops that attach the message and
// have no machine-readable part.
var complaintSubjects = []string{
	"email feedback report", "e-mail feedback report", "feedback report for", "abuse report", "spam report", "spam complaint",
	"abuse complaint", "fbl report", "[fbl]", "junk report", "client tos notification",
}

// feedbackSenders begin the local parts of the senders of feedback loops.
var feedbackSenders = [...]string{"fbl", "feedback", "feedbackloop", "scomp", "abuse", "complaint", "spamreport", "arf", "staff", "spam"}

// complaintSubject reports whether a feedback loop sent the message, by its
// sender and subject, with the message complained about.
func (m *message) complaintSubject() bool {
	if m.returned < 0 || !m.subjectHas(subjectComplaint) || m.listMail() {
		return false
	}
	from := m.sender()
	for _, s := range feedbackSenders {
		if strings.HasPrefix(from, s) {
			return true
		}
	}
	return m.automatic()
}

// readXARF reads the YAML of x-arf (version 0.1 and 0.2), whose keys are much
// like the fields of RFC 5965.
func readXARF(m *message, rep *Report) {
	rep.startFeedback("x-arf")
	f := rep.Feedback
	for i := range m.tree.Parts {
		p := &m.tree.Parts[i]
		if !strings.HasPrefix(p.Type, "text/") {
			continue
		}
		var fields []Field
		for line := range strings.Lines(p.Text()) {
			if name, value := cutField(strings.TrimRight(line, "\r\n")); name != "" {
				fields = append(fields, Field{name, strings.Trim(value, `"'`)})
			}
		}
		if has(fields, "Report-Type") && has(fields, "Source") {
			f.Fields = appendFields(nil, fields)
			break
		}
	}
	f.Type = FeedbackType(lowerASCII(get(f.Fields, "Category")))
	f.UserAgent, f.Version = get(f.Fields, "User-Agent"), get(f.Fields, "Version")
	if ip, ok := parseIP(get(f.Fields, "Source")); ok {
		f.SourceIP = ip
	}
	if v := get(f.Fields, "Date"); v != "" {
		f.ArrivalDate = rep.date("Date", v)
	}
}

// readSNSComplaint reads a complaint notification of Amazon SES that came by
// mail through SNS: JSON in one line, which mail transport may have wrapped, or
// in many.
func readSNSComplaint(m *message, rep *Report) {
	text := strings.NewReplacer("!\n ", "", "\n", "").Replace(m.Text())
	_, list, _ := strings.Cut(text, `"complainedRecipients"`)
	list, _, _ = strings.Cut(list, "]")
	rep.startFeedback("ses")
	f := rep.Feedback
	for {
		a, rest, ok := cutJSONString(list, "emailAddress")
		if !ok {
			break
		}
		list = rest
		f.OriginalRcptTo = appendListed(f.OriginalRcptTo, a)
	}
	f.Type = FeedbackType(lowerASCII(jsonString(text, "complaintFeedbackType")))
	f.UserAgent = clean(jsonString(text, "userAgent"))
	f.OriginalMailFrom = bareAddress(clean(jsonString(text, "source")))
	if v := jsonString(text, "arrivalDate"); v != "" {
		f.ArrivalDate = rep.date("arrivalDate", clean(v))
	}
	rep.Original.MessageID = messageID(jsonString(text, "messageId"))
}

// jsonString gives the first string value of the key in a text of JSON.
func jsonString(text, key string) string {
	value, _, _ := cutJSONString(text, key)
	return value
}

// cutJSONString gives the first string value of the key, and what follows it.
func cutJSONString(text, key string) (value, rest string, ok bool) {
	for key = `"` + key + `"`; ; {
		if _, text, ok = strings.Cut(text, key); !ok {
			return "", "", false
		}
		after := strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(text, " \t"), ":"), " \t")
		if strings.HasPrefix(after, `"`) {
			value, rest, _ = strings.Cut(after[1:], `"`)
			return value, rest, true
		}
	}
}
