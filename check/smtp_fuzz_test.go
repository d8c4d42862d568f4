package check_test

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-d13f741b/ndr/check"
)

// FuzzPolicies holds the parsers of MTA-STS and TLS reporting to positions that
// are in the record, and to say what is wrong where something is.
func FuzzPolicies(f *testing.F) {
	for _, s := range []string{
		"v=STSv1; id=20160831085700Z;", "v=STSv1 ;id=a;;x=\xff", "v=TLSRPTv1; rua=mailto:a@example.com , https://b/!,", "v=TLSRPTv1;rua==;rua",
		"version: STSv1\r\nmode: enforce\r\nmx: *.example.net\r\nmax_age: 1\r\n", "mx: *\nmx: 1.2.3.4\n\n:\nmode:\n", "\ufeffversion: STSv1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var all []check.Finding
		valid := true
		if check.IsMTASTS(text) {
			r := check.ParseMTASTSRecord(text)
			all, valid = append(all, r.Problems...), valid && r.Valid == (r.ID != "" && !hasFail(r.Problems))
		}
		if check.IsTLSRPT(text) {
			r := check.ParseTLSRPT(text)
			all, valid = append(all, r.Problems...), valid && r.Valid == !hasFail(r.Problems) && (!r.Valid || len(r.RUA) > 0)
		}
		p := check.ParseMTASTSPolicy(text)
		if all = append(all, p.Problems...); !valid || p.Valid == hasFail(p.Problems) {
			t.Errorf("%q: valid does not go with the findings", text)
		}
		for _, finding := range all {
			if finding.Position < -1 || finding.Position > len(finding.Record) || !utf8.ValidString(finding.Text) || finding.ID == "" {
				t.Errorf("%q: finding %+v", text, finding)
			}
		}
		p.Match("mx.example.net")
	})
}

func hasFail(findings []check.Finding) bool {
	for _, f := range findings {
		if f.Severity == check.Fail {
			return true
		}
	}
	return false
}

// A pipeDialer connects to a server that says one thing and hangs up.
type pipeDialer struct{ says string }

func (d pipeDialer) DialContext(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() {
		defer server.Close()
		go io.Copy(io.Discard, server)
		io.WriteString(server, d.says)
	}()
	return client, nil
}

// FuzzSMTP has a server say anything: the probe ends, and what it shows is fit
// to be shown.
func FuzzSMTP(f *testing.F) {
	for _, s := range []string{
		"220 ok\r\n250-mx\r\n250-SIZE 9\r\n250 STARTTLS\r\n220 go\r\n", "220-a\r\n220 b\r\n250 mx\r\n250 a\r\n550 5.1.1 b\r\n250 c\r\n221 d\r\n",
		"554 no\r\n", "2", "220", "220\r\n250\r\n", "999 x\r\n", "220 \xff\x1b[2J\r\n250-\xff\r\n250 SIZE x\r\n", "220 x\n250 y\n", "220 ok\r\n502 no\r\n250 mx\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, says string) {
		p := &check.Prober{Dialer: pipeDialer{says}, ReplyTimeout: time.Second, HELO: "probe.example.org"}
		res := check.SMTP(t.Context(), world(t, smtpWorld), check.SMTPQuery{Domain: "example.net", Prober: p, Recipient: "jane@example.net"})
		s := res.Data.(*check.SMTPData).Servers[0]
		if s.State == "" || s.State == check.SMTPOpen && s.Banner.Code != 220 || s.State != check.SMTPOpen && s.Reason == "" {
			t.Errorf("%q: %+v", says, s)
		}
		for _, finding := range res.Findings {
			if !utf8.ValidString(finding.Text) || strings.ContainsAny(finding.Text, "\x1b\r\n") || finding.ID == "" {
				t.Errorf("%q: finding %+v", says, finding)
			}
		}
	})
}
