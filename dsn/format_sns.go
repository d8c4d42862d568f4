package dsn

import (
	"encoding/json"
	"strings"
)

// formatSNS reads the notifications and events of Amazon SES that Amazon SNS
// sends by mail: JSON in the text part (docs.aws.amazon.com/ses, "Amazon SNS
// notification contents").
var formatSNS = format{
	name:  "sns",
	title: "Amazon SES notifications sent by Amazon SNS",
	marks: []string{`"notificationType"`, `"eventType"`, `\"notificationType\"`, `\"eventType\"`},
	match: (*message).fromSNS,
	read: func(m *message, rep *Report) {
		if n, ok := parseSNS(m.Text()); ok {
			n.fill(rep)
		}
	},
}

// fromSNS reports whether SNS sent the message.
func (m *message) fromSNS() bool {
	return m.header.Has(fieldXAmzSnsMessageId) || strings.HasSuffix(m.sender(), "@sns.amazonaws.com")
}

type snsNotice struct {
	// Message is the notice itself, where the whole envelope of SNS was sent.
	Message          string
	NotificationType string
	EventType        string
	Bounce           struct {
		BouncedRecipients []snsRecipient
		ReportingMTA      string
		RemoteMtaIp       string
	}
	Delivery struct {
		Recipients   []string
		SMTPResponse string `json:"smtpResponse"`
		ReportingMTA string
		RemoteMtaIp  string
	}
	DeliveryDelay struct {
		DelayedRecipients []snsRecipient
		ReportingMTA      string
	}
	Reject struct {
		Reason string
	}
	Failure struct {
		ErrorMessage string
	}
	Mail struct {
		Source        string
		Destination   []string
		CommonHeaders struct {
			From, To           []string
			MessageID, Subject string
			Date               string
		}
	}
}

type snsRecipient struct {
	EmailAddress, Action, Status, DiagnosticCode string
}

// snsWraps are where a long line was cut.
var snsWraps = strings.NewReplacer("!\n ", "", "!\r\n ", "")

// parseSNS takes the first JSON value of the text.
// QUIRK(sendmail): lines over 990 bytes are cut with "!", line end and space.
func parseSNS(text string) (n snsNotice, ok bool) {
	begin := strings.IndexByte(text, '{')
	if begin < 0 {
		return n, false
	}
	text = snsWraps.Replace(text[begin:])
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&n); err != nil {
		return n, false
	}
	if n.Message != "" && n.NotificationType == "" && n.EventType == "" {
		inner := snsNotice{}
		if err := json.Unmarshal([]byte(n.Message), &inner); err != nil {
			return n, false
		}
		n = inner
	}
	return n, true
}

func (n *snsNotice) fill(rep *Report) {
	typ := n.NotificationType
	if typ == "" {
		typ = n.EventType
	}
	mta, remote := "", ""
	switch typ {
	case "Bounce":
		mta, remote = n.Bounce.ReportingMTA, n.Bounce.RemoteMtaIp
		rep.addSNS(n.Bounce.BouncedRecipients, ActionFailed)
	case "DeliveryDelay":
		mta = n.DeliveryDelay.ReportingMTA
		rep.addSNS(n.DeliveryDelay.DelayedRecipients, ActionDelayed)
	case "Delivery":
		mta, remote = n.Delivery.ReportingMTA, n.Delivery.RemoteMtaIp
		for _, addr := range n.Delivery.Recipients {
			rep.addSNS([]snsRecipient{{EmailAddress: addr, DiagnosticCode: n.Delivery.SMTPResponse}}, ActionDelivered)
		}
	case "Reject": // for a virus
		rep.addSNS(n.unsent(n.Reject.Reason), ActionFailed)
	case "Rendering Failure":
		rep.addSNS(n.unsent(n.Failure.ErrorMessage), ActionFailed)
	default:
		return
	}
	rep.ReportingMTA = parseMTA(clean(mta))
	if ip, ok := parseIP(remote); ok {
		for i := range rep.Recipients {
			rep.Recipients[i].setHost(MTA{Address: ip})
		}
	}
	n.original(&rep.Original)
}

// unsent gives all recipients of a message that was not sent, for one reason.
func (n *snsNotice) unsent(reason string) []snsRecipient {
	var list []snsRecipient
	for _, addr := range n.Mail.Destination[:min(len(n.Mail.Destination), maxAddresses)] {
		list = append(list, snsRecipient{EmailAddress: addr, DiagnosticCode: reason})
	}
	return list
}

func (rep *Report) addSNS(list []snsRecipient, action Action) {
	for _, s := range list {
		r := rep.recipient(s.EmailAddress)
		if r == nil {
			continue
		}
		if s.Action != "" {
			rep.readAction(r, clean(s.Action))
		}
		r.setAction(action)
		if st, ok := firstStatus(s.Status); ok && r.Status.IsZero() {
			r.Status, r.StatusSource = st, SourceText
		}
		typ, text := cutType(s.DiagnosticCode)
		r.setDiagnostic(typ, text)
	}
}

func (n *snsNotice) original(o *Original) {
	h := &n.Mail.CommonHeaders
	o.EnvelopeFrom = bareAddress(clean(n.Mail.Source))
	o.MessageID, o.Subject = messageID(h.MessageID), clean(h.Subject)
	if len(h.From) > 0 {
		o.From = mailbox(h.From[0])
	}
	for _, to := range h.To {
		if addr := mailbox(to); addr != "" && len(o.To) < maxAddresses {
			o.To = append(o.To, addr)
		}
	}
	if h.Date != "" {
		o.Date, _ = parseDate(clean(h.Date))
	}
}
