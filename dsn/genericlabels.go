package dsn

import "strings"

// recipientLabels are what systems write before the address of a recipient, in
// the form of flatten.
var recipientLabels = setOf(
	"recipient", "recipients", "recipient(s)", "recipient address", "to", "rcpt", "rcpt to", "failed recipient", "failed recipients",
	"intended recipient", "intended recipient(s)", "final recipient", "original recipient", "destination", "address", "e-mail address", "email address",
	"mail address", "failed address", "mail to", "email", "e-mail", "user", "mailbox", "envelope-to", "delivery to",
	"empfänger", "empfängeradresse", "an", "adressat", "adresse", "zieladresse", "destinataire", "destinataires", "à", "adresse du destinataire",
	"destinatario", "destinatarios", "para", "dirección", "destinatário", "destinatários", "endereço", "indirizzo", "destinatari", "a",
	"geadresseerde", "ontvanger", "ontvangers", "aan", "adres", "odbiorca", "adresat", "do", "příjemce", "komu", "adresát", "prijemca",
	"получатель", "получатели", "кому", "адрес", "адресат", "одержувач", "alıcı", "kime", "mottagare", "till", "adress", "modtager", "til", "mottaker",
	"vastaanottaja", "osoite", "címzett", "destinatar", "către", "παραλήπτης", "προς", "宛先", "送信先", "受信者", "メールアドレス", "宛先アドレス", "送信先アドレス",
	"primalac", "primaoc", "primatelj", "primaoci", "прималац", "примач", "prejemnik", "naslovnik", "gavėjas", "gavėjai", "adresatas", "saņēmējs", "adresāts", "saaja", "adressaat", "viðtakandi", "hartzailea", "marrësi", "destinatària", "получател", "отримувач", "адресата", "қабылдаушы", "alıcılar", "प्राप्तकर्ता", "گیرنده", "گیرندگان", "المستلمون", "المرسل إليه", "נמען", "הנמען", "נמענים", "ผู้รับ", "ถึง", "đến", "địa chỉ", "penerima surat", "alamat", "vastaanottajat", "mottakere", "modtagere", "címzettek", "odbiorcy", "příjemci",
	"收件人", "收件者", "收件人地址", "受信人", "받는 사람", "받는사람", "수신자", "받는이", "người nhận", "kepada", "penerima", "المستلم", "إلى", "אל",
)

// reasonLabels are what they write before the reason.
var reasonLabels = setOf(
	"reason", "reasons", "the reason", "error", "error message", "error text", "error code", "cause", "diagnostic", "diagnostic code", "diagnostics", "details", "detail", "response",
	"server response", "remote response", "smtp error", "smtp response", "smtp reply", "failure reason", "reason for failure", "status", "problem", "description", "failure", "remote server said",
	"remote host said", "the response was", "reply", "message", "the error was", "server said", "explanation",
	"grund", "fehler", "fehlermeldung", "ursache", "begründung", "fehlertext", "antwort", "raison", "erreur", "motif", "message d'erreur", "réponse", "motivo", "razón", "razon", "causa",
	"detalle", "respuesta", "mensaje de error", "erro", "razão", "resposta", "mensagem de erro", "errore", "risposta", "dettagli", "reden", "oorzaak", "fout", "foutmelding",
	"powód", "przyczyna", "błąd", "odpowiedź", "důvod", "chyba", "příčina", "dôvod", "причина", "ошибка", "ответ", "текст ошибки", "причина ошибки", "neden", "sebep", "hata", "nedeni",
	"orsak", "anledning", "fel", "felmeddelande", "årsag", "fejl", "grunn", "årsak", "feil", "syy", "virhe", "ok", "hiba", "motivul", "eroare", "αιτία", "σφάλμα",
	"理由", "原因", "エラー", "エラー内容", "エラーメッセージ", "エラー理由", "错误", "錯誤", "失败原因", "失敗原因", "错误信息", "錯誤訊息", "退信原因", "退回原因", "이유", "사유", "오류", "원인", "실패 사유", "반송 사유",
	"lý do", "nguyên nhân", "lỗi", "alasan", "sebab", "penyebab", "kesalahan", "razlog", "greška", "opis greške", "pogreška", "разлог", "грешка", "vzrok", "napaka", "priežastis", "klaida", "iemesls", "kļūda", "põhjus", "viga", "veateade", "ástæða", "villa", "motiu", "missatge d'error", "arrazoia", "errorea", "arsyeja", "gabimi", "rede", "помилка", "опис помилки", "себеби", "səbəb", "xəta",
	"कारण", "त्रुटि", "علت", "دلیل", "خطا", "السبب", "سبب", "الخطأ", "סיבה", "סיבת הכשל", "שגיאה", "สาเหตุ", "เหตุผล", "ข้อผิดพลาด", "hiba oka", "a hiba oka", "cauza", "αιτιολογία", "λόγος", "mesaj de eroare", "hata mesajı", "hata nedeni", "felorsak", "fejlmeddelelse", "feilmelding", "virheilmoitus", "syyn kuvaus", "hibaüzenet", "chybové hlásenie", "chybová zpráva", "komunikat błędu", "opis błędu",
)

