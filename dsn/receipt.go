package dsn

import "strings"

// plainReceipt reports whether the message is a receipt of a system that writes
// them as plain text.
// QUIRK(notes): "Return Receipt", with "Your document:" and "was received by:".
// QUIRK(gmail): "Read: x", with "Your message ... was read on".
func (m *message) plainReceipt() bool {
	subject := m.lead()
	if !receiptSubjects.begin(subject) || m.listMail() {
		return false
	}
	return m.opens(opensReceipt) || m.repeatsHeader()
}

// repeatsHeader reports whether the text gives the header of the message that the
// subject names, one field a line, and little more: then the word before the
// subject says enough, whatever the language of the sentence around.
// QUIRK(outlook): "Read: Offer", with "To:", "Subject: Offer" and "Sent:" between
// "Your message" and "was read on ...", in the language of who read it.
func (m *message) repeatsHeader() bool {
	const most, fields = 1500, 3
	_, about, ok := cutAt(m.subject, ":", "：")
	text := head(m.Text())
	if about = strings.TrimSpace(about); !ok || about == "" || len(text) > most {
		return false
	}
	count, named := 0, false
	for line := range strings.Lines(text) {
		_, value, labelled := cutAt(line, ":", "：")
		switch {
		case labelled:
			count++
			named = named || strings.TrimSpace(value) == about
		case strings.TrimSpace(line) == "":
			if named && count >= fields {
				return true
			}
			count, named = 0, false
		}
	}
	return named && count >= fields
}

