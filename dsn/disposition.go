package dsn

import "strings"

// A Disposition is what a message disposition notification (RFC 8098) says: what
// became of a message that had been delivered.
type Disposition struct {
	// ReportingUA is the name of the user agent's host, UAProduct what it is
	// (section 3.2.1).
	ReportingUA string `json:"reporting_ua,omitzero"`
	UAProduct   string `json:"ua_product,omitzero"`
	Gateway     MTA    `json:"gateway,omitzero"`
	// OriginalMessageID is that of the message that was disposed of.
	OriginalMessageID string `json:"original_message_id,omitzero"`

	// Type, modes and modifiers of the Disposition field, section 3.2.6.
	Type        DispositionType `json:"type,omitzero"`
	ActionMode  string          `json:"action_mode,omitzero"`  // "manual-action", "automatic-action"
	SendingMode string          `json:"sending_mode,omitzero"` // "mdn-sent-manually", "mdn-sent-automatically"
	Modifiers   []string        `json:"modifiers,omitzero"`

	// Failures, Errors and Warnings are the texts of the fields of section 3.2.7.
	Failures []string `json:"failures,omitzero"`
	Errors   []string `json:"errors,omitzero"`
	Warnings []string `json:"warnings,omitzero"`

	// Fields are all fields of the notification in their order.
	Fields []Field `json:"fields,omitzero"`
}

// A DispositionType is what happened to the message, in lower case.
type DispositionType string

// The types of RFC 8098 section 3.2.6.2, and those of RFC 2298 before it.
const (
	DispositionDisplayed  DispositionType = "displayed"
	DispositionDeleted    DispositionType = "deleted"
	DispositionDispatched DispositionType = "dispatched"
	DispositionProcessed  DispositionType = "processed"
	DispositionDenied     DispositionType = "denied"
	DispositionFailed     DispositionType = "failed"
)

// isDispositionType reports whether a media type is that of the machine-readable
// part.
func isDispositionType(typ string) bool {
	switch typ {
	case "message/disposition-notification", "message/global-disposition-notification", // RFC 6533
		"text/disposition-notification":
		return true
	}
	return false
}

// readDisposition reads a read receipt.
func readDisposition(m *message, rep *Report) {
	if rep.Kind != "" || len(m.status) > 0 || m.sieveRejects() {
		return // a reject has the form of a receipt
	}
	for i := range m.tree.Parts {
		if p := &m.tree.Parts[i]; isDispositionType(p.Type) {
			rep.startDisposition("rfc8098")
			for _, block := range m.parseBlocks(p.Text()) {
				rep.Disposition.Fields = appendFields(rep.Disposition.Fields, block)
			}
			rep.readDispositionFields()
			rep.whoDisposed(m)
			return
		}
	}
	announced := m.reportType() == "disposition-notification"
	if block := m.dispositionInText(announced); block != nil {
		rep.startDisposition("rfc8098")
		rep.Disposition.Fields = appendFields(nil, block)
		rep.readDispositionFields()
		rep.whoDisposed(m)
	} else if announced || m.plainReceipt() {
		rep.startDisposition("receipt")
		rep.whoDisposed(m)
	}
}

// dispositionInText gives the fields of a notification whose parts were made one
// text on the way, or nil.
func (m *message) dispositionInText(announced bool) []Field {
	text := m.head()
	if !announced && (m.listMail() || !strings.Contains(text, "/MDN-sent-") && !strings.Contains(text, "/mdn-sent-")) || containsAny(text, sieveMarks...) {
		return nil
	}
	for _, block := range m.parseBlocks(text) {
		if has(block, "Final-Recipient") && has(block, "Disposition") {
			return block
		}
	}
	return nil
}

func (rep *Report) startDisposition(format string) {
	rep.Kind, rep.Format, rep.Disposition = KindDisposition, format, &Disposition{}
}

// readDispositionFields takes the known fields from rep.Disposition.Fields.
func (rep *Report) readDispositionFields() {
	d := rep.Disposition
	var r Recipient
	for _, f := range d.Fields {
		v := f.Value
		if v == "" {
			continue
		}
		switch name, _ := knownField(f.Name); name {
		case "reporting-ua":
			ua, product, _ := strings.Cut(v, ";")
			d.ReportingUA, d.UAProduct = strings.TrimSpace(ua), strings.TrimSpace(product)
		case "mdn-gateway":
			setOnce(rep, f, &d.Gateway, parseMTA(v))
		case "original-recipient":
			setOnce(rep, f, &r.Original, parseAddress(v))
		case "final-recipient":
			setOnce(rep, f, &r.Final, parseAddress(v))
		case "original-message-id":
			d.OriginalMessageID = messageID(v)
		case "disposition":
			d.readDisposition(v)
		case "failure":
			d.Failures = append(d.Failures, v)
		case "error":
			d.Errors = append(d.Errors, v)
		case "warning":
			d.Warnings = append(d.Warnings, v)
		}
	}
	if r.Final.Value != "" || r.Original.Value != "" {
		r.Source = SourceField
		rep.Recipients = append(rep.Recipients, r)
	}
}

// readDisposition reads "manual-action/MDN-sent-manually; displayed/error".
func (d *Disposition) readDisposition(v string) {
	modes, typ, ok := strings.Cut(lowerASCII(stripComments(v)), ";")
	if !ok { // QUIRK(various): the type alone
		modes, typ = "", modes
		if strings.Contains(typ, "action/") {
			modes, typ = typ, ""
		}
	}
	action, sending, _ := strings.Cut(modes, "/")
	d.ActionMode, d.SendingMode = strings.TrimSpace(action), strings.TrimSpace(sending)
	typ, modifiers, _ := strings.Cut(typ, "/")
	d.Type = DispositionType(strings.TrimSpace(typ))
	for m := range strings.SplitSeq(modifiers, ",") {
		if m = strings.TrimSpace(m); m != "" {
			d.Modifiers = append(d.Modifiers, m)
		}
	}
}

// whoDisposed names the sender of the receipt where no field says who had the
// message.
func (rep *Report) whoDisposed(m *message) {
	if len(rep.Recipients) == 0 {
		rep.addSender(m)
	}
}

// addSender lists the sender of the message as its recipient: whoever answers
// had received what is answered.
func (rep *Report) addSender(m *message) {
	for _, name := range [...]fieldID{fieldFrom, fieldSender, fieldReplyTo} {
		if list := m.header.addresses(name); len(list) > 0 && strings.Contains(list[0], "@") {
			rep.Recipients = append(rep.Recipients, Recipient{Final: Address{Value: list[0]}, Source: SourceHeader})
			return
		}
	}
}
