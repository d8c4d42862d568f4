package dsn

// answerSubjects begin the subject of automatic answers, as Exchange, Outlook.com
// and others translate it. In lower case.
var answerSubjects = anyAccent(
	// English
	"automatic reply", "auto reply", "auto-reply", "autoreply", "automated reply", "automatic response", "auto response", "auto-response",
	"autoresponse", "automated response", "autoresponder", "auto responder", "autorespond", "autorespons", "auto:", "out of office autoreply", "out of office auto-reply",
	"out of office reply", "out of office response", "automatic out of office", "vacation reply", "vacation response", "away message",
	"autoreply from", "yahoo! auto response", "this is an automatic reply", "this is an automated reply", "this is an auto-generated reply",
	// German
	"automatische antwort", "automatische rückantwort", "automatische rückmeldung", "automatische abwesenheitsnotiz", "automatische nachricht",
	"automatisch generierte antwort", "abwesenheitsnotiz", "abwesenheitsmeldung", "abwesenheitsnachricht", "abwesenheitsbenachrichtigung",
	"abwesenheitsagent", "abwesenheitsassistent", "autom. antwort", "autoantwort", "automatische eingangsbestätigung", "urlaubsnotiz",
	// French
	"réponse automatique", "réponse d'absence", "message d'absence", "notification d'absence", "absence du bureau",
	"avis d'absence", "absent(e) du bureau", "message automatique d'absence", "réponse automatique d'absence", "réponse automatique d'absence du bureau", "répondeur automatique",
	// Spanish, Portuguese, Catalan, Galician, Basque, Italian, Romanian
	"respuesta automática", "autorespuesta", "auto-respuesta", "contestación automática", "fuera de oficina: respuesta automática",
	"resposta automática", "resposta automàtica", "auto-resposta", "autoresposta", "aviso de ausência", "mensagem automática de ausência",
	"erantzun automatikoa", "risposta automatica", "messaggio di assenza", "avviso di assenza", "risponditore automatico", "fuori ufficio: risposta automatica",
	"răspuns automat",
	// Dutch, Swedish, Danish, Norwegian, Finnish, Icelandic, Estonian, Latvian, Lithuanian
	"automatisch antwoord", "afwezigheidsbericht", "afwezigheidsmelding", "automatische beantwoording", "automatisch bericht",
	"autosvar", "automatiskt svar", "frånvaromeddelande", "frånvaroavisering", "automatisk svar", "fraværsbesked", "fraværsmelding",
	"automaattinen vastaus", "automaattivastaus", "poissaoloilmoitus", "poissaoloviesti", "sjálfvirkt svar", "automaatvastus", "automaatne vastus",
	"automātiska atbilde", "automātiskā atbilde", "automatinis atsakymas",
	// Polish, Czech, Slovak, Hungarian, Slovenian, Croatian, Serbian
	"odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", "automatická odpověď", "automatická odpoveď",
	"automatikus válasz", "házon kívül: automatikus válasz", "samodejni odgovor", "automatski odgovor", "аутоматски одговор",
	// Russian, Ukrainian, Bulgarian, Greek, Turkish, Hebrew, Arabic
	"автоматический ответ", "автоответ", "автоответчик", "автоматична відповідь", "автовідповідь", "автоматичен отговор",
	"αυτόματη απάντηση", "otomatik yanıt", "otomatik cevap", "תשובה אוטומטית", "מענה אוטומטי", "رد تلقائي", "الرد التلقائي", "رد تلقائى",
	// Japanese, Chinese, Korean, Thai, Vietnamese, Indonesian, Malay, Hindi
	"自動応答", "自動返信", "自动答复", "自动回复", "自動回覆", "自動回應", "自動答覆", "자동 회신", "자동회신", "자동 응답", "자동응답", "부재중 자동 회신", "부재중 자동회신", "부재중 자동 응답", "부재중 자동응답",
	"ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ", "trả lời tự động", "balasan otomatis", "balasan automatik", "स्वचालित उत्तर",
	// Persian, Urdu, Bengali, Macedonian, Belarusian, Kazakh, Azerbaijani, Georgian, Albanian, Afrikaans, Irish, Welsh, Maltese, Luxembourgish, Filipino, Swahili
	"پاسخ خودکار", "خودکار جواب", "স্বয়ংক্রিয় উত্তর", "автоматски одговор", "аўтаматычны адказ", "автоматты жауап", "avtomatik cavab", "ავტომატური პასუხი", "përgjigje automatike",
	"outomatiese antwoord", "freagra uathoibríoch", "ateb awtomatig", "risposta awtomatika", "automatesch äntwert", "awtomatikong tugon", "jibu la kiotomatiki",
)

