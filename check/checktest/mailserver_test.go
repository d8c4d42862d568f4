package checktest_test

import (
	"context"
	"fmt"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// A mail server whose certificate has another name, in a world of its own.
func ExampleMailServer() {
	authority, err := checktest.NewAuthority()
	if err != nil {
		fmt.Println(err)
		return
	}
	cert, err := authority.Issue(checktest.Issue{Names: []string{"www.example.net"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	server := &checktest.MailServer{Cert: cert}
	addr, err := server.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	zone, err := checktest.ParseString("example.net. MX 10 mx.example.net.\nmx.example.net. A 203.0.113.25\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	prober := &check.Prober{Roots: authority.Roots, Dialer: &checktest.Routes{To: map[string]string{"203.0.113.25:25": addr}}}
	result := check.SMTP(context.Background(), zone, check.SMTPQuery{Domain: "example.net", Prober: prober})
	fmt.Println(result.Status, result.Findings[0].Text)
	// Output: warn mx.example.net (203.0.113.25): the certificate is for www.example.net, not for mx.example.net
}
