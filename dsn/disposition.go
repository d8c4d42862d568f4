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

// dispositionTypes are the media types of the machine-readable part.
var dispositionTypes = map[string]bool{
	"message/disposition-notification": true, "message/global-disposition-notification": true, // RFC 6533
	"text/disposition-notification": true,
}

// readDisposition reads a read receipt.
func readDisposition(m *message, rep *Report) {
	if rep.Kind != "" || len(m.status) > 0 || m.sieveRejects() {
		return // a reject has the form of a receipt
	}
	for i := range m.tree.Parts {
		if p := &m.tree.Parts[i]; dispositionTypes[p.Type] {
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
	for _, name := range [...]string{"From", "Sender", "Reply-To"} {
		if list := m.header.addresses(name); len(list) > 0 && strings.Contains(list[0], "@") {
			rep.Recipients = append(rep.Recipients, Recipient{Final: Address{Value: list[0]}, Source: SourceHeader})
			return
		}
	}
}

// plainReceipt reports whether the message is a receipt of a system that writes
// them as plain text.
// QUIRK(notes): "Return Receipt", with "Your document:" and "was received by:".
// QUIRK(gmail): "Read: x", with "Your message ... was read on".
func (m *message) plainReceipt() bool {
	subject := m.lead()
	if !receiptSubjects.begin(subject) || m.listMail() {
		return false
	}
	return m.opens(opensReceipt)
}

// receiptSubjects begin the subject of receipts, receiptPhrases stand in their
// text.
var (
	receiptSubjects = anyOf(
		"return receipt", "read receipt", "read:", "not read:", "deleted:", "opened:", "lesebestätigung", "empfangsbestätigung", "gelesen:", "nicht gelesen:", "ungelesen gelöscht:",
		"lu :", "lu\u00a0:", "lu : ", "non lu :", "non lu\u00a0:", "confirmation de lecture", "accusé de lecture", "leído:", "leido:", "no leído:", "confirmación de lectura", "lida:", "lido:", "não lida:", "confirmação de leitura", "letto:", "non letto:", "conferma di lettura",
		"gelezen:", "niet gelezen:", "leesbevestiging", "läst:", "oläst:", "läskvitto", "læst:", "lest:", "luettu:", "przeczytano:", "nie przeczytano:", "přečteno:", "prečítané:", "olvasva:", "elolvasva:", "citit:", "прочитано:", "прочтено:", "не прочитано:", "okundu:", "διαβάστηκε:", "開封済み:", "開封済み：", "已读:", "已读：", "已讀:", "읽음:",
		// Roundcube and other webmail
		"avis d’ouverture", "avis d'ouverture", "notificación de lectura", "recibo de leitura", "ricevuta di ritorno", "ricevuta di lettura", "ontvangstbevestiging (gelezen", "mottagarkvitto (läst", "lukukuittaus",
		"kvittering for læsning", "kvittering (lest", "potwierdzenie przeczytania", "potvrzení o přečtení", "potvrdenie o prečítaní", "potvrdenie o doručení (a prečítaní", "olvasási visszaigazolás", "confirmació de recepció (llegit",
		"уведомление о прочтении", "подтверждение прочтения", "повідомлення про прочитання", "обратна разписка (прочетено", "обавештење о приспећу (прочитано", "potvrda o primitku (pročitano", "potrdilo o branju", "kättesaamiskinnitus (loetud", "patvirtinimas (laiškas perskaitytas",
		"okundu bilgisi", "alındı onayı (okundu", "開封確認", "发送回执(已读", "已读回执", "郵件回條（已閱讀", "讀取回條", "읽음 확인", "biên nhận (đã đọc", "tanda terima (baca", "ยืนยันการอ่าน", "אישור קבלה (נקרא",
	)
	receiptPhrases = []string{
		"was received by", "was read", "has been read", "was displayed", "return receipt", "was opened", "was deleted without being read", "was deleted unread",
		"wurde gelesen", "gelesen.", "wurde geöffnet", "ungelesen gelöscht", "wurde am ", "a été lu", "a été ouvert", "a été supprimé sans", "fue leído", "se leyó", "ha sido leído", "se ha leído", "foi lida", "foi lido", "è stato letto", "è stata letta", "è stato aperto", "is gelezen", "werd gelezen", "lästes", "har lästs", "blev læst", "er læst", "ble lest", "luettiin", "on luettu",
		"została przeczytana", "zostało przeczytane", "odczytano", "byla přečtena", "bola prečítaná", "elolvas", "a fost citit", "было прочитано", "прочитано", "прочтено", "okundu", "διαβάστηκε", "開封されました", "已读", "已讀", "被阅读", "읽었습니다",
		"empfangsbestätigung für", "avis d’ouverture de", "avis d'ouverture de", "notificación de lectura de", "confirmação de leitura d", "recibo de leitura d", "ricevuta di ritorno d", "ricevuta di lettura d", "ontvangstbevestiging voor", "mottagarkvitto för",
		"kvittering for at", "kuittaus lähettämällesi", "potwierdzenie przeczytania", "potvrzení o přečtení", "potvrdenie o doručení", "potvrdenie o prečítaní", "olvasási visszaigazolása", "confirmació de recepció per", "прочтении вашего", "прочтения вашего", "прочитання вашого",
		"обратна разписка относно", "обавештење о приспећу за", "potvrda o primitku", "to je potrdilo o branju", "kirja kättesaamiskinnitus", "buvo perskaitytas", "okundu onayı", "に対する開封確認", "邮件回执", "郵件回條", "읽음 확인입니다", "xác nhận cho thư", "tanda terima untuk pesan", "การตอบรับการอ่าน", "אישור קבלה להודעתך",
	}
)
