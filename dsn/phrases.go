package dsn

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A saying is what the phrases below state, as a set of bits.
type saying int

const (
	saysFailure   saying = 1 << iota // failurePhrases
	saysReason                       // reasonPhrases
	saysDelay                        // delayPhrases
	saysDelivered                    // deliveredPhrases
	saysFinal                        // finalPhrases
	saysList                         // listPhrases
)

// sayings are the phrases of all lists, tagged with what they state.
var sayings = func() *literals {
	var all []literal
	for _, l := range [...]struct {
		says    saying
		phrases []string
	}{
		{saysFailure, failurePhrases}, {saysReason, reasonPhrases}, {saysDelay, delayPhrases}, {saysDelay, keepTryingWords},
		{saysDelivered, deliveredPhrases}, {saysFinal, finalPhrases}, {saysList, listPhrases},
	} {
		for _, p := range l.phrases {
			all = append(all, literal{p, int(l.says)})
		}
	}
	return newLiterals(append(all, pairLiterals()...), false)
}()

// sayingsOf gives what the phrases in text state, which is in the form of
// flatten.
func sayingsOf(flat string) saying {
	says, paired := scanSayings(flat)
	if paired && !says.states(saysFailure) && pairInSentence(flat) {
		says |= saysFailure
	}
	return says
}

// states reports whether s has one of the bits of t.
func (s saying) states(t saying) bool { return s&t != 0 }

// flatten makes text comparable with the phrases below: lower case, one space
// for each run of white space, plain apostrophes.
func flatten(text string) string {
	var room [256]byte
	flat := room[:0]
	if len(text) > len(room) {
		flat = make([]byte, 0, len(text))
	}
	return string(appendFlat(flat, text))
}

// flattenAll is flatten of each text, all made together.
func flattenAll(texts []string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		var room [2 << 10]byte
		all := room[:0]
		for _, text := range texts {
			all = append(appendFlat(all, text), '\n') // which is in none of them
		}
		flat, rest := "", string(all)
		for i := range texts {
			if flat, rest, _ = strings.Cut(rest, "\n"); !yield(i, flat) {
				return
			}
		}
	}
}

// appendFlat appends text in the form of flatten.
func appendFlat(b []byte, text string) []byte {
	start, space := len(b), false
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			i++
			switch c = flatASCII[c]; {
			case c == ' ':
				space = len(b) > start
			case space:
				b, space = append(b, ' ', c), false
			default:
				b = append(b, c)
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch r = flatRune(r); {
		case r == ' ':
			space = len(b) > start
			continue
		case r == noRune:
			continue
		case space:
			b, space = append(b, ' '), false
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}

// noRune is what flatten leaves out.
const noRune = -1

// flatRune gives a character in the form of flatten.
func flatRune(r rune) rune {
	switch {
	case '\u0100' <= r && r < '\u1680', '\u3000' < r: // most letters: neither white space nor a sign
		return lowerRune(r)
	case r == '\u200b':
		return noRune
	case unicode.IsSpace(r):
		return ' '
	case r == '’' || r == '‘' || r == '`' || r == '´':
		return '\''
	}
	return unicode.ToLower(r)
}

// flatASCII is flatRune of each ASCII character.
var flatASCII = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
		table[c] = byte(flatRune(rune(c)))
	}
	return table
}()

