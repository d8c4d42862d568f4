package dsn

// Most languages put the words of "could not be delivered" in many orders and
// forms, more than a list of phrases has. So beside the phrases there are pairs:
// for each language words that deny, and stems of what is done with mail. Both in
// one sentence state a failure.
var sayingPairs = [...]struct{ denies, carries []string }{
	{ // English, beyond the many phrases
		[]string{" fail", "unable", "unsuccessful", "impossible"},
		[]string{"deliver"},
	},
	{
		[]string{"rejected", "refused", "blocked", "bounced", "discarded"},
		[]string{"your mail ", "your message ", "your email ", "your e-mail ", "message you sent", "mail you sent"},
	},
	{ // German
		[]string{" nicht ", "fehlgeschlagen", "gescheitert", "fehlschl", "konnte keine", "unmöglich"},
		[]string{"zugestellt", "zustell", "ausgeliefert", "ausliefer", "übermittel"},
	},
	{ // French
		[]string{" pas ", "impossible", "échec", "échou", "n'a pu", "n'ont pu"},
		[]string{" remis", "remettre", "distribu", "délivr", "livré", "livrer", "livraison", "achemin"},
	},
	{ // Spanish, Portuguese, Catalan
		[]string{"no se ", "no ha ", "no han ", "no pud", "no fue", "imposible", "falló", "fallo", "no s'ha", "no es pot", "não ", "nao ", "falh", "impossível"},
		[]string{"entreg", "lliur"},
	},
	{ // Italian
		[]string{"non ", "impossibile", "fallit", "mancat"},
		[]string{"consegn", "recapit"},
	},
	{ // Dutch
		[]string{"niet ", "mislukt", "onmogelijk"},
		[]string{"bezorg", "aflever", "afgelever"},
	},
	{ // Polish
		[]string{"nie ", "błąd"},
		[]string{"dostarcz", "doręcz"},
	},
	{ // Czech, Slovak
		[]string{"nepoda", "nelze", "neby", "nebo", "nemoh", "nemůž", "nemôž", "nie je možn", "selhal", "zlyhal"},
		[]string{"doruč"},
	},
	{ // Russian, Ukrainian, Bulgarian
		[]string{" не ", "не удал", "не мо", "не был", "не вдал", "невозможно", "неможливо", "невъзможн", "ошибка", "помилка", "неудач", "неуспеш"},
		[]string{"достав"},
	},
	{ // Croatian, Serbian, Slovenian
		[]string{"nije ", "ni bilo", "ni mogoče", "ne može", "neuspje", "neuspe"},
		[]string{"isporuč", "dostav", "uruč", "испоруч"},
	},
	{ // Turkish
		[]string{"edileme", "edilmedi", "ilemedi", "ulaşma", "ulaşama", "ılamadı", "başarısız", "hatası"},
		[]string{"teslim", "ileti", "gönder", "ulaş"},
	},
	{ // Swedish, Danish, Norwegian
		[]string{"inte ", "ikke ", "misslyck", "mislyk", "fejl", "feil"},
		[]string{"lever"},
	},
	{ // Finnish, Estonian
		[]string{" ei ", "eivät", "epäonnis", "ebaõnnest"},
		[]string{"toimit", "välitt", "perille", "kohale toimet", "edastada"},
	},
	{ // Hungarian
		[]string{"nem ", "sikertelen", "meghiúsult"},
		[]string{"kézbes", "továbbít"},
	},
	{ // Romanian
		[]string{" nu ", "imposibil", "eșec", "eşec", "eșuat"},
		[]string{"livra", "expedia", "transmi"},
	},
	{ // Greek
		[]string{"δεν ", "αποτυχ", "απέτυχε", "αδύνατ"},
		[]string{"παράδο", "παραδο"},
	},
	{ // Lithuanian, Latvian
		[]string{"nepavyko", "nebuvo", "negal", "neizdev", "nevar", "netik"},
		[]string{"pristat", "piegād"},
	},
	{ // Japanese
		[]string{"れませんでした", "できません", "できなかった", "できない", "失敗", "できず"},
		[]string{"配信", "配送", "配達", "送達", "届け"},
	},
	{ // Chinese
		[]string{"无法", "未能", "失败", "不能", "没有", "無法", "失敗", "沒有", "没能"},
		[]string{"投递", "送达", "递送", "寄送", "投遞", "送達", "傳送", "傳遞", "传递", "遞送"},
	},
	{ // Korean
		[]string{"하지 못", "되지 못", "실패", "되지 않", "할 수 없", "될 수 없"},
		[]string{"전송", "배달", "전달", "발송", "배송"},
	},
	{ // Vietnamese
		[]string{"không ", "thất bại", "chưa "},
		[]string{" gửi", "chuyển", "phân phối"},
	},
	{ // Indonesian, Malay
		[]string{"tidak ", "gagal"},
		[]string{"kirim", "hantar", "disampaikan"},
	},
	{ // Arabic
		[]string{"تعذر", "تعذّر", "فشل", " لم ", "لا يمكن"},
		[]string{"تسليم", "توصيل"},
	},
	{ // Hebrew
		[]string{" לא ", "לא ניתן", "נכשל", "כשל"},
		[]string{"למסור", "נמסר", "מסירה", "מסירת"},
	},
	// Sending that failed.
	{
		[]string{"fehler", "fehlgeschlagen", "gescheitert"},
		[]string{"versand", "versenden", "senden"},
	},
	{
		[]string{"erreur", "échec", "échou", "impossible"},
		[]string{"l'envoi", "d'envoi", "envoyer"},
	},
	{
		[]string{"error", "fallo", "falló", "falhou", "falha", "no se pudo", "rebot"},
		[]string{"envío", "enviar", "envio", "correo"},
	},
	{
		[]string{"fallit", "errore", "impossibile"},
		[]string{"invio", "inviare"},
	},
	{
		[]string{"mislukt", "fout"},
		[]string{"verzend", "verzonden", "versturen"},
	},
	{
		[]string{"nie udało", "nie można", "błąd", "nepoda", "nebylo možné", "selhal"},
		[]string{"wysłać", "wysyłan", "wysyłk", "odesl"},
	},
	{
		[]string{"epäonnist"},
		[]string{"lähety"},
	},
	{
		[]string{"nu a putut", "eșuat", "nu s-a putut"},
		[]string{"trimi"},
	},
	{
		[]string{"απέτυχε", "αποτυχ", "δεν ήταν δυνατή"},
		[]string{"αποστολ"},
	},
	{
		[]string{"נכשל", "فشل", "تعذر"},
		[]string{"שליח", "إرسال", "ارسال"},
	},
	{
		[]string{"kunde inte", "kunne ikke", "misslyckades", "mislykkedes"},
		[]string{"skicka", "sendes", "sendt"},
	},
	// Who refuses mail, or sends it back.
	{
		[]string{"nicht angenommen", "nicht akzeptiert", "abgelehnt", "abgewiesen", "zurückgewiesen"},
		[]string{"nachricht", "e-mail", "email", "ihre mail"},
	},
	{
		[]string{"pas été accepté", "rejeté", "refusé"},
		[]string{"message", "mail", "courriel"},
	},
	{
		[]string{"rechazad", "no fue aceptad", "no ha sido aceptad", "recusad", "rejeitad", "não foi aceit"},
		[]string{"mensaje", "correo", "mensagem", "mail"},
	},
	{
		[]string{"rifiutat", "respint", "non è stato accettat"},
		[]string{"messaggio", "mail", "posta"},
	},
	{
		[]string{"geweigerd", "niet geaccepteerd"},
		[]string{"bericht", "mail"},
	},
	{
		[]string{"отклонен", "отклонён", "не принят", "возвращен", "возвращён"},
		[]string{"письм", "сообщени"},
	},
	{
		[]string{"odrzucon", "zwrócon", "odmítnut", "vrácen"},
		[]string{"wiadomoś", "mail", "zpráv", "správ"},
	},
	{
		[]string{"avvisad", "avvisats", "afvist", "avvist"},
		[]string{"meddeland", "mail", "besked", "melding"},
	},
	{
		[]string{"elutasít", "visszautasít", "visszaküld"},
		[]string{"üzenet", "levél", "level"},
	},
	{
		[]string{"reddedil", "iade edil"},
		[]string{"ileti", "posta", "mesaj"},
	},
	{
		[]string{"拒收", "被拒", "退回", "被退"},
		[]string{"邮件", "郵件", "信件"},
	},
	{
		[]string{"受信拒否", "拒否され", "返送され"},
		[]string{"メール", "メッセージ"},
	},
	{
		[]string{"거부되", "거부했", "반송"},
		[]string{"메일", "메시지"},
	},
	{ // Thai
		[]string{"ไม่ส", "ไม่ได้", "ล้มเหลว"},
		[]string{"การส่ง", "จัดส่ง", "นำส่ง"},
	},
}