// absenceSubjects stand in the subject of vacation messages, and now and then in
// those of people: they count only where the header says that a program wrote.
var absenceSubjects = []string{
	"is away", "currently away", "temporarily away", "out of office", "out of the office", "out-of-office", "ooo:", "away from my mail", "away from office", "away from the office", "on vacation",
	"on holiday", "on leave", "maternity leave", "not in the office", "i am away", "i'm away", "vacation",
	"abwesen", "außer haus", "nicht im büro", "nicht im hause", "im urlaub", "urlaub", "elternzeit",
	"absence", "absent du bureau", "absente du bureau", "hors du bureau", "en congé", "en vacances", "absent jusqu",
	"fuera de la oficina", "fuera de oficina", "ausente", "ausencia", "de vacaciones", "fora do escritório", "fora da empresa", "ausência", "férias", "fora de l'oficina",
	"fuori ufficio", "fuori sede", "assenza", "assente", "in ferie", "plecat din birou", "în concediu",
	"afwezig", "niet aanwezig", "niet op kantoor", "buiten kantoor", "op vakantie", "frånvar", "inte på kontoret", "semester", "fravær", "ikke på kontoret",
	"ikke til stede", "på ferie", "holder ferie", "har ferie", "ferie til", "bortrejst", "bortreist", "poissa", "lomalla", "puhkusel", "atvaļinājum", "atostog",
	"poza biurem", "nieobecno", "urlop", "mimo kancelář", "mimo kancelári", "nepřítom", "neprítom", "dovolen", "házon kívül", "szabadság", "nem vagyok az irodában",
	"odsoten", "odsutan", "godišnj", "нет на работе", "вне офиса", "в отпуске", "отсутств", "отпуск", "у відпустці", "відсутн", "в отпуск", "отсъств",
	"εκτός γραφείου", "σε άδεια", "απουσία", "ofis dışı", "ofis dışında", "izinde", "tatilde", "מחוץ למשרד", "בחופשה", "خارج المكتب", "في إجازة",
	"fjarver", "í fríi", "í orlofi", "sumarleyfi", "sumarfrí", "odsotn", "na dopustu", "odsustv", "odsutn", "nisam u uredu", "nisam u kancelariji", "izvan ureda", "одсуств", "одсутн", "на одмору", "отсутния", "отпуска", "адсутн", "prombūtn", "nesu biure", "nebūsiu", "kontorist väljas", "puhkus", "mungesë", "jashtë zyrës", "me pushime",
	"fora de l'oficina", "vacances", "absència", "de vacacións", "oporretan", "kanpoan", "as láthair", "ar saoire", "allan o'r swyddfa", "ar wyliau", "met verlof", "buite kantoor", "gudden urlaub", "wala sa opisina", "likizo", "bercuti", "cuti", "tidak di kantor", "di luar pejabat", "đi vắng", "nghỉ lễ", "ลาพักร้อน", "ลาหยุด", "छुट्टी", "अवकाश", "ছুটি", "مرخصی", "خارج از دفتر", "چھٹی", "إجازة", "غائب", "חופשה", "היעדרות", "შვებულებ", "արձակուրդ", "демалыс", "məzuniyyət",
	"不在", "休暇", "外出", "休假", "不在办公室", "不在辦公室", "出差", "부재", "휴가", "ไม่อยู่", "vắng mặt", "nghỉ phép", "di luar kantor", "sedang cuti",
}

// absenceLeads are absenceSubjects, for what is not asked of the whole subject.
var absenceLeads = anyAccent(absenceSubjects...)

// autoreplySubjects stand in the subject of other automatic answers.
var autoreplySubjects = []string{"autoreply", "auto-reply", "auto reply", "automatic reply"}