func setOf(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// maxLabel bounds a label in bytes.
const maxLabel = 60

// cutGenericLabel cuts "Label: value", with any of the colons in use.
func cutGenericLabel(line string) (label, value string, ok bool) {
	line = strings.TrimLeft(strings.TrimSpace(line), "*-•·[|> ")
	for _, colon := range [...]string{":", "：", "】", "]"} {
		if i := strings.Index(line, colon); i > 0 && i <= maxLabel {
			label = strings.Trim(flatten(line[:i]), "*【[ ")
			return label, strings.TrimSpace(strings.TrimLeft(line[i+len(colon):], ":：* ")), true
		}
	}
	return "", "", false
}

// labelled gives the recipients that stand behind a label, on its line or
// alone on the next, each with the reasons that are labelled below it.
func (g *genericText) labelled() []entry {
	var list []entry
	var reasons []string // of each of list
	open := false
	for line := range strings.Lines(g.text) {
		label, value, ok := cutGenericLabel(line)
		switch {
		case ok && recipientLabels[label]:
			open = value == ""
			for _, addr := range addressesIn(value) {
				if !g.isOwn(addr) || label != "to" {
					list = addEntry(list, entry{addr: addr, source: SourceText})
				}
			}
		case ok && reasonLabels[label] && len(list) > 0 && value != "":
			reasons = append(reasons, make([]string, len(list)-len(reasons))...)
			reasons[len(list)-1] += value + "\n"
		case ok && g.sure && strings.IndexByte(value, '@') > 0 && sayingsOf(label).states(saysReason):
			// "unknown user: jane@example.net"
			if addr := lineAddress(value); addr != "" && !g.isOwn(addr) {
				list = addEntry(list, entry{addr, label, SourceText})
			}
		case open:
			if addr := lineAddress(line); addr != "" {
				list = addEntry(list, entry{addr: addr, source: SourceText})
			} else if strings.TrimSpace(line) != "" {
				open = false
			}
		}
	}
	for i, reason := range reasons {
		if len(list) > 1 && list[i].text == "" { // of one alone the whole text speaks
			list[i].text = reason
		}
	}
	return list
}

// keyedLines makes labels of the keys that lines begin with: "rcpt=<jane@example.net>".
func keyedLines(text string) string {
	if !strings.Contains(text, "=") {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(line, "="); ok && len(key) <= maxLabel {
			if label := flatten(key); recipientLabels[label] || reasonLabels[label] {
				line = key + ": " + strings.Trim(value, "\"\n") + "\n"
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// replyParagraph gives the reply that a text quotes with the paragraph that it is
// in, or "".
func replyParagraph(text string) string {
	at := replyStart(text)
	if at < 0 {
		return ""
	}
	// From the beginning of its paragraph on, for the host and the command.
	start := strings.LastIndex(text[:at], "\n\n") + 1
	end := len(text)
	if i := strings.Index(text[at:], "\n\n"); i >= 0 {
		end = at + i
	}
	return lastAttempt(text[start:end])
}

// lastAttempt drops the lines of attempts that were put off, where a later one
// was refused for good: "MX 1: 421 Too busy", "MX 2: 550 User unknown".
func lastAttempt(para string) string {
	at, putOff := 0, false
	for line := range strings.Lines(para) {
		switch i := replyStart(line); {
		case i < 0:
		case line[i] == '4':
			putOff = true
		case putOff && line[i] == '5':
			return para[at:]
		default:
			return para
		}
		at += len(line)
	}
	return para
}

// reason gives what the text says about all recipients: the reply; or what
// stands behind a label; or the paragraph with words that say what is wrong;
// or the one that says that it failed.
func (g *genericText) reason() string {
	if reply := replyParagraph(g.text); reply != "" {
		return reply
	}
	if value := g.labelledReason(); value != "" {
		return value
	}
	for _, saying := range [...]saying{saysReason, saysFailure, saysDelay} {
		for i := range g.paras {
			if g.says[i].states(saying) {
				return sentenceOf(g.paras[i], saying)
			}
		}
	}
	about := ""
	for _, p := range g.paras { // words that are not known: those about the recipient
		if len(p) <= 400 && len(g.strangers([]string{p}, SourceText, func(int) bool { return true })) > 0 {
			about = p
			break
		}
	}
	if _, _, coded := findStatus(about); !coded && sayingsOf(flatten(g.subject)).states(saysReason) {
		return g.subject
	}
	return about
}

func (g *genericText) labelledReason() string {
	open := false
	for line := range strings.Lines(g.text) {
		label, value, ok := cutGenericLabel(line)
		bare := strings.TrimSpace(line)
		switch {
		case ok && reasonLabels[label]:
			if value != "" {
				return value
			}
			open = true
		case open && bare != "":
			return strings.TrimLeft(bare, "-*•· ")
		}
	}
	return ""
}

// sentenceOf gives a short paragraph whole, and of a long one the sentence with
// such a phrase.
func sentenceOf(para string, of saying) string {
	if len(para) <= 400 {
		return para
	}
	for _, s := range sentences(para) {
		if sayingsOf(flatten(s)).states(of) {
			return s
		}
	}
	return para[:0]
}