// receiptSubjects begin the subject of receipts, receiptPhrases stand in their
// text.
var (
	receiptSubjects = anyAccent(
		"return receipt", "read receipt", "read-receipt", "receipt read", "read:", "not read:", "deleted:", "opened:", "lesebestätigung", "empfangsbestätigung", "gelesen:", "nicht gelesen:", "ungelesen gelöscht:",
		"lu :", "lu\u00a0:", "lu : ", "non lu :", "non lu\u00a0:", "confirmation de lecture", "accusé de lecture", "leído:", "leido:", "no leído:", "confirmación de lectura", "lida:", "lido:", "não lida:", "confirmação de leitura", "letto:", "non letto:", "conferma di lettura",
		"gelezen:", "niet gelezen:", "leesbevestiging", "läst:", "oläst:", "läskvitto", "læst:", "lest:", "luettu:", "przeczytano:", "nie przeczytano:", "přečteno:", "prečítané:", "olvasva:", "elolvasva:", "citit:", "прочитано:", "прочтено:", "не прочитано:", "okundu:", "διαβάστηκε:", "開封済み:", "開封済み：", "已读:", "已读：", "已讀:", "읽음:",
		"seen:", "ungelesen:", "ulest:", "ikke lest:", "ulæst:", "ikke læst:", "ej läst:", "lukematon:", "ei luettu:", "ongelezen verwijderd:", "leída:", "leídos:", "letta:", "lidas:", "não lido:",
		"odczytano:", "odczytane:", "przeczytane:", "przeczytana:", "nieprzeczytane:", "nieodczytane:", "čteno:", "nepřečteno:", "neprečítané:", "olvasott:", "elolvasott:", "olvasatlan:", "necitit:", "citite:",
		"прочетено:", "непрочетено:", "не прочтено:", "непрочитано:", "удалено без прочтения:", "видалено без прочитання:", "pročitano:", "nije pročitano:", "nepročitano:", "prebrano:", "ni prebrano:", "neprebrano:",
		"perskaityta:", "skaityta:", "neperskaityta:", "izlasīts:", "lasīts:", "nav izlasīts:", "loetud:", "lugemata:", "αναγνώσθηκε:", "αναγνώστηκε:", "ανάγνωση:", "δεν διαβάστηκε:", "μη αναγνωσμένο:",
		"مقروءة:", "مقروء:", "تمت القراءة:", "تمت قراءة:", "غير مقروءة:", "נקרא:", "נקראה:", "לא נקרא:", "לא נקראה:", "อ่าน:", "อ่านแล้ว:", "ไม่ได้อ่าน:", "ยังไม่ได้อ่าน:", "đã đọc:", "chưa đọc:",
		"llegit:", "llegida:", "no llegit:", "irakurrita:", "irakurri gabe:", "lesið:", "ólesið:", "dibaca:", "sudah dibaca:", "telah dibaca:", "tidak dibaca:", "belum dibaca:", "nabasa:", "imesomwa:", "gelees:",
		"оқылды:", "оқылған:", "прачытана:", "oxunub:", "oxundu:", "okunmadı:", "okunmadan silindi:", "წაკითხულია:", "կարդացված է:", "خوانده شد:", "خوانده شده:", "پڑھا گیا:", "पढ़ा गया:", "पढ़ लिया गया:", "পঠিত:",
		"lexuar:", "i lexuar:", "léite:", "darllenwyd:", "既読:", "未読:", "未開封:", "開封:", "未读:", "读取:", "讀取:", "已讀取:", "已閱讀:", "未讀:", "읽지 않음:",
		// GroupWise, Pegasus Mail
		"message status - opened", "message status - read", "confirmation of reading", "bestätigung des lesens", "confirmation of delivery and reading",
		// Lotus Notes
		"accusé de réception :", "acuse de recibo", "confirmación de recepción", "ontvangstbewijs", "confirmação de recepção", "mottagningsbevis", "kvittering for modtagelse", "vastaanottokuittaus", "受信確認",
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
		"has been displayed", "was opened at", " was opened ", "wurde angezeigt", "angezeigt wurde", "открыто на компьютере", "было открыто", "a été affiché", "se mostró en", "ha sido mostrado", "se ha mostrado", "foi exibida", "foi apresentada", "è stato visualizzato", "è stata visualizzata", "is weergegeven", "werd weergegeven", "har visats", "visades på", "er blevet vist", "blev vist", "ble vist", "on näytetty", "näytettiin", "została wyświetlona", "byla zobrazena", "bola zobrazená", "megjelent a", "a fost afișat", "было показано", "был показан", "было отображено", "görüntülendi", "εμφανίστηκε", "に表示され", "開封確認メッセージ", "の開封確認", "已显示", "已在收件人", "被读取", "已被读取", "표시되었", "đã được hiển thị", "telah ditampilkan", "แสดงบน", "הוצגה", "عرضت", "تم عرض",
		"wurde empfangen von", "dokument: wurde empfangen", "document : a été reçu", "a été reçu par :", "fue recibido por:", "documento: fue recibido", "è stato ricevuto da:", "documento: è stato ricevuto", "is ontvangen door:", "document: is ontvangen", "foi recebido por:", "documento: foi recebido", "togs emot av:", "mottogs av:", "blev modtaget af:", "文書: 受信者",
		"empfangsbestätigung für", "avis d’ouverture de", "avis d'ouverture de", "notificación de lectura de", "confirmação de leitura d", "recibo de leitura d", "ricevuta di ritorno d", "ricevuta di lettura d", "ontvangstbevestiging voor", "mottagarkvitto för",
		"kvittering for at", "kuittaus lähettämällesi", "potwierdzenie przeczytania", "potvrzení o přečtení", "potvrdenie o doručení", "potvrdenie o prečítaní", "olvasási visszaigazolása", "confirmació de recepció per", "прочтении вашего", "прочтения вашего", "прочитання вашого",
		"обратна разписка относно", "обавештење о приспећу за", "potvrda o primitku", "to je potrdilo o branju", "kirja kättesaamiskinnitus", "buvo perskaitytas", "okundu onayı", "に対する開封確認", "邮件回执", "郵件回條", "읽음 확인입니다", "xác nhận cho thư", "tanda terima untuk pesan", "การตอบรับการอ่าน", "אישור קבלה להודעתך",
	}
)