// Tags of the words of pairs have the index of theirs above the bits of the
// sayings.
const (
	pairDenies  = 1 << 8
	pairCarries = 1 << 9
	pairShift   = 10
)

// pairLiterals are the words of the pairs with their tags.
func pairLiterals() []literal {
	var all []literal
	for i, p := range sayingPairs {
		for _, w := range p.denies {
			all = append(all, literal{w, i<<pairShift | pairDenies})
		}
		for _, w := range p.carries {
			all = append(all, literal{w, i<<pairShift | pairCarries})
		}
	}
	return all
}

// scanSayings gives what the phrases in a text state, and whether it has both
// words of a pair.
func scanSayings(flat string) (says saying, paired bool) {
	var denies, carries uint64
	sayings.each(flat, func(tag int) bool {
		switch bit := uint64(1) << (tag >> pairShift); {
		case tag&pairDenies != 0:
			denies |= bit
		case tag&pairCarries != 0:
			carries |= bit
		default:
			says |= saying(tag)
		}
		return true
	})
	return says, denies&carries != 0
}

// pairInSentence reports whether both words of a pair stand in one sentence.
func pairInSentence(flat string) bool {
	for _, s := range sentences(flat) {
		if _, paired := scanSayings(s); paired {
			return true
		}
	}
	return false
}