// absencePhrases say in the text that somebody is away.
var absencePhrases = []string{
	"out of the office", "out of office", "away from the office", "away from my", "on vacation", "on holiday", "on annual leave", "on maternity leave", "on parental leave",
	"will be back on", "will return on", "won't be back until", "will not be back until", "limited access to email", "limited access to my email", "no access to email", "not be reading my mail",
	"nicht im büro", "nicht im hause", "außer haus", "im urlaub", "bin ich wieder", "bis einschließlich", "abwesend", "nicht erreichbar", "wird nicht weitergeleitet",
	"absent du bureau", "absente du bureau", "je suis absent", "je suis actuellement absent", "en congé", "en vacances", "de retour le", "mon absence",
	"fuera de la oficina", "de vacaciones", "estaré ausente", "mi ausencia", "fora do escritório", "de férias", "estarei ausente", "minha ausência", "fuori ufficio", "in ferie", "sarò assente", "mia assenza",
	"niet op kantoor", "afwezig", "op vakantie", "mijn afwezigheid", "inte på kontoret", "på semester", "är tillbaka", "ikke på kontoret", "på ferie", "tilbage den", "tilbake den",
	"poissa toimistosta", "lomalla", "palaan", "poza biurem", "na urlopie", "nieobecn", "mimo kancelář", "na dovolené", "nepřítom", "na dovolenke", "házon kívül", "szabadságon", "în concediu",
	"в отпуске", "буду отсутствовать", "нахожусь в", "у відпустці", "σε άδεια", "με άδεια", "εκτός γραφείου", "izindeyim", "ofis dışında", "בחופשה", "מחוץ למשרד", "في إجازة", "خارج المكتب",
	"on leave", "out of town", "i am away", "i'm away", "i will be away", "on sabbatical", "ich habe urlaub", "auf dienstreise", "in elternzeit", "im mutterschutz", "nicht im dienst", "nicht am arbeitsplatz",
	"je serai absent", "absent(e) du bureau", "absente jusqu", "absent jusqu", "en déplacement", "pas au bureau", "hors du bureau",
	"estoy fuera de", "encuentro fuera", "fuera de oficina", "estoy ausente", "ausente hasta", "ausente de la oficina", "estoy de permiso", "estaré de permiso", "estoy de baja", "fora de l'oficina", "de vacances",
	"estou ausente", "ausente do escritório", "ausente até", "estarei fora", "estou fora", "de licença", "de folga", "sono assente", "assente dall'ufficio", "assente fino", "fuori sede", "non sono in ufficio", "non sarò in ufficio", "sono in vacanza", "in congedo",
	"niet aanwezig", "met vakantie", "met verlof", "buiten kantoor", "ej på kontoret", "borta från kontoret", "har semester", "tjänstledig", "föräldraledig", "på tjänsteresa",
	"holder ferie", "har ferie", "avvikler ferie", "ikke til stede", "fraværende", "bortrejst", "bortreist", "på barsel", "i permisjon", "ude af kontoret", "ute av kontoret", "poissa", "en ole toimistolla", "en ole töissä", "virkamatkalla",
	"nie będzie mnie", "nie ma mnie w biurze", "podróży służbowej", "na zwolnieniu", "čerpám dovolen", "mám dovolen", "nejsem v kanceláři", "nebudu v kanceláři", "nie som v kancelárii", "služební cestě", "nem vagyok az irodában", "nem tartózkodom", "távol vagyok", "távol leszek", "szabadságomat",
	"sunt plecat", "voi fi plecat", "lipsesc", "voi lipsi", "nu sunt la birou", "voi fi absent", "отсутствую", "меня не будет", "в командировке", "нет в офисе", "вне офиса", "нет на рабочем месте", "відсутн", "у відрядженні", "в отпуск", "отсъствам",
	"απουσιάζω", "θα λείπω", "izinde olaca", "yıllık izin", "ofiste olmayaca", "ofiste değilim", "tatildeyim", "tatilde olaca", "お休みをいただ", "休みを頂", "不在となり", "不在です", "年假", "不在公司", "자리를 비",
	"不在にして", "休暇", "出張", "夏季休業", "休假", "出差", "不在办公室", "不在辦公室", "부재중", "휴가", "출장", "nghỉ phép", "sedang cuti", "ลาพักร้อน",
	"na godišnjem odmoru", "na odmoru", "odsutan sam", "odsutna sam", "nisam u uredu", "nisam u kancelariji", "izvan ureda", "van kancelarije", "на годишњем одмору", "на одмору", "нисам у канцеларији", "на одмор", "na dopustu", "odsoten", "odsotna", "nisem v pisarni",
	"atostogauju", "atostogose", "nesu biure", "komandiruotėje", "atvaļinājumā", "neesmu birojā", "prombūtnē", "komandējumā", "puhkusel", "kontorist väljas", "ei viibi kontoris", "komandeeringus", "извън офиса",
	"fjarverandi", "í sumarfríi", "í orlofi", "me pushime", "jashtë zyrës", "de vacacións", "oporretan", "në pushim", "در مرخصی", "خارج از دفتر", "छुट्टी पर", "अवकाश पर", "कार्यालय से बाहर", "bercuti", "di luar pejabat", "di luar kantor",
	"currently unavailable", "on a business trip", "on business travel", "on parental leave", "in a training", "attending a training", "attending a conference", "at a conference", "in training until", "in urlaub", "auf fortbildung", "in einer fortbildung", "auf schulung", "auf einer schulung", "auf geschäftsreise", "auf messe", "auf einer konferenz", "dienstlich unterwegs", "en formation", "en mission", "en séminaire", "consulte pas ma messagerie", "consulte pas mes mails", "n'ai pas accès à ma messagerie", "en formación", "de viaje", "en un curso", "em formação", "em viagem", "in trasferta", "in formazione", "in viaggio", "in maternità", "en congé maternité", "baja por maternidad", "licença-maternidade", "zwangerschapsverlof", "bevallingsverlof", "ouderschapsverlof", "op reis", "op cursus", "är ledig", "är bortrest", "på resande fot", "på utbildning", "på rejse", "på kursus", "på reise", "på kurs", "opintovapaalla", "koulutuksessa", "perhevapaalla", "w delegacji", "na szkoleniu", "na urlopie macierzyńskim", "na školení", "na služobnej ceste", "na mateřské", "na materskej", "kiküldetésben", "továbbképzésen", "în delegație", "на обучении", "в декрете", "у декреті", "на навчанні", "λείπω", "seyahatteyim", "eğitimdeyim", "doğum iznin", "産休", "育休", "研修", "在外", "培训", "产假", "출산휴가", "육아휴직", "교육 중",
	"i am travelling", "i'm travelling", "i am traveling", "i'm traveling", "i will be travelling", "travelling until", "office is closed", "offices are closed", "office will be closed", "offices will be closed", "we are closed", "we're closed", "we will be closed", "closed for the holidays", "closed for business", "ill until", "on sick leave", "off sick",
	"büro ist geschlossen", "büro bleibt geschlossen", "bleibt unser büro", "büro geschlossen", "betriebsferien", "betriebsurlaub", "wir haben geschlossen", "praxis ist geschlossen", "krankheitsbedingt", "bin krank", "erkrankt", "bureaux sont fermés", "bureaux seront fermés", "bureau est fermé", "nous sommes fermés", "fermeture annuelle", "arrêt maladie", "oficina está cerrada", "oficinas están cerradas", "oficina permanecerá cerrada", "oficinas permanecerán cerradas", "estamos cerrados", "de baja médica", "escritório está fechado", "escritório estará fechado", "estamos fechados", "licença médica", "ufficio è chiuso", "uffici sono chiusi", "uffici resteranno chiusi", "siamo chiusi", "per malattia", "in malattia",
	"kantoor is gesloten", "kantoor gesloten", "wij zijn gesloten", "ziekteverlof", "wegens ziekte", "kontoret är stängt", "vi har stängt", "sjukskriven", "kontoret er lukket", "kontoret er stengt", "vi holder lukket", "vi holder stengt", "sygemeldt", "sykmeldt", "toimisto on suljettu", "sairaslomalla", "biuro jest nieczynne", "biuro będzie nieczynne", "zwolnieniu lekarskim", "kancelář je zavřen", "na nemocenské", "iroda zárva", "betegszabadság", "concediu medical", "biroul este închis", "офис закрыт", "на больничном", "мы не работаем", "на лікарняному", "ofisimiz kapalı", "raporluyum", "休業", "休診", "放假", "휴무", "nghỉ lễ", "nghỉ tết", "kantor tutup",
	"í sumarleyfi", "í fríi", "í leyfi", "svara ekki tölvupósti", "ekki við", "ar wyliau", "allan o'r swyddfa", "ar saoire", "as láthair", "as an oifig", "met verlof", "buite kantoor", "absent vum büro", "am congé", "wala ako sa opisina", "naka-leave", "nasa likizo", "likizo", "jam me leje", "në leje", "estic fora", "soc de vacances", "sóc de vacances", "absent fins", "estou de vacacións", "ausente ata", "bulegotik kanpo", "oporretan nago", "oporretan naiz",
	"на одмор сум", "отсутен сум", "отсутна сум", "на годишен одмор", "ще отсъствам", "извън офиса съм", "в отпуск съм", "адсутнічаю", "у адпачынку", "ფართის გარეთ", "შვებულებაში", "արձակուրդում", "демалыстамын", "məzuniyyətdə", "на почивці", "na bolniškem", "na bolovanju", "godišnji odmor", "ne berem elektronske", "na poslovnem potovanju", "na službenom putu", "на службеном путу", "esmu prom", "esmu slimības", "atostogų", "olen ära", "olen eemal", "ছুটিতে", "چھٹی پر", "दफ्तर से बाहर", "θα απουσιάζω", "βρίσκομαι σε", "σε διακοπές", "לא אהיה במשרד", "אני בחופש", "נמצא בחופש", "נמצאת בחופש", "خارج مكتبي", "خارج المكتب", "أنا في إجازة", "لست في المكتب",
	"đi công tác", "vắng mặt", "không có mặt tại văn phòng", "ไม่อยู่ที่ทำงาน", "ไม่อยู่ออฟฟิศ", "ลาพักผ่อน",
}

