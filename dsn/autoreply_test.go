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
		"Automatische Rueckantwort: Angebot 7", "Raspuns automat: Oferta 7",
	} {
		if got := answerOf(t, subject, "Estou de ferias."); got != KindAutoreply {
			t.Errorf("kind of %q = %s, want %s", subject, got, KindAutoreply)
		}
	}
	for word, want := range map[string]string{
		"escritório": "escritorio", "odpowiedź": "odpowiedz", "außer": "ausser", "fravær": "fravaer", "położ": "poloz", "dışı": "disi",
		"отсутствий": "отсутствий", "άδεια": "άδεια", "ガ": "ガ", "office": "office",
	} {
		if got := withoutAccents(word); got != want {
			t.Errorf("withoutAccents(%q) = %q, want %q", word, got, want)
		}
	}
}

// TestOpeningStep holds that no word makes the pass over the text slower.
func TestOpeningStep(t *testing.T) {
	if openingWords.step < 3 {
		t.Error("a word of the openings has less than 6 bytes: more than every third place of the text is looked at")
	}
}