// failurePhrases say, in the languages that mail systems are met in, that a
// message did not reach somebody. They are in the form of flatten.
var failurePhrases = []string{
	// English
	"not be delivered", "n't be delivered", "not delivered", "n't delivered", "undeliverable", "undelivered",
	"unable to deliver", "failed to deliver", "not deliver ", "n't deliver ", "delivery failed", "delivery has failed",
	"delivery failure", "failed permanently", "permanently failed", "not able to be delivered",
	"able to deliver your", "unable to be delivered", "not reach the following", "did not receive this message",
	"not been delivered", "n't been delivered", "not have been delivered", "not be sent", "n't be sent", "unable to send your", "mail failed",
	"message blocked", "returned to sender", "returned to you", "was aborted", "were aborted", "delivery aborted", "address failed", "addresses failed", "address(es) failed",
	"delivery error", "delivery problem", "had fatal errors", "permanent fatal errors", "had delivery", "address not found",
	"rejected your message", "your message was rejected", "your email was rejected", "has been rejected", "was rejected by",
	"rejected for the following", "not accepted by", "error in delivering", "error delivering", "problem delivering",
	"trouble delivering", "error sending your", "returned mail", "delivery impossible", "not be relayed", "refused by the recipient",
	"could not find the recipient", "recipients failed", "recipient failed", "delivery to the following recipient has failed", "bounced back",
	"error occurred while trying to deliver", "while attempting to deliver", "did not reach", "not reach its", "non-delivery", "nondeliverable", "could not be completed to",
	"message discarded", "rejected message", "message rejected", "mail rejected", "mail refused", "message refused", "受信拒否", "has been dropped", "was dropped", "cannot resolve the domain", "could not resolve the domain",
	// German
	"nicht zugestellt", "nicht zustellbar", "unzustellbar", "zustellung fehlgeschlagen", "zustellung ist fehlgeschlagen",
	"nicht ausgeliefert", "nicht übermittelt", "nicht übertragen", "zustellfehler", "fehler bei der zustellung",
	"zustellung nicht möglich", "zustellung war nicht", "nicht versendet werden", "nicht gesendet werden", "nicht zustellen",
	"zustellung abgelehnt", "annahme verweigert", "nicht ausliefern",
	// French
	"pas pu être", "n'a pu être", "n'ont pu être", "non remis", "non distribué", "échec de la remise", "échec de remise",
	"echec de la remise", "échec d'envoi", "impossible de remettre", "impossible de délivrer", "impossible de distribuer",
	"n'a pas été remis", "n'a pas été distribué", "n'a pas été délivré", "ne peut être délivré", "ne peut pas être délivré",
	"ne peut pas être remis", "ne peut être remis", "non délivré", "a été rejeté", "a été refusé", "échec de la distribution",
	"échec de livraison", "impossible d'acheminer", "n'a pas pu etre", "n'a pas ete", "impossible d'envoyer",
	// Spanish
	"no se pudo entregar", "no se ha podido entregar", "no pudo ser entregado", "no ha podido ser entregado", "no fue entregado",
	"no se entregó", "no se puede entregar", "no puede ser entregado", "error de entrega", "error en la entrega",
	"fallo en la entrega", "falló la entrega", "fallo de entrega", "no entregado", "imposible entregar", "ha sido rechazado",
	"fue rechazado", "no se ha entregado", "no ha sido posible entregar", "no ha sido entregado", "no fue posible entregar",
	"no pudo entregarse", "no hemos podido entregar", "no pudimos entregar", "no se pudo enviar",
	// Portuguese
	"não pôde ser entregue", "não pode ser entregue", "não foi entregue", "não foi possível entregar", "não entregue",
	"falha na entrega", "falha de entrega", "erro de entrega", "erro na entrega", "falha ao entregar", "foi rejeitad",
	"nao pode ser entregue", "nao foi possivel entregar", "nao foi entregue", "não foram entregues", "não puderam ser entregues",
	"não foi possível enviar", "não conseguimos entregar",
	// Italian
	"possibile consegnare", "non può essere consegnat", "non puo' essere consegnat", "non è stato consegnato",
	"non e' stato consegnato", "mancata consegna", "impossibile recapitare", "impossibile consegnare", "non è stato recapitato",
	"non può essere recapitato", "non puo' essere recapitato", "possibile recapitare", "errore di consegna", "non recapitabile",
	"consegna non riuscita", "recapito non riuscito", "non consegnat", "è stato rifiutato", "è stato respinto", "e' stato rifiutato",
	"mancato recapito", "stata rifiutata", "stata respinta", "consegna fallita", "possibile inviare",
	// Dutch
	"niet worden bezorgd", "niet worden afgeleverd", "niet bezorgd", "niet afgeleverd", "onbestelbaar", "bezorging mislukt",
	"bezorgen mislukt", "niet bestelbaar", "is geweigerd", "werd geweigerd", "niet bezorgen", "afleveren mislukt", "aflevering mislukt",
	"niet worden verzonden", "niet afleveren",
	// Polish, Czech, Slovak
	"nie mogła zostać dostarczona", "nie może zostać dostarczona", "nie została dostarczona", "nie można dostarczyć",
	"niedostarczon", "nie udało się dostarczyć", "błąd dostarczania", "nie dostarczono", "nie może być dostarczona",
	"została odrzucona", "nie mogła być dostarczona", "nie można było dostarczyć", "nie powiodło się dostarczenie",
	"nemohla být doručena", "nelze doručit", "nebyla doručena", "nedoručiteln", "nepodařilo se doručit", "nebylo možné doručit",
	"nedoručen", "nepodařilo doručit", "nešlo doručit", "nemohl doručit", "nepodarilo doručiť", "nebolo možné doručiť", "nemůže být doručena", "nebylo možno doručit", "nemohl být doručen", "byla odmítnuta",
	"nemohla byť doručená", "nebola doručená", "nepodarilo sa doručiť", "nie je možné doručiť",
	// Russian, Ukrainian, Bulgarian
	"не может быть доставлен", "не доставлен", "не удалось доставить", "не было доставлено", "недоставлен",
	"невозможно доставить", "ошибка доставки", "не может быть отправлено", "не было отправлено", "не могло быть доставлено",
	"доставка не удалась", "было отклонено", "не удалось отправить", "не получилось доставить", "не вдалося доставити",
	"не може бути доставлен", "недоставлене", "не можа да бъде доставен", "не беше доставен",
	// Turkish
	"teslim edilemedi", "iletilemedi", "teslim edilemiyor", "gönderilemedi", "ulaştırılamadı", "teslim edilemez", "iletilemiyor",
	"teslim edilememiştir", "iletilememiştir", "ulaştırılamamıştır",
	// Swedish, Danish, Norwegian, Finnish
	"kunde inte levereras", "kan inte levereras", "gick inte att leverera", "kunde inte skickas", "levererades inte", "olevererat",
	"inte levererats", "olevererbart", "har inte levererats", "kunde inte nå", "inte leverera ",
	"kunne ikke leveres", "kan ikke leveres", "blev ikke leveret", "ikke afleveres", "uleveret", "kunne ikke afleveres",
	"blev afvist", "ikke blevet leveret", "kunne ikke bli levert", "ble ikke levert", "ikke levert", "uleverbar", "ble avvist",
	"ikke leveret", "kunne ikke sendes", "ikke blitt levert",
	"ei voitu toimittaa", "toimitus epäonnistui", "ei toimitettu", "ei voida toimittaa", "toimittaminen epäonnistui",
	"ei pystytty toimittamaan", "ei ole toimitettu", "ei saatu toimitettua", "perillemeno epäonnistui",
	// Hungarian, Romanian, Greek, Baltic
	"nem kézbesíthető", "kézbesítése nem sikerült", "nem sikerült kézbesíteni", "kézbesítési hiba", "nem kézbesült",
	"nem lehetett kézbesíteni", "nem tudtuk kézbesíteni",
	"nu a putut fi livrat", "nu a fost livrat", "nu poate fi livrat", "nu s-a putut livra",
	"δεν ήταν δυνατή η παράδοση", "δεν παραδόθηκε", "δεν μπόρεσε να παραδοθεί", "αποτυχία παράδοσης", "δεν μπορεί να παραδοθεί",
	"neizdevās piegādāt", "nevarēja piegādāt", "netika piegādāt", "nepavyko pristatyti", "nebuvo pristatytas", "ei saanud kohale toimetada",
	"ei õnnestunud kohale", "ei olnud võimalik kohale",
	// Japanese
	"配信できません", "送信できません", "配送できません", "届けることができません", "お届けできません", "配信に失敗", "送信に失敗",
	"配送に失敗", "配達できません", "不達", "戻されました", "届きません", "送信されませんでした", "配信不能", "送達できません",
	"届けられません", "配信されませんでした", "配送されませんでした", "届いておりません", "配信エラー", "送信エラー", "返送",
	// Chinese
	"无法投递", "无法送达", "退信", "投递失败", "发送失败", "未能送达", "无法发送", "被退回", "无法传递", "无法递送", "未送达", "未能投递",
	"传递失败", "无法传送", "無法傳遞", "無法投遞", "退回", "寄送失敗", "傳送失敗", "無法傳送", "無法寄達", "無法送達", "投遞失敗", "未能送達",
	// Korean
	"전송하지 못", "배달할 수 없", "배달하지 못", "전송되지 않", "전달할 수 없", "전달하지 못", "발송 실패", "발송하지 못", "전송 실패",
	"배달 실패", "반송", "수신 거부", "전달되지 않", "배달되지 않", "보낼 수 없", "발송에 실패", "전송에 실패", "배달에 실패", "전달되지 못",
	// Icelandic, Afrikaans, Albanian, Macedonian, Serbian, Basque, Galician, Azerbaijani, Kazakh, Belarusian
	"ekki tókst að afhenda", "ekki tókst að senda", "ekki hægt að afhenda", "var ekki afhent", "afhending mistókst", "nie afgelewer", "nuk mund të dorëzohe", "nuk u dorëzua", "не можеше да се испорача", "не беше испорачана", "није испоручен", "није могла бити испоручена", "није могуће испоручити",
	"ezin izan da entregatu", "ez da entregatu", "ezin izan da bidali", "non se puido entregar", "non foi entregad", "çatdırıla bilmədi", "çatdırılmadı", "жеткізілмеді", "не дастаўлен",
	// Vietnamese, Indonesian, Arabic, Hebrew, Thai
	"không thể gửi", "không gửi được", "không thể chuyển", "chưa được gửi", "không được gửi", "tidak dapat dikirim", "tidak terkirim",
	"gagal dikirim", "tidak dapat disampaikan", "لم يتم تسليم", "تعذر تسليم", "تعذّر تسليم", "לא ניתן למסור", "לא נמסרה", "ไม่สามารถส่ง", "ส่งไม่ถึง",
}

