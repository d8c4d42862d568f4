package check_test

import (
	"context"
	"fmt"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// Everything about a domain, from DNS alone: a Prober in the query would have
// the mail servers looked at too.
func ExampleAll() {
	resolver, err := checktest.ParseString(`
example.com.            MX  10 mail.example.com.
mail.example.com.       A   192.0.2.10
10.2.0.192.in-addr.arpa. PTR mail.example.com.
example.com.            TXT "v=spf1 mx -all"
_dmarc.example.com.     TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	result := check.All(context.Background(), resolver, check.AllQuery{Domain: "example.com"})
	data := result.Data.(*check.AllData)
	for _, area := range data.Areas[:4] {
		fmt.Println(area.Grade, area.Check+":", area.Summary)
	}
	for _, step := range data.Next {
		fmt.Println(step.Check+":", step.Text)
	}
	// Output:
	// A mx: 1 mail host (mail.example.com)
	// A spf: 1 of 10 lookups
	// F dkim: example.com has no DKIM keys: nothing exists below _domainkey.example.com (NXDOMAIN)
	// C dmarc: the policy is "none": mail that fails is delivered as if there were no DMARC
	// dkim: Have the domain's mail signed with DKIM and publish the key; big receivers demand it.
	// dmarc: Once the DMARC reports show that all own mail passes, raise the policy from "none" to "quarantine".
	// mta-sts: Set up MTA-STS with the mode "testing", so that senders encrypt mail to the domain and know whom to.
}