// movedSubjects say so in the subject.
var movedSubjects = []string{
	"retired", "retirement", "ruhestand", "retraite", "jubilación", "jubilado", "aposentad", "pensione", "pensioen", "no longer with", "i have left", "i've left", "left the organi", "ya no trabaj", "no trabaja", "n'est plus", "ne travaille plus", "nicht mehr bei", "nicht mehr tätig", "ausgeschieden", "non lavoro più", "non lavora più", "não trabalh", "já não trabalh", "werkt niet meer", "uit dienst", "har slutat", "har sluttet", "fratrådt", "nie pracuj", "již nepracuj", "už nepracuj", "nem dolgoz", "nu mai lucrez", "не работа", "退職", "異動", "离职", "離職", "퇴사", "퇴직", "işten ayrıl",
	"new email address", "new e-mail address", "change of address", "change of email", "change of e-mail", "address change", "address has changed", "no longer work", "has left the company",
	"adressänderung", "neue e-mail-adresse", "neue e-mail adresse", "neue mailadresse", "neue emailadresse", "nicht mehr im unternehmen", "changement d'adresse", "nouvelle adresse",
	"cambio de direcci", "nueva dirección", "mudança de endereço", "novo endereço", "alteração de e-mail", "cambio indirizzo", "nuovo indirizzo", "nieuw e-mailadres", "adreswijziging", "adressändring", "ny e-postadress",
	"ny e-mailadresse", "ny mailadresse", "uusi sähköpostiosoite", "zmiana adresu", "nowy adres", "změna adresy", "nová adresa", "смена адреса", "новый адрес", "adres değişikliği", "アドレス変更", "邮箱变更", "邮箱更换", "주소 변경",
}