// reasonPhrases say what is wrong, and mean a failure only in a mail that is
// known to be about delivery.
var reasonPhrases = []string{
	"bounced", "zurückgesandt", "zurückgesendet", "zurückgeschickt", "zurückgewiesen", "retourné", "renvoyé", "devuelt", "rebotad", "devolvid", "voltou", "restituit", "teruggestuurd", "teruggezonden",
	"zwrócon", "vrácen", "vrátil", "возвращен", "возвращён", "вернулось", "повернен", "iade edil", "geri dönd", "returnera", "returner", "palautet", "palautu", "visszaküld", "visszapattan", "returnat", "επιστράφηκε",
	"closed their account", "account has been closed", "account is closed", "account was closed", "n't receive", "cannot receive", "not receive", "unable to receive", "longer receive", "longer accept", "not accept", "exceeds the max", "exceed the max", "was not sent", "not allowed to post", "automatically rejected",
	"überschreitet", "zu groß", "n'accepte pas", "est pleine", "trop volumineux", "dépasse", "supera el", "excede", "demasiado grande", "ha superato", "supera la", "troppo grande", "te groot", "przekracza", "překračuje", "превышает", "超过", "超過", "초과",
	"user unknown", "unknown user", "envelope expired", "expired", "no such user", "no such recipient", "mailbox is full", "mailbox full", "over quota", "exceeds allowed", "exceeds the allowed",
	"quota exceeded", "mailbox unavailable", "mailbox not found", "user not found", "recipient not found", "unknown recipient",
	"invalid recipient", "invalid address", "invalid mailbox", "does not exist", "doesn't exist", "no longer exists", "no mailbox here",
	"account is disabled", "account has been disabled", "account is inactive", "inactive mailbox", "mailbox is disabled", "host unknown",
	"unknown host", "domain not found", "host not found", "permanent error", "permanent failure", "fatal error", "relaying denied",
	"message size exceeds", "too large", "connection refused", "connection timed out", "timed out", "not listed in", "no valid recipients",
	"unknown address", "address unknown", "bad address", "bad destination", "user doesn't have", "refused", "blocked", "denied",
	"unbekannt", "existiert nicht", "postfach voll", "postfach ist voll", "inconnu", "n'existe pas", "boîte pleine", "desconocido",
	"no existe", "buzón lleno", "desconhecido", "não existe", "sconosciuto", "non esiste", "casella piena", "onbekend", "bestaat niet",
	"nieznany", "nie istnieje", "neexistuje", "neznámý", "не существует", "переполнен", "ящик не найден", "bulunamadı", "finns inte", "findes ikke",
	"finnes ikke", "ei ole olemassa", "存在しない", "見つかりません", "容量", "不存在", "已满", "已滿", "존재하지 않", "용량",
}

