package dsn

import "strings"

// systemReport reports whether the header has a field or a sender that only
// the reports of one system have.
func (m *message) systemReport() bool {
	h := &m.header
	return m.exchangeNDR() || h.Has(fieldXMSEmbeddedReport) || h.Has(fieldXDSNContext) ||
		strings.HasPrefix(h.Get(fieldXMailer), "<SMTP32 ") && hasPrefixFold(m.subject, "undeliverable")
}

// daemonNames are display names of senders, in lower case, beside the local
// parts by which most systems are known.
var daemonNames = []string{
	"mail delivery s", // Subsystem, System, Service
	"mail delivery agent", "mail deliver system", "electronic postmaster", "mail administrator", "mailer-daemon", "mail daemon",
}

// reportSubjects begin the subjects of further systems, in lower case, by
// language: those of Exchange and Domino are in the language of the server.
var reportSubjects = anyOf(
	"message status - undeliverable", "message undeliverable", "mail undeliverable", "permanent delivery failure", "warning: message delivery",
	"delivery status", "delivery delayed", "delivery delay", "delayed delivery", "delivery problem", "considered unsolicited bulk email",
	"**message you sent blocked", "banned contents in", "virus in", "[postmaster] email", "email delivery failure", "postmaster notify",
	"unable to deliver", "failed delivery", "failed mail", "problem delivering", "nondeliverable", "non delivery", "not delivered",
	"message could not be delivered", "mail not delivered", "warning: delivery", "undelivered", "message delayed",
	"nicht zustellbar", "nachricht nicht", "mail nicht", "nachricht konnte nicht", "mail konnte nicht", "zustellung fehlgeschlagen", "zustellung verzögert", "verzögerte zustellung", "übermittlungsfehler", "zustellungsfehler",
	"fehler bei der zustellung", "fehler bei der nachrichtenzustellung", "benachrichtigung über den", "zustellbenachrichtigung",
	"non distribuable", "non remise", "échec de la remise", "échec de remise", "échec de la distribution", "remise retardée", "remise différée", "notification d'échec", "notification d'état de remise", "message non remis",
	"no se puede entregar", "no se pudo entregar", "no entregado", "no entregable", "entrega retrasada", "entrega demorada", "notificación de estado de entrega", "error de entrega", "error en la entrega", "mensaje no entregado",
	"non recapitabile", "impossibile recapitare", "recapito non riuscito", "mancato recapito", "recapito ritardato", "non consegnabile", "mancata consegna", "notifica sullo stato del recapito", "notifica di mancato recapito",
	"não é possível entregar", "não foi possível entregar", "não entregue", "não entregável", "falha na entrega", "entrega atrasada", "entrega adiada", "falha de entrega",
	"onbestelbaar", "bezorging vertraagd", "bezorging mislukt", "niet bezorgd", "kan niet bezorgen", "niet afgeleverd",
	"går inte att leverera", "det går inte att leverera", "det gick inte att leverera", "olevererbar", "olevererat", "leverans försenad", "leveransfel",
	"kan ikke leveres", "ikke leveret", "uleveret", "ikke levert", "ikke leverbar", "uleverbar", "levering mislykkedes", "levering forsinket",
	"toimittamatta", "ei voi toimittaa", "ei voida toimittaa", "toimitus epäonnistui", "viestiä ei voi toimittaa", "toimitus viivästyi",
	"niedostarczone", "niedostarczalne", "nie można dostarczyć", "nie dostarczono", "nedoručitelné", "nelze doručit", "nedoručeno",
	"не удается доставить", "не удаётся доставить", "не удалось доставить", "недоставленное", "недоставлено", "не доставлено", "сообщение не доставлено", "ошибка доставки",
	"teslim edilemedi", "teslim edilemeyen", "iletilemedi", "kézbesíthetetlen", "nem kézbesíthető", "sikertelen kézbesítés",
	"配信不能", "配信不可", "配信できません", "配信失敗", "配信状態通知", "配信の遅延", "配信遅延", "メッセージを配信できません", "メール配信に失敗", "メールを配信できません", "メールが配信できません", "送信エラー", "送信できません", "未配信",
	"无法送达", "未送达", "未传递", "无法传递", "无法投递", "退信", "传递失败", "系统退信", "延迟传递", "邮件无法送达",
	"無法傳遞", "無法傳送", "未傳遞", "傳遞失敗", "退信通知", "退回郵件", "배달 안 됨", "배달되지 않음", "배달할 수 없음", "전달 실패", "메일 배달 실패", "전송 실패",
)
