package catalog

import (
	"strings"
	"testing"
)

const ownRules = `
# Rules of a site.
Id: quarantine
Match: held for review by gateway
Name: Held by our own gateway
Meaning: The outbound gateway holds the mail until somebody has looked at it.
Fix: @wait
Who: sender-mta
Category: policy

Provider: gmail-of-ours
Title: Ours
Kind: mailbox
Hosts: ours.example

Id: x
Code: 550
Name: Every 550 of ours
Meaning: Says nothing.
Category: spam

Category: virus
Lang: en
Phrase: user unknown by us
`

func TestWith(t *testing.T) {
	base := Builtin()
	c, err := base.With(strings.NewReader(ownRules), "own.txt")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		q    Query
		want string
	}{
		{Query{Text: "550 5.1.1 user unknown, held for review by gateway"}, "rules/quarantine"},
		{Query{Text: "550 5.1.1 user unknown", Hosts: []string{"mx.ours.example"}}, "gmail-of-ours/x"},
		{Query{Text: "550 5.1.1 user unknown by us"}, "phrase/virus"},
		{Query{Text: "550 5.1.1 a mailbox that does not exist"}, "phrase/user-unknown"},
	}
	for _, tt := range tests {
		if m := c.Classify(tt.q); m.Why.Rule != tt.want {
			t.Errorf("with rules, Classify(%+v) by %q, want %q", tt.q, m.Why.Rule, tt.want)
		}
	}
	if m := base.Classify(tests[0].q); m.Why.Rule == "rules/quarantine" {
		t.Error("With has changed the catalogue that it was called on")
	}
	if e := c.Entries()[0]; e.ID != "rules/quarantine" {
		t.Errorf("Entries()[0] = %s, want the own entry first", e.ID)
	}
}

// TestWithErrors holds that an error says file, line and key.
func TestWithErrors(t *testing.T) {
	const entry = "Name: N\nMeaning: M.\nCategory: spam\n"
	tests := []struct {
		rules string
		want  string
	}{
		{"Id: a\nMatch: some text\nNmae: x\n", "own.txt:3: Nmae: unknown key, did you mean Name?"},
		{"Id: a\nMatch: some text\n" + entry + "\nId: a\nMatch: more text\n" + entry, "own.txt:7: Id: entry \"rules/a\" stands at own.txt:1"},
		{"Id: a\n" + entry, "own.txt:1: Id: entry \"a\" needs Code, Match or Token"},
		{"Id: a\nMatch: some text\n", "own.txt:1: Id: entry \"a\" needs Name, Meaning and Category"},
		{"Id: a\nKittens: x\n", "own.txt:2: Kittens: unknown key, want one of Id, Code, Match"},
		{"Id: a b\n", "own.txt:1: Id: want letters"},
		{"Id: a\nMatch: * *\n", "own.txt:2: Match: pattern needs"},
		{"Id: a\nMatch: {some text\n", "own.txt:2: Match: braces"},
		{"Id: a\nCode: 999\n", "own.txt:2: Code: want codes"},
		{"Id: a\nMatch: some text\nFix: @nothing\n", "own.txt:3: Fix: no advice \"nothing\""},
		{"Id: a\nMatch: some text\nCategory: spamm\n", "own.txt:3: Category: no such category: \"spamm\", did you mean spam?"},
		{"Id: a\nMatch: some text\nChecks: spf, dikm\n", "own.txt:3: Checks: want one of"},
		{"Id: a\nMatch: some text\nWho: me\n", "own.txt:3: Who: want one of"},
		{"Id: a\nMatch: some text\nWeak: maybe\n", "own.txt:3: Weak: want yes or no"},
		{"Id: a\nName: x\nName: y\n", "own.txt:3: Name: stands twice"},
		{"Id: a\nMatch: some text\nSuppress: yes\n" + entry, "own.txt:1: Id: entry \"rules/a\": Suppress: yes is for"},
		{" Id: a\n", "own.txt:1: continuation line without a key"},
		{"\n\nno key here\n", "own.txt:3: want \"Key: value\""},
		{"Colour: blue\n", "own.txt:1: Colour: a stanza begins with"},
		{"Provider: X\n", "own.txt:1: Provider: want lower-case"},
		{"Provider: x\n", "own.txt:1: Provider: provider \"x\" needs Title and Kind"},
		{"Provider: x\nTitle: X\nKind: mail\n", "own.txt:3: Kind: want one of"},
		{"Provider: x\nTitle: X\nKind: mta\nHosts: http://x\n", "own.txt:4: Hosts: want host names"},
		{"Category: spam\nPhrase: ab*\n", "own.txt:2: Phrase: pattern needs"},
	}
	for _, tt := range tests {
		_, err := Builtin().With(strings.NewReader(tt.rules), "own.txt")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("With(%q) = %v, want an error with %q", tt.rules, err, tt.want)
		}
	}
	// All errors of a file come back, not the first one alone.
	_, err := Builtin().With(strings.NewReader("Id: a\nX: y\n\nId: b\nZ: y\n"), "own.txt")
	if err == nil || !strings.Contains(err.Error(), "own.txt:2") || !strings.Contains(err.Error(), "own.txt:5") {
		t.Errorf("With gives %v, want errors for lines 2 and 5", err)
	}
}

func TestExplain(t *testing.T) {
	const rules = `
Provider: example-mail
Title: Example Mail
Kind: mailbox
Hosts: example-mail.example

Id: blue
Code: 550 5.7.26
Token: EXM_506
Match: the moon is blue
Name: Blue moon
Meaning: The moon is blue.
Category: greylisted
`
	c, err := Builtin().With(strings.NewReader(rules), "own.txt")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		input    string
		registry string
		provider string
		nearest  string
	}{
		{"550 5.7.26", "code/550-5.7.26", "example-mail/blue", ""},
		{"5.7.26", "status/5.7.26", "example-mail/blue", ""},
		{"550", "reply/550", "", ""},
		{"EXM_506", "", "example-mail/blue", ""},
		{"exm 506", "", "example-mail/blue", ""},
		{"EXM_507", "", "", "example-mail/blue"},
		{"EXM_999", "", "", "example-mail/blue"}, // nothing alike but the shape
		{"5.7", "subject/7", "", ""},
		{"5.7.x", "subject/7", "", ""},
		{"x.7.x", "subject/7", "", ""},
		{"599", "reply/599", "", ""},
		{"571", "reply/571", "", ""},
		{"42", "", "", "reply/420"},
		{"5.7.999", "subject/7", "", ""},
		{"550 5.1.1 user unknown", "code/550-5.1.1", "", ""},
		{"nothing like it", "", "", ""},
	}
	first := func(list []*Entry) string {
		if len(list) == 0 {
			return ""
		}
		return list[0].ID
	}
	has := func(list []*Entry, id string) bool {
		for _, e := range list {
			if e.ID == id {
				return true
			}
		}
		return id == "" && len(list) == 0
	}
	for _, tt := range tests {
		x := c.Explain(tt.input)
		if first(x.Registry) != tt.registry || !has(x.Providers, tt.provider) && tt.provider != "" || !has(x.Nearest, tt.nearest) {
			t.Errorf("Explain(%q) = %v, %v, %v, want %q, %q, %q", tt.input, ids(x.Registry), ids(x.Providers), ids(x.Nearest),
				tt.registry, tt.provider, tt.nearest)
		}
	}
}