// movedPhrases say in the text that the address is not used any more.
var movedPhrases = []string{
	"email address has changed", "e-mail address has changed", "my new email address", "my new e-mail address", "new email address is", "address is no longer in use",
	"no longer in use", "no longer monitored", "no longer work", "no longer employ", "do not work here", "don't work here", "has moved on", "i have moved on", "i have left", "i've left", "has changed jobs", "left the organi", "left the company", "no longer with ",
	"update your address book", "update your records", "no longer active", "account is no longer", "stopped using this address", "nicht mehr für uns tätig", "nicht mehr bei uns", "mailbox is not monitored", "this mailbox is no longer",
	"neue e-mail-adresse", "neue e-mail adresse", "neue mailadresse", "nicht mehr im unternehmen", "nicht mehr für", "wird nicht mehr gelesen", "adresse ist nicht mehr gültig",
	"nouvelle adresse", "a changé d'adresse", "ne travaille plus", "ne fait plus partie", "n'est plus utilisée", "nueva dirección", "ya no trabaja", "ya no está en uso", "novo endereço", "não trabalha mais",
	"nuovo indirizzo", "non lavora più", "non è più attivo", "nieuw e-mailadres", "nieuwe e-mailadres", "niet meer werkzaam", "ny e-postadress", "slutat på", "ny e-mailadresse", "ny e-postadresse",
	"nowy adres", "już nie pracuje", "nová adresa", "nová e-mailová adresa", "megváltozott az e-mail", "новый адрес", "больше не работает", "nouă adresă", "yeni e-posta adresi", "νέα διεύθυνση",
	"i have retired", "i've retired", "has retired", "i retired", "am now retired", "im ruhestand", "in den ruhestand", "in rente", "pris ma retraite", "à la retraite", "me he jubilado", "se ha jubilado", "me aposentei", "aposentou-se", "reformei-me", "sono in pensione", "andato in pensione", "met pensioen", "gått i pension", "er gået på pension", "har gått av med pensjon", "jäänyt eläkkeelle", "przeszedłem na emeryturę", "odešel do důchodu", "nyugdíjba", "m-am pensionat", "вышел на пенсию", "emekli old",
	"ya no trabajo", "já não trabalho", "não trabalho mais", "já não trabalha", "deixou a empresa", "dejó la empresa", "je ne travaille plus", "a quitté la société", "a quitté l'entreprise", "a quitté ses fonctions", "ich arbeite nicht mehr", "arbeitet nicht mehr", "ist nicht mehr bei", "bin nicht mehr", "hat das unternehmen verlassen", "ausgeschieden", "non lavoro più", "ha lasciato l'azienda", "werk niet meer", "werkt niet meer", "niet meer bij", "uit dienst", "jobbar inte längre", "arbetar inte längre", "har slutat", "arbejder ikke længere", "er fratrådt", "jobber ikke lenger", "har sluttet", "ei enää työskentele", "en enää työskentele", "nie pracuję już", "już nie pracuję", "nie pracuje już", "již nepracuji", "již nepracuje", "už nepracujem", "už nepracuje", "már nem dolgozom", "már nem dolgozik", "nu mai lucrez", "nu mai lucrează", "я больше не работаю", "уволился", "уволилась", "більше не працюю", "більше не працює", "вече не работя", "више не радим", "ne radim više", "više ne radi", "ne delam več", "ne dela več", "artık çalışmıyor", "işten ayrıl", "görevinden ayrıl", "δεν εργάζομαι πλέον", "δεν εργάζεται πλέον", "כבר לא עובד", "退職いたしました", "退職しました", "異動いたしました", "異動しました", "我已离职", "已離職", "퇴직", "đã nghỉ việc", "không còn làm việc", "sudah tidak bekerja", "tidak lagi bekerja",
	"アドレスが変わりました", "アドレスを変更", "メールアドレス変更", "新邮箱", "邮箱已更换", "已离职", "주소가 변경", "퇴사",
}

