package catalog_test

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

func ExampleCatalog_Classify() {
	m := catalog.Builtin().Classify(catalog.Query{
		Text:   "host mx.example.net[192.0.2.1] said: 552 5.2.2 <jane@example.net>: mailbox is full (in reply to RCPT TO command)",
		Hosts:  []string{"mx.example.net", "example.net"},
		Action: dsn.ActionFailed,
	})
	fmt.Println(m.Category, m.Permanence, m.Suppress)
	fmt.Printf("%s by %q\n", m.Why.Rule, m.Why.Matched)
	fmt.Println(m.Entry.Name)
	// Output:
	// mailbox-full permanent false
	// phrase/mailbox-full by "mailbox is full"
	// Mailbox full
}

func ExampleCatalog_Classify_clues() {
	m := catalog.Builtin().Classify(catalog.Query{
		Text: "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; see https://check.spamhaus.org/listed/",
	})
	fmt.Println(m.Category, m.Clues.Lists, m.Clues.IPs)
	// Output:
	// ip-blocked [zen.spamhaus.org] [192.0.2.25]
}

func ExampleCatalog_Explain() {
	x := catalog.Builtin().Explain("550 5.7.24")
	for _, e := range x.Registry {
		fmt.Printf("%s: %s\n", e.Code, e.Name)
	}
	// Output:
	// 550 5.7.24: SPF validation error
	// 5.7.24: SPF validation error
	// 550: Mailbox unavailable
}

func ExampleCatalog_With() {
	const rules = `
Id: our-gateway
Match: held for review by gateway
Name: Held by our own gateway
Meaning: The outbound gateway holds the mail until somebody has looked at it.
Fix: Release it in the gateway's queue.
Category: policy
`
	c, err := catalog.Builtin().With(strings.NewReader(rules), "rules.txt")
	if err != nil {
		fmt.Println(err)
		return
	}
	m := c.Classify(catalog.Query{Text: "550 5.7.1 Message held for review by gateway"})
	fmt.Println(m.Why.Rule, m.Entry.Fix)

	_, err = catalog.Builtin().With(strings.NewReader("Id: x\nMtach: typing mistake\n"), "rules.txt")
	fmt.Println(err)
	// Output:
	// rules/our-gateway [Release it in the gateway's queue.]
	// catalog: rules.txt:2: Mtach: unknown key, did you mean Match?
}
