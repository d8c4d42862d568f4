package dsn

import "strings"

// setReporting gives a report without one the reporting MTA, from the name
// that the text gives: at the first word that is one.
func (rep *Report) setReporting(text string) {
	if rep.ReportingMTA.Name != "" {
		return
	}
	word, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if i := strings.IndexAny(word, " ,;:"); i >= 0 {
		word = word[:i]
	}
	if word = strings.Trim(clean(word), ".<>[]"); word != "" {
		rep.ReportingMTA.Name = word
	}
}

// textAfter gives what stands behind the first of the marks in text.
func textAfter(text string, marks ...string) (rest string, ok bool) {
	for _, mark := range marks {
		if i := strings.Index(text, mark); i >= 0 {
			return text[i+len(mark):], true
		}
	}
	return "", false
}

// splitReply cuts a sentence of a mail system where the SMTP reply begins that
// it quotes, behind a colon; reply is empty where there is none.
func splitReply(text string) (sentence, reply string) {
	for i := 0; i+3 <= len(text); i++ {
		if !isReply(text[i:]) || !replyEnds(text[i+3:]) {
			continue
		}
		if i == 0 || text[i-1] == '\n' || i > 1 && text[i-1] == ' ' && (text[i-2] == ':' || text[i-2] == '>') {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// saysDelayed reports whether a notice says that the system goes on trying.
func saysDelayed(text string) bool {
	return keepTrying.in(lowerASCII(text))
}

var keepTrying = anyOf(keepTryingWords...)

// keepTryingWords are how systems say that a message is still in their queue, in lower
// case, in the languages that their templates are met in.
var keepTryingWords = []string{
	"still being retried", "this is a warning only", "this is a warning message only", "do not need to resend",
	"don't need to resend", "will keep trying", "not yet been delivered", "still undelivered", "not been delivered yet",
	"will be retried", "still trying to deliver", "i'm still trying", "has been delayed", "delivery attempts will continue",
	"no action is required on your part", "temporary failure report",
	"nur eine warnung", "noch nicht zugestellt", "erneut versucht", "wurde verzögert", "verzögerte",
	"wird weiterhin versucht", "wird weiter versucht", "nachricht nicht erneut senden", "nachricht nicht noch einmal senden",
	"ceci est un avertissement", "n'avez pas besoin de renvoyer", "inutile de renvoyer", "n'est pas nécessaire de renvoyer", "nouvelle tentative en cours", "continuera d'essayer", "continuerons",
	"no necesita reenviar", "no es necesario reenviar", "no es necesario que reenvíe", "esto es una advertencia", "se volverá a intentar", "se reintentará", "seguiremos intentando", "ha sido retrasad", "sigue intentando",
	"non è necessario rinviare", "non è necessario inviare di nuovo", "questo è un avviso", "verrà ritentat", "è stata ritardata", "è stato ritardato",
	"não é necessário reenviar", "não precisa reenviar", "isto é um aviso", "este é um aviso", "continuaremos tentando", "tentará novamente", "foi atrasada",
	"hoeft uw bericht niet opnieuw", "hoeft het bericht niet opnieuw", "wordt opnieuw geprobeerd", "is vertraagd", "behöver inte skicka om", "är försenad", "har försenats", "er forsinket", "er blevet forsinket", "behøver ikke at sende",
	"nie musisz ponownie", "nie trzeba ponownie", "zostało opóźnione", "została opóźniona", "będą ponawiane", "není třeba zprávu znovu", "není nutné zprávu znovu", "doručení se zpozdilo", "bude se dále pokoušet",
	"не нужно отправлять", "не требуется отправлять", "повторные попытки", "попытки доставки будут", "доставка задерживается", "будет продолжать попытки", "göndermenize gerek yok", "yeniden denenecek", "gecikti",
	"将继续尝试", "会继续尝试", "会继续重试", "将继续重试", "仍在重试", "不需要重新发送", "无需重新发送", "不必重新发送", "只是一个警告", "仅为警告", "無需重新傳送", "不需要重新傳送", "僅為警告",
	"это только предупреждение", "это лишь предупреждение", "to tylko ostrzeżenie", "pouze varování", "jde jen o varování", "ez csak figyelmeztetés", "tämä on vain varoitus", "endast en varning", "bare en advarsel", "kun en advarsel", "yalnızca bir uyarı", "sadece bir uyarı", "단지 경고", "경고일 뿐", "απλή προειδοποίηση", "將繼續嘗試", "系统将重试", "投递被延迟", "다시 보내실 필요", "계속 시도", "배달이 지연", "전송이 지연",
	"n'a pas encore", "simple avertissement", "retardé", "todavía no", "aún no", "se seguirá intentando", "sólo una advertencia",
	"non è stato ancora", "solo un avviso", "continuerà", "ainda não", "apenas um aviso",
	"nog niet", "slechts een waarschuwing", "jeszcze nie", "zatím", "пока не", "еще не доставлено", "これは警告", "再送を試み", "再送を行", "再送を続", "再送を繰", "再送中", "再送処理", "再送します", "再送信します", "再送いたします", "再送され",
}

// says reports whether one of the marks stands in what the system says: not in
// the returned message below it, which may quote another bounce.
func (m *message) says(marks ...string) bool {
	text := m.Text()
	for _, mark := range marks {
		i := strings.Index(text, mark)
		if i < 0 {
			continue
		}
		if said, _ := m.split(); i <= len(said) {
			return true
		}
	}
	return false
}
