package check_test

import (
	"context"
	"fmt"
	"log"
	"net/netip"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// May 192.0.2.10 send as example.com? In a program of one's own, the resolver is
// a [check.Client] or anything else that implements [check.Resolver].
func ExampleSPF() {
	zone, err := checktest.ParseString(`
example.com.      TXT "v=spf1 include:_spf.example.net mx -all"
example.com.      MX  10 mail.example.com.
mail.example.com. A   198.51.100.25
_spf.example.net. TXT "v=spf1 ip4:203.0.113.0/24 ~all"
`)
	if err != nil {
		log.Fatal(err)
	}
	res := check.SPF(context.Background(), zone, check.SPFQuery{
		IP:     netip.MustParseAddr("192.0.2.10"),
		Sender: "news@example.com",
	})
	data := res.Data.(*check.SPFData)
	fmt.Println(res.Status, data.Result, "by", data.Term, "after", data.Lookups, "lookups")
	for _, f := range res.Findings {
		fmt.Printf("%s: %s\n", f.ID, f.Text)
	}

	rec, _ := check.ParseSPF(data.Tree.Record)
	fmt.Println("fix:", rec.WithTerm("ip4:192.0.2.10"))
	// Output:
	// fail fail by -all after 2 lookups
	// spf-fail: "-all" in the record of example.com matches
	// fix: v=spf1 include:_spf.example.net mx ip4:192.0.2.10 -all
}

// Every syntax error of a record has its place.
func ExampleParseSPF() {
	const record = "v=spf1 ip4:192.0.2.300 mx/33 include=_spf.example.net -all"
	_, errs := check.ParseSPF(record)
	fmt.Println(record)
	for _, err := range errs {
		fmt.Printf("%*s %s\n", err.Pos+1, "^", err.Text)
	}
	fmt.Println(check.RepairSPF("v=spf1 192.0.2.30, mx include=_spf.example.net –all"))
	// Output:
	// v=spf1 ip4:192.0.2.300 mx/33 include=_spf.example.net -all
	//            ^ "192.0.2.300" is no address: it has four numbers from 0 to 255 without leading zeros
	//                           ^ "33" is no prefix length from 0 to 32
	// v=spf1 ip4:192.0.2.30 mx include:_spf.example.net -all true
}