// receivedSubjects and receivedPhrases acknowledge that something has come in:
// tickets, requests, posts that wait for a moderator.
var receivedSubjects = []string{
	"awaits moderator approval", "we have received your", "we've received your", "your request has been received", "request received", "ticket received", "ticket created",
	"ihre anfrage ist eingegangen", "eingangsbestätigung", "empfangsbestätigung", "accusé de réception", "confirmation de réception", "acuse de recibo", "hemos recibido su", "aviso de recebimento",
	"abbiamo ricevuto la", "ontvangstbevestiging", "vi har tagit emot", "vi har mottaget", "potwierdzenie otrzymania", "potwierdzenie przyjęcia", "ваше обращение", "ваш запрос", "お問い合わせを受け付け", "お問い合わせありがとう", "受付完了", "已收到您的",
}

var receivedPhrases = []string{
	"we have received your", "we've received your", "i have received your mail", "i received your mail", "i got your mail", "your request has been received", "your request has been assigned", "your message has been received", "has been received and",
	"a ticket has been created", "ticket has been opened", "ticket has been created", "support ticket has been", "automatically generated in response", "has been assigned an id of", "has been assigned the", "thank you for contacting",
	"thank you for your email", "thank you for your message", "thanks for contacting", "thanks for reaching out", "awaits moderator approval", "being held until the list moderator",
	"ihre anfrage ist bei uns eingegangen", "haben ihre nachricht erhalten", "haben ihre anfrage erhalten", "vielen dank für ihre anfrage", "vielen dank für ihre nachricht", "ticketnummer",
	"avons bien reçu votre", "nous avons reçu votre", "hemos recibido su", "hemos recibido tu", "recebemos sua", "recebemos a sua", "recebemos seu", "abbiamo ricevuto la", "abbiamo ricevuto il",
	"hebben uw bericht ontvangen", "hebben uw e-mail ontvangen", "hebben uw vraag", "vi har tagit emot", "vi har mottatt", "vi har modtaget", "olemme vastaanottaneet", "otrzymaliśmy twoj", "otrzymaliśmy państwa", "zgłoszenie zostało",
	"váš požadavek byl", "přijali jsme", "megkaptuk", "мы получили ваш", "ваше обращение", "ми отримали", "talebiniz alınmıştır", "お問い合わせいただき", "受け付けました", "已收到您的", "접수되었습니다",
}