// delayPhrases say that the system goes on trying.
var delayPhrases = []string{
	"delayed", "deferred", "could not send message for", "will be retried", "still being retried", "warning message only", "this is a warning", "not yet been delivered",
	"yet to be delivered", "attempts will continue", "keep trying", "go on trying", "still in our queue", "still in the queue", "remains in our queue", "remains in the queue", "continue trying", "continue to try", "continue to attempt",
	"temporary problem delivering", "will retry", "try again for", "retry delivery", "still trying", "transient", "delivery incomplete",
	"verzögert", "noch nicht zugestellt", "weiterhin versuch", "weitere zustellversuche", "erneut versucht", "retardé", "pas encore été",
	"retrasad", "demorad", "aún no se ha", "todavía no se ha", "seguirá intentando", "atrasad", "ainda não", "continuará tentando",
	"ritardo", "ritardat", "non è ancora stat", "vertraagd", "nog niet", "opóźni", "nie została jeszcze", "zpožd", "dosud nebyla", "отложен", "задержан",
	"задерживается", "ещё не доставлено", "еще не доставлено", "gecik", "ertelendi", "försen", "fördröj", "forsinket", "viiväst",
	"weitere versuche", "wartet seit", "wartet auf die zustellung", "will try for another", "still waiting", "en attente depuis", "prochaine tentative", "pendiente de entrega", "lo intentaremos", "nuevos intentos", "novas tentativas", "aguardando entrega",
	"in coda", "nuovi tentativi", "ritenter", "ritentativ", "wacht op bezorging", "oczekuje na", "ponowimy", "čeká na doručení", "väntar på", "venter på levering", "попытки продолжа", "ожидает доставки", "teslim edilmeyi bekl", "等待投递", "等待發送", "대기 중",
	"bisher nicht zugestellt", "bislang nicht zugestellt", "wird weiter versucht", "werden weiter versuch", "pas encore pu", "pas encore remis", "de nouvelles tentatives", "nous continuerons",
	"se seguirá intentando", "volveremos a intentar", "se volverá a intentar", "tentaremos novamente", "tentará novamente", "nous réessaierons", "sera retenté", "riproveremo", "opnieuw geprobeerd", "spróbujemy ponownie", "försöker igen", "prøver igjen", "prøver igen", "yeniden denenecek", "tekrar denenecek", "aún no ha", "todavía no ha", "seguiremos intentando", "continueremo a", "continueremos", "blijven het proberen", "blijft proberen", "zal blijven proberen",
	"jeszcze nie został", "jeszcze dostarczon", "zatím nebyl", "zatiaľ nebol", "ännu inte", "fortsätta försöka", "fortsätter att försöka", "endnu ikke", "fortsætte med at forsøge", "ennå ikke", "fortsette å prøve",
	"ei ole vielä", "yrittämistä jatketaan", "henüz teslim", "denemeye devam", "még nem sikerült", "nu a fost încă", "δεν έχει παραδοθεί ακόμ",
	"пока не доставлен", "доставки будут продолж", "ещё не был", "еще не был", "ще не доставлен", "ще не було доставлен",
	"まだ配信され", "まだ配送され", "まだ送信され", "まだ届い", "引き続き配信", "引き続き配送", "引き続き送信", "尚未送达", "尚未投递", "尚未送達", "继续尝试", "繼續嘗試", "仍在尝试", "아직 전송되지", "아직 배달되지", "아직 전달되지", "계속 시도",
	"chưa được gửi", "tiếp tục thử", "belum terkirim", "terus mencoba",
	"status notification (delay", "différé", "aplazad", "adiada", "adiado", "uitgesteld", "forsinkelse", "oneskoren", "odložen", "odgođen", "zakasn", "întârzi", "amânat", "késlel", "késik", "затримк", "затриман", "закъсн",
	"καθυστ", "trì hoãn", "tertunda", "ditunda", "تأخير", "تأخر", "מתעכב", "עיכוב", "ล่าช้า", "viivästy", "遅延", "遅れ", "再試行", "再送を試み", "再送を行", "再送を続", "再送を繰", "再送中", "再送処理", "再送します", "再送信します", "再送いたします", "再送され", "延迟", "延遲", "重试", "重試", "지연", "재시도",
}

