package dsn

import (
	"strings"
	"testing"
)

// answerOf gives the kind of an answer whose header does not say who wrote it.
func answerOf(t *testing.T, subject, text string) Kind {
	t.Helper()
	rep, err := Parse(strings.NewReader("From: Jo <jo@example.net>\nTo: sales@example.com\nSubject: " + subject +
		"\nIn-Reply-To: <offer@example.com>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return rep.Kind
}

// TestAbsenceAlone reads answers that nothing but their text tells from those of
// people, in each language that absences are known in.
func TestAbsenceAlone(t *testing.T) {
	for _, text := range []string{
		"I am out of the office until 23 November. For urgent matters please contact Karl.",
		"Ich bin bis zum 23. November nicht im Büro.\n\nMit freundlichen Grüßen\nKarl",
		"Guten Tag,\n\nich bin derzeit nicht im Buero. In dringenden Faellen rufen Sie bitte Karl an.",
		"Bonjour,\n\nJe suis absent(e) jusqu'au 23 novembre.\n\nCordialement,\nClaire",
		"Je suis en congés, de retour le 23 novembre.\nPour toute urgence, écrivez à Paul.",
		"Estaré fuera de la oficina hasta el 23 de noviembre.\n\nSaludos,\nMarta",
		"Estoy de vacaciones. Responderé a su mensaje a mi vuelta.",
		"Sono assente dall'ufficio fino al 23 novembre.",
		"Sarò in ferie, per urgenze chiamate Ugo.",
		"Olá,\n\nEstou de férias até o dia 23 e responderei sua mensagem assim que retornar.",
		"Estou de ferias ate o dia 23.",
		"Ik ben op vakantie tot en met 23 november.",
		"Ik ben afwezig. Voor dringende zaken kunt u Karin bellen.",
		"Jag är på semester till och med 23 november.",
		"Jeg er på ferie til og med den 23. november.",
		"Jeg er ikke til stede. Haster det, så ring til Per.",
		"Jeg har ferie og leser ikke e-post.",
		"Olen lomalla 23.11. saakka.",
		"Nejsem v kanceláři do 23. listopadu. V naléhavých případech volejte Petra.",
		"Jestem na urlopie do 23 listopada.",
		"Szabadságon vagyok. Sürgős esetben hívja Zoltánt.",
		"Sunt în concediu până la 23 noiembrie.",
		"Я в отпуске до 23 ноября.",
		"Буду отсутствовать до 23 ноября. По срочным вопросам пишите Сергею.",
		"Я у відпустці до 23 листопада.",
		"23 Kasım tarihine kadar izindeyim. Acil durumlarda Ahmet'i arayınız.",
		"Λείπω με άδεια. Είμαι σε άδεια έως τις 23 Νοεμβρίου.",
		"11월 23일까지 휴가입니다. 급한 용무는 김철수에게 연락 바랍니다.",
		"11月23日まで休暇をいただいております。",
		"我正在休假，紧急事务请联系王先生。",
		"Bonjour,\n\nActuellement en congé maternité, je serai de retour le 4 mars. Mon collègue Luc prend en charge mes dossiers.\n\nBien à vous",
		"Buenos días:\n\nMe encuentro de vacaciones hasta el próximo 12 de enero. Para cualquier consulta, diríjase a compras@example.es.",
		"Sono fuori ufficio. Rientrerò lunedì 23 novembre.",
		"Prezados,\n\nInformo que estarei ausente no período de 10 a 20/11. Assuntos urgentes tratar com Marcos.",
		"Добрый день! Нахожусь в отпуске с 10 по 24 ноября. По всем вопросам обращайтесь к Ивану Петрову.",
		"Beste,\n\nIk ben met verlof tot 23 november. Uw mail wordt niet doorgestuurd.",
		"Hei,\n\nolen vuosilomalla 10.-24.11. Kiireellisissä asioissa ota yhteyttä Liisaan.",
		"Dobrý den,\n\nod 10. do 24. listopadu čerpám dovolenou. Zastupuje mě kolega Novák.",
		"Bună ziua,\n\nSunt in concediu pana pe 24 noiembrie. Pentru urgente, contactati colegul meu.",
		"Καλησπέρα,\n\nθα απουσιάζω από το γραφείο έως 24/11. Για επείγοντα θέματα επικοινωνήστε με τον Νίκο.",
		"안녕하세요. 11월 10일부터 24일까지 출장으로 부재중입니다.",
		"Hej, jag har semester t.o.m. 24 november. Kontakta Nils vid frågor.",
		"Je suis absente jusqu'au lundi 30 novembre. Vos messages seront traités à cette date.",
		"Bonjour, je suis en vacances du 10 au 24 novembre. En mon absence, contactez Lucie au 01 23 45 67 89.",
		"Hola, gracias por escribir. Estoy de permiso de paternidad hasta el 1 de diciembre.",
		"Non sarò in ufficio dal 10 al 24 novembre. Per necessità rivolgersi a Carla.",
		"Estou ausente do escritório, com regresso a 24 de novembro. Em situações urgentes ligue para a Ana.",
		"Op dit moment ben ik niet aanwezig. Op 24 november ben ik weer bereikbaar. Neem voor vragen contact op met Karin.",
		"Jag är föräldraledig och åter den 1 mars. Ärenden tas om hand av Nils.",
		"Jeg er bortreist frem til 24.11. Kontakt Per hvis det haster.",
		"Merhaba, 10-24 Kasım tarihleri arasında yıllık izinde olacağım. Acil durumlar için Ayşe Hanım'a ulaşabilirsiniz.",
		"A hét végéig távol vagyok. Halaszthatatlan ügyben keresse Zoltánt.",
		"W dniach 10-24 listopada przebywam na urlopie. W sprawach pilnych proszę dzwonić do Anny.",
		"Voi fi plecat din birou intre 10 si 24 noiembrie. Va voi raspunde la intoarcere.",
		"Olen vuosilomalla 8.12. asti.",
		"Hello, I am out of the office until 8 December.",
		"Sveiki, atostogauju iki gruodžio 8 d. Skubiais klausimais kreipkitės į kolegas.",
		"Labdien, esmu atvaļinājumā līdz 8. decembrim.",
		"Tere, olen puhkusel kuni 8. detsembrini.",
		"Poštovani, na godišnjem odmoru sam do 8. prosinca. Za hitne slučajeve kontaktirajte kolege.",
		"Dober dan, na dopustu do 8. decembra.",
		"سلام، من تا ۸ دسامبر در مرخصی هستم.",
		"नमस्ते, मैं 8 दिसंबर तक छुट्टी पर हूँ।",
		"Xin chào, tôi nghỉ phép đến ngày 8 tháng 12.",
		"ขณะนี้ลาพักร้อนจนถึงวันที่ 8 ธันวาคม",
		"Guten Tag, ich bin bis zum 8. Dezember im Urlaub.",
		"Buenos días, estoy de vacaciones hasta el 8 de diciembre.",
		"Hej, jag är på semester till och med 8 december.",
		"Dobrý den, jsem na dovolené do 8. prosince.",
		"Здравствуйте, я в отпуске до 8 декабря.\n\nС уважением, Иван Петров",
		"Я в отпуске до 8 декабря, отвечу позже.",
		"Γεια σας, λείπω με άδεια μέχρι 8 Δεκεμβρίου.",
		"שלום, אני בחופשה עד 8 בדצמבר.",
		"I'm away on leave, returning Monday 24 November. Any queries to Karl please.",
		"Ich habe Urlaub und bin ab dem 24. November wieder erreichbar.",
	} {
		if got := answerOf(t, "Re: Offer 7", text); got != KindAutoreply {
			t.Errorf("kind of %q = %s, want %s", text, got, KindAutoreply)
		}
	}
}

// TestAbsenceOfPeople holds that people may say that they are away.
func TestAbsenceOfPeople(t *testing.T) {
	for _, text := range []string{
		"Hi Bob,\n\nI am on vacation until Friday, so let us meet on Monday.\n\nJane",
		"Hi Bob,\n\nI am out of the office until Friday. Can Karl sign in my absence?",
		"Thank you for your email, Bob. I am on vacation next week; can we talk on Monday?",
		"Gracias por tu correo. La semana que viene estoy de vacaciones. ¿Te viene bien el lunes?",
		"Je suis en congé la semaine prochaine, mais Paul a les plans.",
		"Sono in ferie da lunedì, il preventivo va bene così.",
		"Ik ben volgende week op vakantie, maar Karin kan de maten opnemen.",
		"В среду я буду отсутствовать, давайте перенесём на пятницу.",
		"Moi aussi, j'étais en vacances jusqu'à hier !",
		"Salut Paul,\n\nOk pour le devis. Je suis en congé vendredi donc on signe lundi.\n\nA+",
		"Hola Juan, estaré fuera de la oficina el martes, pero lo miro el miércoles sin falta.",
		"Ciao, la settimana prossima sono in ferie quindi ti mando tutto entro venerdì.",
		"Oi Ana, estou de férias na semana que vem. Pode ser dia 30?",
		"Ольга, я в отпуске, но на связи. Посмотрю договор вечером и пришлю правки.",
		"Hej Nils, jag är på semester nästa vecka men vi hörs innan dess.",
		"Moi Pekka, olen lomalla ensi viikolla, joten nähdään sitten marraskuussa.",
		"Ahoj Petře, od pondělí mám dovolenou, tak to pošlu ještě dnes.",
		"Bonjour Paul, je suis absent jeudi, Lucie te montrera le chantier. Bonne journée",
		"Hola Ana, estoy de vacaciones pero te llamo mañana.",
		"Ciao Ugo, grazie mille. Sono in ferie fino a venerdì, poi ci penso io al tetto e alle finestre.",
		"Oi, Marcos está de férias, então eu mesmo mando o orçamento.",
		"Сергей в отпуске, поэтому отвечаю я. Цена прежняя.",
		"Hoi, Karin is op vakantie. Ik stuur je morgen de maten.",
		"Hej! Ebba har semester, så jag tar över. Priset är 4000 kr.",
		"Hi Bob,\n\nKarl is on holiday, I found the drawings in his folder. They are attached.\n\nJane",
		"Hallo Karl, ich bin morgen nicht im Büro. Lass uns am Freitag telefonieren.",
		"Hello Bob, I am out of the office until Friday.",
		"Hello, I am on vacation until Friday, so Karl will sign.",
		"Здравствуйте, Ольга, я в отпуске до пятницы, смету пришлю завтра.",
		"I was out of the office until today.\n\n" + strings.Repeat("The roof looks fine and the price is what we had in mind. ", 4) + "\n\nJane",
	} {
		if got := answerOf(t, "Re: Offer 7", text); got != KindNone {
			t.Errorf("kind of %q = %s, want %s", text, got, KindNone)
		}
	}
}

func TestAccentless(t *testing.T) {
	for _, subject := range []string{
		"Fora do escritorio: Oferta 7", "Automatyczna odpowiedz: Oferta 7", "Reponse automatique : Offre 7", "Automaticka odpoved: Nabidka 7",
		"Automatische Rueckantwort: Angebot 7", "Raspuns automat: Oferta 7", "پاسخ خودکار: پیشنهاد", "Pergjigje automatike: Oferta 7",
	} {
		if got := answerOf(t, subject, "Estou de ferias."); got != KindAutoreply {
			t.Errorf("kind of %q = %s, want %s", subject, got, KindAutoreply)
		}
	}
	for word, want := range map[string]string{
		"escritório": "escritorio", "odpowiedź": "odpowiedz", "außer": "ausser", "fravær": "fravaer", "położ": "poloz", "dışı": "disi",
		"отсутствий": "отсутствий", "άδεια": "άδεια", "ガ": "ガ", "office": "office", "eŋ": "eŋ", "Việt": "Viet",
	} {
		if got := spellOut(word, false); got != want {
			t.Errorf("spellOut(%q, false) = %q, want %q", word, got, want)
		}
	}
}

// TestOpeningStep holds that no word makes the pass over the text slower.
func TestOpeningStep(t *testing.T) {
	if openingWords.step < 3 {
		t.Error("a word of the openings has less than 6 bytes: more than every third place of the text is looked at")
	}
}

// TestReplyMarks holds the marks of answers to what answerBegins looks for first.
func TestReplyMarks(t *testing.T) {
	for _, mark := range replyMarks {
		if !answerBegins(mark + " x") {
			t.Errorf("answerBegins(%q) = false, want true", mark+" x")
		}
	}
	for _, subject := range []string{"", "re", "regarding: x", "a note: re: x"} {
		if answerBegins(subject) {
			t.Errorf("answerBegins(%q) = true, want false", subject)
		}
	}
}
