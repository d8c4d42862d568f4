package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check/checktest"
)

// TestCheckSMTPCommand probes a server on this machine, as a user would by
// naming its address.
func TestCheckSMTPCommand(t *testing.T) {
	ca, err := checktest.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.Issue(checktest.Issue{Names: []string{"mx.example.net"}, SelfSigned: true})
	if err != nil {
		t.Fatal(err)
	}
	m := &checktest.MailServer{Cert: cert, Answers: map[string]string{"": "220 gr\xfc\xdf dich \x1b[31m"}}
	addr, err := m.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"check", "smtp", addr, "--name", "mx.example.net", "--rcpt", "jane@example.net"}, strings.NewReader(""), &out, &errs); status != 0 {
		t.Errorf("status %d, %s", status, errs.String())
	}
	for _, want := range []string{"127.0.0.1:", ": warn\n", "(smtp-cert-self-signed)", "started, TLS 1.3", "certificate not in", "Recipient    250 2.1.0 ok"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	for line := range strings.Lines(out.String()) {
		if len([]rune(strings.TrimRight(line, "\n"))) > 80 || strings.Contains(line, "\x1b") {
			t.Errorf("line %q", line)
		}
	}
	out.Reset()
	run(t.Context(), []string{"check", "smtp", addr, "--name", "mx.example.net", "--format", "json"}, strings.NewReader(""), &out, &errs)
	var doc struct {
		Status string
		Data   struct {
			Servers []struct {
				State, Starttls string
				TLS             struct {
					Verified     bool
					Certificates []struct{ Names []string }
				}
			}
			Egress string
		}
	}
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if s := doc.Data.Servers; doc.Status != "warn" || len(s) != 1 || s[0].State != "open" || s[0].Starttls != "started" || s[0].TLS.Verified || s[0].TLS.Certificates[0].Names[0] != "mx.example.net" || doc.Data.Egress != "open" {
		t.Errorf("document %+v", doc)
	}
}
