package dsn

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// A Feedback is what a feedback report (ARF, RFC 5965) says: somebody complained
// about a message, wants no more of them, or it failed authentication.
type Feedback struct {
	Type      FeedbackType `json:"type,omitzero"`
	UserAgent string       `json:"user_agent,omitzero"`
	Version   string       `json:"version,omitzero"`

	// Fields of RFC 5965 sections 3.2 and 3.3. A field that the report does not
	// have is empty; Incidents is 0 then.
	OriginalEnvelopeID    string     `json:"original_envelope_id,omitzero"`
	OriginalMailFrom      string     `json:"original_mail_from,omitzero"`
	OriginalRcptTo        []string   `json:"original_rcpt_to,omitzero"`
	ArrivalDate           time.Time  `json:"arrival_date,omitzero"`
	ReportingMTA          MTA        `json:"reporting_mta,omitzero"`
	SourceIP              netip.Addr `json:"source_ip,omitzero"`
	Incidents             int        `json:"incidents,omitzero"`
	AuthenticationResults []string   `json:"authentication_results,omitzero"`
	ReportedDomains       []string   `json:"reported_domains,omitzero"`
	ReportedURIs          []string   `json:"reported_uris,omitzero"`
	// RemovalRecipients are those who want to be taken off a list: a field of
	// opt-out reports, of the drafts before RFC 5965.
	RemovalRecipients []string `json:"removal_recipients,omitzero"`

	// Fields of an authentication failure, RFC 6591 section 3.
	AuthFailure       string   `json:"auth_failure,omitzero"`
	DeliveryResult    string   `json:"delivery_result,omitzero"`
	IdentityAlignment string   `json:"identity_alignment,omitzero"`
	DKIMDomains       []string `json:"dkim_domains,omitzero"`
	DKIMSelector      string   `json:"dkim_selector,omitzero"`
	DKIMIdentity      string   `json:"dkim_identity,omitzero"`

	// Fields are all fields of the report in their order.
	Fields []Field `json:"fields,omitzero"`
}

// A FeedbackType is the sort of feedback, RFC 5965 section 7.3. A type that is
// not registered is given as it stands there, in lower case.
type FeedbackType string

// The registered types of feedback, and two of the drafts that are still sent.
const (
	FeedbackAbuse       FeedbackType = "abuse"
	FeedbackFraud       FeedbackType = "fraud"
	FeedbackVirus       FeedbackType = "virus"
	FeedbackOther       FeedbackType = "other"
	FeedbackNotSpam     FeedbackType = "not-spam"     // RFC 6430
	FeedbackAuthFailure FeedbackType = "auth-failure" // RFC 6591
	FeedbackOptOut      FeedbackType = "opt-out"
	FeedbackMiscellany  FeedbackType = "miscategorized"
)

// isFeedbackType reports whether a media type is that of the machine-readable part.
// QUIRK(various): text/ and application/ for want of better knowledge.
func isFeedbackType(typ string) bool {
	switch typ {
	case "message/feedback-report", "text/feedback-report", "application/feedback-report":
		return true
	}
	return false
}

// readFeedback tells a feedback report, with or without its machine-readable
// part, and reads what is in it.
func readFeedback(m *message, rep *Report) {
	if len(m.status) > 0 {
		return
	}
	for i := range m.tree.Parts {
		if p := &m.tree.Parts[i]; isFeedbackType(p.Type) {
			rep.startFeedback("rfc5965")
			for _, block := range m.parseBlocks(p.Text()) {
				rep.Feedback.Fields = appendFields(rep.Feedback.Fields, block)
			}
			rep.readFeedbackFields()
			return
		}
	}
	if readFeedbackText(m, rep); rep.Kind == "" {
		readComplaint(m, rep)
	}
}

// readFeedbackText reads the fields where the machine-readable part was turned
// into text on the way, or the parts into one.
func readFeedbackText(m *message, rep *Report) {
	announced := m.reportType() == "feedback-report"
	if !announced && (m.listMail() || m.returned < 0 && (len(m.tree.Parts) > 1 || !strings.Contains(m.head(), "Feedback-Type:"))) {
		return
	}
	for i := range m.tree.Parts {
		p := &m.tree.Parts[i]
		if !strings.HasPrefix(p.Type, "text/") && !(p.Multipart() && len(m.tree.Parts) == 1) || i == m.returned {
			continue
		}
		text := p.Text()
		if !containsFold(text, "feedback-type") {
			continue
		}
		for _, block := range m.parseBlocks(text) {
			named := (announced || m.returned >= 0) && (has(block, "Version") || has(block, "User-Agent"))
			if has(block, "Feedback-Type") && (named || has(block, "Version") && has(block, "User-Agent")) {
				rep.startFeedback("rfc5965")
				rep.Feedback.Fields = appendFields(nil, block)
				rep.readFeedbackFields()
				return
			}
		}
	}
	if announced {
		rep.startFeedback("rfc5965")
	}
}

