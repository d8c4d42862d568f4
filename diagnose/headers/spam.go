package headers

import (
	"strconv"
	"strings"
)

// A filterField is a field that a known filter writes.
type filterField struct {
	name   string
	system string
	// read gives what the value decides, and what it means.
	read func(value string) (verdict, text string)
}

// The verdicts.
const (
	verdictSpam  = "spam"
	verdictClean = "clean"
	verdictOpen  = ""
)

// spam reads the fields of filters.
func (a *analysis) spam() {
	list := []Note{}
	for _, f := range a.fields {
		for i := range filterFields {
			if ff := &filterFields[i]; f.is(ff.name) && len(list) < maxNotes {
				v := squeeze(f.value())
				verdict, text := ff.read(v)
				list = append(list, Note{Field: f.name, System: ff.system, Value: cut(v), Verdict: verdict, Text: text})
			}
		}
	}
	a.rep.Spam = list
}

// yesNo reads a field whose value begins with a word that decides.
func yesNo(text string) func(string) (string, string) {
	return func(v string) (string, string) {
		switch firstToken(strings.NewReplacer(",", " ", ".", " ").Replace(v)) {
		case "yes", "true", "spam", "fail", "1", "infected", "detected":
			return verdictSpam, "yes: " + text
		case "no", "false", "ham", "clean", "0", "pass", "ok", "clear", "innocent", "whitelisted", "not_detected":
			return verdictClean, "no: " + text
		}
		return verdictOpen, text
	}
}

// verdictText says what a filter decided.
func verdictText(verdict string) string {
	switch verdict {
	case verdictSpam:
		return "spam"
	case verdictClean:
		return "not spam"
	}
	return "no decision"
}

// score reads a number; from limit on it means spam. A limit of 0 leaves that
// open.
func score(limit float64, text string) func(string) (string, string) {
	return func(v string) (string, string) {
		n, ok := leadingNumber(v)
		switch {
		case !ok || limit == 0:
			return verdictOpen, text
		case n >= limit:
			return verdictSpam, text
		}
		return verdictClean, text
	}
}

func info(text string) func(string) (string, string) {
	return func(string) (string, string) { return verdictOpen, text }
}

// leadingNumber reads the number at the beginning of s.
func leadingNumber(s string) (float64, bool) {
	i := 0
	for i < len(s) && i < 20 && strings.IndexByte("+-.0123456789", s[i]) >= 0 {
		i++
	}
	n, err := strconv.ParseFloat(s[:i], 64)
	return n, err == nil
}