// deliveredPhrases say that a message arrived.
var deliveredPhrases = []string{
	"successfully delivered", "delivered to mailbox", "delivered to the mailbox", "delivered to inbox", "delivered successfully", "successful delivery", "has been delivered to", "have been delivered to",
	"was delivered to", "successfully relayed", "delivery succeeded", "erfolgreich zugestellt", "wurde zugestellt", "remis avec succès", "a été remis à", "a été remis au", "a bien été remis",
	"entregado correctamente", "se ha entregado a", "se entregó correctamente", "entregue com sucesso", "foi entregue a", "consegnato correttamente", "è stato consegnato a",
	"met succes afgeleverd", "is bezorgd bij", "została dostarczona", "byla doručena", "успешно доставлен", "başarıyla teslim", "har levererats", "er leveret til", "er levert til",
	"on toimitettu", "配信されました", "正常に配信", "投递成功", "成功送达",
}

// finalPhrases say that it does not, whatever it says of delays before.
var finalPhrases = []string{
	"permanent", "giving up on", "are giving up", "is giving up", "am giving up", "i'm giving up", "now giving up", "and giving up", "given up", "gave up", "no further", "will not be retried", "not be retried", "not continue trying",
	"will not retry", "endgültig", "dauerhaft", "aufgegeben", "définitive", "permanente", "permanentemente", "definitiv", "permanentní",
	"окончательно", "kalıcı", "恒久的", "永久", "영구", "deleted from queue", "removed from queue", "expired", "returned to sender",
}

