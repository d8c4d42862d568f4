package headers

import "strings"

// rspamdAction reads what Rspamd told the server to do.
func rspamdAction(v string) (string, string) {
	switch l := strings.ToLower(v); l {
	case "no action":
		return verdictClean, "nothing to be done"
	case "greylist", "soft reject":
		return verdictOpen, "to be put off"
	case "add header", "rewrite subject", "reject", "quarantine":
		return verdictSpam, "spam: " + l
	}
	return verdictOpen, "what Rspamd told the server to do"
}

// mailboxDelivery reads where Exchange Online put a message: "dest:I" is the
// inbox, "dest:J" the Junk folder.
func mailboxDelivery(v string) (string, string) {
	switch strings.ToUpper(pair(v, ";", ":", "dest")) {
	case "J":
		return verdictSpam, "delivered to the Junk folder"
	case "I":
		return verdictClean, "delivered to the inbox"
	case "D":
		return verdictOpen, "delivered to deleted items"
	}
	return verdictOpen, "how Exchange Online delivered it to the mailbox"
}

func authAs(v string) (string, string) {
	if strings.EqualFold(v, "Internal") {
		return verdictOpen, "taken for mail from within the organization: hardly filtered"
	}
	return verdictOpen, "taken for mail from outside"
}

// proofpoint reads "rule=notspam policy=default score=0 spamscore=0 ...".
func proofpoint(v string) (string, string) {
	rule := strings.ToLower(pair(v, " ", "=", "rule"))
	text := "what Proofpoint's filter found"
	if s := pair(v, " ", "=", "score"); s != "" {
		text = "score " + s + " of 100"
	}
	if rule == "" {
		return verdictOpen, text
	}
	text += ", rule " + rule
	switch {
	case strings.HasSuffix(rule, "notspam"):
		return verdictClean, text
	case strings.HasSuffix(rule, "spam"), strings.Contains(rule, "phish"), strings.Contains(rule, "malware"):
		return verdictSpam, text
	}
	return verdictOpen, text
}

// yandex reads a digit.
func yandex(v string) (string, string) {
	switch strings.TrimSpace(v) {
	case "1":
		return verdictClean, "1: not spam"
	case "4":
		return verdictSpam, "4: spam"
	}
	return verdictOpen, "1 stands for no spam, 4 for spam"
}

// uiFilter reads "notjunk:1;..." and "junk:10;...".
func uiFilter(v string) (string, string) {
	switch l := strings.ToLower(v); {
	case strings.HasPrefix(l, "notjunk"):
		return verdictClean, "not taken for spam"
	case strings.HasPrefix(l, "junk"):
		return verdictSpam, "taken for spam"
	}
	return verdictOpen, "what the filter found"
}

// notSpam reads MailScanner's "not spam, SpamAssassin (score=1.2, ...)".
func notSpam(v string) (string, string) {
	switch l := strings.ToLower(v); {
	case strings.HasPrefix(l, "not spam"):
		return verdictClean, "not spam"
	case strings.HasPrefix(l, "spam"):
		return verdictSpam, "spam"
	}
	return verdictOpen, "what MailScanner found"
}

func notDetected(v string) (string, string) {
	switch l := strings.ToLower(v); {
	case strings.HasPrefix(l, "not_detected"):
		return verdictClean, "not spam"
	case strings.HasPrefix(l, "spam"), strings.HasPrefix(l, "blacklisted"):
		return verdictSpam, "spam"
	}
	return verdictOpen, "what Kaspersky's filter found"
}

// trendMicro reads "No--1.2-5.0-31-1" and "Yes-...".
func trendMicro(v string) (string, string) {
	word, _, _ := strings.Cut(v, "-")
	return yesNo("spam, by Trend Micro's filter")(word)
}

// eset reads "R=OK;S=0;...".
func eset(v string) (string, string) {
	switch r := strings.ToUpper(pair(v, ";", "=", "R")); r {
	case "":
		return verdictOpen, "what ESET found"
	case "OK":
		return verdictClean, "not spam"
	default:
		return verdictOpen, "ESET's result is " + r
	}
}