// pairs gives the value of a key in "key<sep>value" items between the bytes of
// cut; "" where it is not there.
func pair(v, cut, sep, key string) string {
	for item := range strings.FieldsFuncSeq(v, func(r rune) bool { return strings.ContainsRune(cut, r) }) {
		name, value, ok := strings.Cut(strings.TrimSpace(item), sep)
		if ok && strings.EqualFold(strings.TrimSpace(name), key) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// spamAssassin reads "Yes, score=7.2 required=5.0 tests=A,B autolearn=no".
func spamAssassin(v string) (string, string) {
	verdict, _ := yesNo("")(v)
	text := verdictText(verdict)
	s, required := pair(v, " ", "=", "score"), pair(v, " ", "=", "required")
	if s == "" {
		s = pair(v, " ", "=", "hits")
	}
	if s != "" && required != "" {
		text += ", " + s + " points of the " + required + " that make spam"
	}
	if tests := testsOf(v); tests != "" {
		text += "; rules that matched: " + tests
	}
	return verdict, text
}

// testsOf gives the tests of an X-Spam-Status, which may be folded behind commas.
func testsOf(v string) string {
	_, rest, ok := strings.Cut(v, "tests=")
	if !ok {
		return ""
	}
	var names []string
	for word := range strings.FieldsSeq(rest) {
		if strings.Contains(word, "=") && !strings.HasPrefix(word, "[") && !strings.Contains(word, ",") {
			break
		}
		for name := range strings.SplitSeq(strings.Trim(word, "[],"), ",") {
			if name != "" && len(names) < 12 {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}

// rspamd reads "default: False [1.20 / 15.00]; SYMBOL(1.00)[...]; ...".
func rspamd(v string) (string, string) {
	_, rest, _ := strings.Cut(v, ":")
	verdict, _ := yesNo("")(strings.TrimSpace(rest))
	text := verdictText(verdict)
	if open := strings.IndexByte(rest, '['); open >= 0 {
		if end := strings.IndexByte(rest[open:], ']'); end > 0 {
			s, limit, ok := strings.Cut(rest[open+1:open+end], "/")
			if ok {
				text += ", " + strings.TrimSpace(s) + " points of the " + strings.TrimSpace(limit) + " at which it acts"
			}
		}
	}
	return verdict, text
}

// exchangeSCL reads a spam confidence level.
func exchangeSCL(v string) (string, string) {
	n, ok := leadingNumber(v)
	switch {
	case !ok:
		return verdictOpen, "no number"
	case n < 0:
		return verdictClean, "spam confidence -1: the filter was passed by, for a trusted sender, a rule or mail from inside"
	case n <= 1:
		return verdictClean, "spam confidence 0 or 1: not spam"
	case n <= 4:
		return verdictOpen, "spam confidence 2 to 4: suspicious, delivered by default"
	case n <= 6:
		return verdictSpam, "spam confidence 5 or 6: spam, to the Junk folder by default"
	}
	return verdictSpam, "spam confidence 7 to 9: spam for certain, to the Junk folder or quarantine by default"
}

// forefront reads X-Forefront-Antispam-Report: "SFV:SPM;SCL:5;CAT:SPM;...".
func forefront(v string) (string, string) {
	get := func(key string) string { return strings.ToUpper(pair(v, ";", ":", key)) }
	verdict, parts := verdictOpen, []string{}
	if scl := get("SCL"); scl != "" {
		var text string
		verdict, text = exchangeSCL(scl)
		parts = append(parts, "SCL "+scl+", "+text)
	}
	for _, table := range []struct {
		key   string
		codes map[string]string
	}{{"SFV", forefrontVerdicts}, {"CAT", forefrontCategories}, {"IPV", forefrontIP}} {
		if code := get(table.key); code != "" {
			if means := table.codes[code]; means != "" {
				parts = append(parts, table.key+" "+code+", "+means)
			}
		}
	}
	switch cat := get("CAT"); {
	case cat == "" || cat == "NONE":
	case forefrontCategories[cat] != "":
		verdict = verdictSpam
	}
	if ptr := pair(v, ";", ":", "PTR"); ptr != "" {
		parts = append(parts, "client "+ptr)
	}
	if country := get("CTRY"); country != "" {
		parts = append(parts, "from "+country)
	}
	if len(parts) == 0 {
		return verdict, "what Exchange Online Protection found"
	}
	return verdict, strings.Join(parts, "; ")
}

// microsoftAntispam reads X-Microsoft-Antispam: "BCL:0;...".
func microsoftAntispam(v string) (string, string) {
	n, ok := leadingNumber(pair(v, ";", ":", "BCL"))
	switch {
	case !ok:
		return verdictOpen, "what Microsoft's filter of bulk mail and phishing found"
	case n == 0:
		return verdictClean, "bulk complaint level 0: not from a bulk sender"
	case n <= 3:
		return verdictClean, "bulk complaint level 1 to 3: a bulk sender with few complaints"
	case n <= 6:
		return verdictOpen, "bulk complaint level 4 to 6: a bulk sender with some complaints; 7 is the default limit"
	}
	return verdictSpam, "bulk complaint level 7 to 9: a bulk sender with many complaints, treated as spam by default"
}

// CompauthReason explains the reason codes of Microsoft's composite authentication, "" for one that
// is not known.
func CompauthReason(reason string) string {
	if text := compauthReasons[reason]; text != "" {
		return text
	}
	if len(reason) == 3 {
		return compauthReasons[reason[:1]+"xx"]
	}
	return ""
}