// foreignSubjects are how the subject of a bounce begins, beyond those that
// bounceSubjects has.
var foreignSubjects = anyOf(
	"zustellfehler", "nicht zugestellt", "mail nicht zugestellt",
	"ihre nachricht konnte nicht", "zustellstatus", "benachrichtigung zum übermittlungsstatus",
	"non distribu", "non délivr", "échec de livraison", "echec de la remise", "échec d'envoi",
	"message non", "avis de non",
	"fallo en la entrega",
	"notificación del estado de la entrega", "correo no entregado", "correo devuelto", "mensaje devuelto",
	"erro de entrega", "mensagem não entregue",
	"notificação de status de entrega", "notificação de falha", "mensagem devolvida",
	"errore di consegna", "messaggio non", "consegna non riuscita", "notifica di mancat",
	"avviso di mancat", "notifica sullo stato", "posta non recapitabile",
	"bericht niet", "e-mail niet bezorgd",
	"niedostarczon", "zwrot wiadomości", "nie udało się dostarczyć", "błąd dostarczania",
	"nedoručiteln", "nedoručen", "nepodařilo se doručit", "chyba doručení", "nedoručiteľn", "vrácená zpráva",
	"недоставлен", "ваше сообщение не доставлено", "письмо не доставлено",
	"уведомление о недоставке", "недоставлене", "невозможно доставить",
	"ileti teslim", "gönderilemedi", "teslim durumu",
	"kunde inte leverera", "leveransstatus", "ej levererat",
	"kunne ikke leveres", "leveringsfejl", "leveringsfeil", "ulevert",
	"ei toimitettu", "perillemeno", "viestiä ei", "kézbesítési",
	"nelivrat", "livrare eșuată", "nu a putut fi livrat", "αποτυχία παράδοσης", "μη παραδοτέο",
	"配信エラー", "エラーメール", "不達", "メールが配信", "配送エラー", "宛先不明", "配信に失敗",
	"系統退信", "退回", "邮件退回", "郵件退回", "無法投遞", "投递失败", "投遞失敗", "邮件投递失败", "郵件傳送失敗",
	"배달 실패", "반송", "메일 반송", "발송 실패", "수신자에게 전달되지",
	"không thể gửi", "không gửi được", "tidak terkirim", "tidak dapat dikirim", "تعذر تسليم", "تعذّر تسليم", "لم يتم تسليم", "לא ניתן למסור",
	"email delivery fail", "mail delivery problem", "delivery report", "mail returned", "returned to sender", "return to sender",
	"message not delivered", "your message could not", "your message wasn't", "email not delivered",
	"mail failed", "mail failure", "unable to send", "error sending", "there was an error sending", "nondelivery",
	"message blocked", "message rejected", "rejected mail", "rejected:", "mail rejected", "bounced mail", "email bounced", "bounce:", "bounce notification", "delivery unsuccessful",
	"address not found", "warning: message", "delayed:", "send failure",
)