func (rep *Report) startFeedback(format string) {
	rep.Kind, rep.Format, rep.Feedback = KindFeedback, format, &Feedback{}
}

// readFeedbackFields takes the known fields from rep.Feedback.Fields.
func (rep *Report) readFeedbackFields() {
	f := rep.Feedback
	for _, field := range f.Fields {
		v := field.Value
		if v == "" {
			continue
		}
		switch lowerASCII(field.Name) {
		case "feedback-type":
			if f.Type == "" {
				f.Type = FeedbackType(lowerASCII(firstWord(strings.TrimRight(v, ";,"))))
			}
		case "user-agent":
			f.UserAgent = v
		case "version":
			f.Version = v
		case "original-envelope-id":
			f.OriginalEnvelopeID = decodeXtext(v)
		case "original-mail-from":
			f.OriginalMailFrom = parseAddress(v).Value
		case "original-rcpt-to":
			f.OriginalRcptTo = appendListed(f.OriginalRcptTo, v)
		case "removal-recipient":
			f.RemovalRecipients = appendListed(f.RemovalRecipients, v)
		case "arrival-date", "received-date": // the older name
			if f.ArrivalDate.IsZero() {
				f.ArrivalDate = rep.date(field.Name, v)
			}
		case "reporting-mta":
			setOnce(rep, field, &f.ReportingMTA, parseMTA(v))
		case "source-ip":
			if ip, ok := parseIP(firstWord(v)); ok {
				f.SourceIP = ip
			}
		case "incidents":
			f.Incidents, _ = strconv.Atoi(firstWord(v))
			f.Incidents = max(0, f.Incidents)
		default:
			f.readListField(lowerASCII(field.Name), v)
		}
	}
}

// readListField takes the fields that may be repeated, and those of RFC 6591.
func (f *Feedback) readListField(name, v string) {
	switch name {
	case "authentication-results":
		f.AuthenticationResults = append(f.AuthenticationResults, v)
	case "reported-domain":
		f.ReportedDomains = append(f.ReportedDomains, lowerASCII(v))
	case "reported-uri":
		f.ReportedURIs = append(f.ReportedURIs, v)
	case "auth-failure":
		f.AuthFailure = lowerASCII(v)
	case "delivery-result":
		f.DeliveryResult = lowerASCII(v)
	case "identity-alignment":
		f.IdentityAlignment = lowerASCII(v)
	case "dkim-domain":
		for _, d := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(" ;,", r) }) {
			f.DKIMDomains = append(f.DKIMDomains, lowerASCII(d))
		}
	case "dkim-selector":
		f.DKIMSelector = v
	case "dkim-identity":
		f.DKIMIdentity = v
	}
}

// appendListed appends the addresses in a field that may have several, each
// once, and no more than maxAddresses.
func appendListed(list []string, v string) []string {
	for _, a := range appendAddresses(nil, v) {
		if a = parseAddress(a).Value; strings.Contains(a, "@") && len(list) < maxAddresses && !containsAddress(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// fillFeedback lists as recipients those whom the report names, or else those
// to whom the returned message went.
func fillFeedback(m *message, rep *Report) {
	f := rep.Feedback
	if f == nil || len(rep.Recipients) > 0 {
		return
	}
	if f.SourceIP == (netip.Addr{}) && rep.Format != "rfc5965" {
		f.SourceIP = rep.Original.SendingIP
	}
	source, who := SourceField, f.OriginalRcptTo
	if len(who) == 0 {
		who = f.RemovalRecipients
	}
	if len(who) == 0 {
		source, who = SourceOriginal, complainants(m)
	}
	if len(who) == 0 {
		who = rep.Original.To
	}
	if len(who) == 0 && len(rep.Original.Received) > 0 {
		who = []string{rep.Original.Received[0].For}
	}
	for _, a := range who {
		if strings.Contains(a, "@") && len(rep.Recipients) < maxRecipients {
			rep.Recipients = append(rep.Recipients, Recipient{Final: Address{Value: clean(a)}, Source: source})
		}
	}
}

// complainantFields name in the returned header to whom it was delivered.
// QUIRK(outlook.com): X-HmXmrOriginalRecipient; To was often redacted.
var complainantFields = [...]fieldID{fieldXHmXmrOriginalRecipient, fieldXOriginalTo, fieldEnvelopeTo, fieldDeliveredTo, fieldXApparentlyTo}

// complainants gives the recipient that the header of the returned message
// names beside To.
func complainants(m *message) []string {
	if m.returned < 0 {
		return nil
	}
	h, _ := m.enclosed()
	if who := h.addresses(complainantFields[0]); len(who) > 0 {
		return who
	}
	if len(h.addresses(fieldTo)) > 0 {
		return nil
	}
	for _, name := range complainantFields[1:] {
		if who := h.addresses(name); len(who) > 0 {
			return who
		}
	}
	return nil
}
