package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	tests := []struct {
		pattern string
		yes     []string
		no      []string
	}{
		{"user unknown", []string{"user unknown", "USER  Unknown", "<user> unknown", "user-unknown", "user_unknown", "user: unknown!", "a user\r\n unknown b"},
			[]string{"userunknown", "users unknown", "user unknowns", "user is unknown", "superuser unknown", "user.unknown@example.net"}},
		{"e-mail address", []string{"email address", "e-mail address", "e mail address"}, []string{"emailaddress", "the mail address"}},
		{"over-quota", []string{"overquota", "over quota", "over-quota"}, []string{"over the quota"}},
		{"mailbox * full", []string{"mailbox full", "mailbox is full", "mailbox of jane@example.net is full"},
			[]string{"mailboxfull", "mailbox ok. Disk full", "mailbox " + strings.Repeat("very ", 20) + "full"}},
		{"mailbox ** full", []string{"mailbox ok. Disk full"}, []string{"mailbox"}},
		{"bloqu*", []string{"bloqué", "bloquée", "bloqu"}, []string{"debloqué"}},
		{"*postfach voll", []string{"Empfängerpostfach voll", "postfach voll"}, []string{"postfach vollständig"}},
		{"user + unknown", []string{"user jane unknown", "user <jane.doe@example.net> unknown", "user mx-1.example.net unknown"},
			[]string{"user unknown", "user jane doe unknown"}},
		{"in # seconds", []string{"in 5 seconds", "in 300 seconds"}, []string{"in seconds", "in five seconds", "in 5x seconds"}},
		{"~ is listed", []string{"192.0.2.1 is listed", "[2001:db8::1] is listed"}, []string{"host is listed", "1.2.3 is listed"}},
		{"mailbox {is |has been |}full", []string{"mailbox full", "mailbox is full", "mailbox has been full"}, []string{"mailbox was full", "mailboxfull"}},
		{"{no|bad} ptr", []string{"no PTR", "bad ptr"}, []string{"nobad ptr", "ptr"}},
		{"no {ptr|mx}", []string{"no MX", "no ptr."}, []string{"no mxs", "mx"}},
		{"doesn't exist", []string{"doesn't exist", "doesn’t exist", "doesnt exist"}, []string{"does exist"}},
		{"O{FR|UK}_506", []string{"OFR_506", "ofr 506", "OUK_506"}, []string{"OFR_5061", "OFR005_506"}},
		{"{OFR|OFR#} 506", []string{"OFR005_506", "OFR_506"}, []string{"OFR_507"}},
		{"AUP\\#BL", []string{"AUP#BL", "see aup#bl."}, []string{"AUP12BL", "AUP#BLX"}},
		{"MI:SFQ", []string{"MI:SFQ", "mi sfq"}, []string{"MISFQ"}},
		{"spamcop.net/bl", []string{"see https://www.spamcop.net/bl.shtml?1"}, []string{"spamcop net bl"}},
		{"p=NoSuchUser", []string{"https://support.example.com/?p=NoSuchUser x"}, []string{"NoSuchUser"}},
		{"box is full", []string{"box is full"}, []string{"see https://example.net/box-is-full"}},
		{"почтовый ящик", []string{"Почтовый Ящик", "почтовый ящика"}, []string{"ящик"}},
		{"不存在", []string{"用户不存在。"}, []string{"存在"}},
	}
	for _, tt := range tests {
		l := newLoader()
		if err := l.read("test.txt", "Category: spam\nPhrase: "+tt.pattern); err != nil {
			t.Errorf("compile(%q): %v", tt.pattern, err)
			continue
		}
		c := l.catalog()
		for _, s := range tt.yes {
			if !found(c, s) {
				t.Errorf("%q does not match %q", tt.pattern, s)
			}
		}
		for _, s := range tt.no {
			if found(c, s) {
				t.Errorf("%q matches %q", tt.pattern, s)
			}
		}
	}
}

// found reports whether the only phrase of c is in the text, by the index and
// without it.
func found(c *Catalog, s string) bool {
	var sc scratch
	sc.read(c, &Query{Text: s})
	sc.choosePhrase(c)
	_, ok := sc.m.search(c.phrases[0].pattern)
	if ok != slices.ContainsFunc(sc.phrases, func(p phraseHit) bool { return sc.finds(c, &p) }) {
		panic("the index and the search do not agree on " + c.phrases[0].source + " in " + s)
	}
	return ok
}

func TestPatternErrors(t *testing.T) {
	for _, bad := range []string{"", "a", "*", "+ + +", "# # #", "{a|b}", "{user", "user}", "{a|{b|c}} user", `user \`, "a b c *", "{user|} {x|y}"} {
		l := newLoader()
		l.program.check = true
		if _, err := l.program.compile(bad); err == nil {
			t.Errorf("compile(%q) gives no error", bad)
		}
	}
}
