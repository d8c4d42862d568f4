package headers_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// evaluated gives what a message is evaluated to in a world.
func evaluated(t *testing.T, message, zone string, own ...string) *headers.Report {
	t.Helper()
	z, err := checktest.ParseString("$TTL 300\n" + zone)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := headers.Analyze([]byte(message), headers.Options{Own: own, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	rep.Evaluate(context.Background(), z, []byte(message))
	return rep
}

// nowText writes what is now in one line.
func nowText(e *headers.Evaluation) string {
	var parts []string
	for _, s := range e.SPF {
		parts = append(parts, fmt.Sprintf("spf %s of %s at %d=%s", s.IP, s.Domain, s.Hop, s.Result))
	}
	for _, s := range e.DKIM {
		parts = append(parts, fmt.Sprintf("dkim %s=%s", s.Domain, s.Result))
	}
	if e.ARC.Sets > 0 {
		parts = append(parts, "arc="+e.ARC.Result)
	}
	if e.DMARC != nil {
		parts = append(parts, "dmarc="+e.DMARCResult)
	}
	return strings.Join(parts, ", ")
}

func TestEvaluate(t *testing.T) {
	const spf = "bounces.example.com. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
	const dmarc = "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n"
	unsigned := mail("-DKIM-Signature")
	submitted := strings.Replace(unsigned, "ESMTPS id 2", "ESMTPSA id 2", 1)
	tests := []struct {
		name, mail, zone string
		own              []string
		want             string
	}{
		{"SPF passes and aligns", unsigned, spf + dmarc, nil, "spf 192.0.2.10 of bounces.example.com at 2=pass, dmarc=pass"},
		{"SPF fails", unsigned, "bounces.example.com. TXT \"v=spf1 ip4:198.51.100.1 -all\"\n" + dmarc, nil, "spf 192.0.2.10 of bounces.example.com at 2=fail, dmarc=fail"},
		{"strict alignment", unsigned, spf + "_dmarc.example.com. TXT \"v=DMARC1; p=reject; aspf=s\"\n", nil, "spf 192.0.2.10 of bounces.example.com at 2=pass, dmarc=fail"},
		{"no policy", unsigned, spf, nil, "spf 192.0.2.10 of bounces.example.com at 2=pass, dmarc=none"},
		{"SPF can't be said", unsigned, dmarc + ";ndr fail bounces.example.com servfail\n", nil, "spf 192.0.2.10 of bounces.example.com at 2=temperror, dmarc="},
		{"DMARC can't be said", unsigned, spf + ";ndr fail _dmarc.example.com timeout\n", nil, "spf 192.0.2.10 of bounces.example.com at 2=pass, dmarc="},
		{"a submission is nobody's SPF", submitted, spf + dmarc, nil, "dmarc=fail"},
		{"the border decides", unsigned, spf + dmarc, []string{"mx.example.net"}, "spf 192.0.2.10 of bounces.example.com at 2=pass, dmarc=pass"},
		{"a signature without a key", good, spf + dmarc, nil, "spf 192.0.2.10 of bounces.example.com at 2=pass, dkim example.com=permerror, dmarc=pass"},
		{"no From, no DMARC", mail("-From", "-DKIM-Signature"), spf, nil, "spf 192.0.2.10 of bounces.example.com at 2=pass"},
		{"no trace", mail("-Received", "-DKIM-Signature"), spf + dmarc, nil, "dmarc=fail"},
	}
	for _, tt := range tests {
		rep := evaluated(t, tt.mail+"\nHello.\n", tt.zone, tt.own...)
		if got := nowText(rep.Now); got != tt.want {
			t.Errorf("%s: now %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestEvaluateSealed verifies a message that another implementation signed and
// sealed, whole, as its header alone, and changed.
func TestEvaluateSealed(t *testing.T) {
	archive, err := txtar.ParseFile("../../testdata/headers/arc.txtar")
	if err != nil {
		t.Fatal(err)
	}
	message, zone := string(archive.Files[0].Data), string(archive.Files[1].Data)+"_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n"
	head, _, _ := strings.Cut(message, "\n\n")
	for _, tt := range []struct{ name, mail, want, finding string }{
		{"whole", message, "dkim example.com=pass, arc=pass, dmarc=pass", ""},
		{"header alone", head + "\n", "dkim example.com=neutral, arc=neutral, dmarc=", ""},
		{"changed", strings.Replace(message, "Hello", "Hallo", 1), "dkim example.com=fail, arc=fail, dmarc=fail", headers.NowChanged},
	} {
		rep := evaluated(t, tt.mail, zone)
		if got := nowText(rep.Now); got != tt.want {
			t.Errorf("%s: now %q, want %q", tt.name, got, tt.want)
		}
		found := false
		for _, f := range rep.All() {
			found = found || f.ID == headers.NowChanged
		}
		if found != (tt.finding != "") {
			t.Errorf("%s: finding %s is there: %t", tt.name, headers.NowChanged, found)
		}
	}
}

// TestCompare sets what servers state beside what is now.
func TestCompare(t *testing.T) {
	const zone = "bounces.example.com. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n"
	at := func(results string) string {
		return mail("+Authentication-Results: mx.example.net; "+results, "-DKIM-Signature") + "\nHello.\n"
	}
	for _, tt := range []struct{ name, mail, want string }{
		{"as stated", at("spf=pass smtp.mailfrom=b@bounces.example.com; dmarc=pass header.from=example.com"),
			"spf of bounces.example.com: pass, now pass; dmarc of example.com: pass, now pass"},
		{"a record was put right", at("spf=fail smtp.mailfrom=b@bounces.example.com"), "spf of bounces.example.com: fail, now pass"},
		{"the domain alone", at("spf=pass smtp.mailfrom=bounces.example.com"), "spf of bounces.example.com: pass, now pass"},
		{"of another client, by its comment", at("spf=pass (domain designates 198.51.100.7 as permitted sender) smtp.mailfrom=bounces.example.com"), "spf of bounces.example.com: pass, now fail"},
		{"of another author", at("dmarc=pass header.from=example.org"), ""},
		{"a method that is not evaluated", at("iprev=pass policy.iprev=192.0.2.10"), ""},
		{"Received-SPF", mail("+Received-SPF: pass (mx.example.net: ok) receiver=mx.example.net; client-ip=192.0.2.10; envelope-from=b@bounces.example.com", "-DKIM-Signature"), "spf of bounces.example.com: pass, now pass"},
	} {
		rep := evaluated(t, tt.mail, zone)
		var got []string
		for _, c := range rep.Now.Compared {
			got = append(got, c.String())
		}
		if g := strings.Join(got, "; "); g != tt.want {
			t.Errorf("%s: compared %q, want %q", tt.name, g, tt.want)
		}
	}
}

// TestEvaluateIsBounded holds that a hostile header can't ask for much.
func TestEvaluateIsBounded(t *testing.T) {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "Authentication-Results: mx%d.example.net; spf=pass (198.51.%d.%d) smtp.mailfrom=a@d%d.example\n", i, i%256, i%250, i)
		fmt.Fprintf(&b, "DKIM-Signature: v=1; a=rsa-sha256; d=d%d.example; s=s; h=from; bh=AAAA; b=AAAA\n", i)
		fmt.Fprintf(&b, "Received: from a%d.example ([198.51.100.%d]) by b%d.example with ESMTPS id 1; Mon, 2 Nov 2026 09:14:09 +0000\n", i, i%250, i)
	}
	rep := evaluated(t, b.String()+good+"\nHello.\n", "")
	if n := rep.Now.Queries; n > 120 {
		t.Errorf("%d lookups, want at most 120", n)
	}
	if len(rep.Hops) > 200 || len(rep.Authentication) > 50 || len(rep.DKIM) > 50 || len(rep.Findings) > 1500 {
		t.Errorf("%d hops, %d statements, %d signatures, %d findings: not bounded", len(rep.Hops), len(rep.Authentication), len(rep.DKIM), len(rep.Findings))
	}
}

// TestEvaluateRoundTrips holds that SPF, DKIM, ARC and DMARC are asked for at
// once, by a clock that waits alone move.
func TestEvaluateRoundTrips(t *testing.T) {
	archive, err := txtar.ParseFile("../../testdata/headers/arc.txtar")
	if err != nil {
		t.Fatal(err)
	}
	const latency = 30 * time.Millisecond
	message := "Received: from out.example.com ([192.0.2.10]) by mx.example.net with ESMTPS id 1; Mon, 2 Nov 2026 09:14:09 +0000\n" +
		"Return-Path: <b@example.com>\n" + string(archive.Files[0].Data)
	zone := ";ndr latency 30ms\n" + string(archive.Files[1].Data) + "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\nexample.com. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		rep := evaluated(t, message, zone)
		if got, want := nowText(rep.Now), "spf 192.0.2.10 of example.com at 1=pass, dkim example.com=pass, arc=pass, dmarc=pass"; got != want {
			t.Errorf("now %q, want %q", got, want)
		}
		if took := time.Since(start); took != latency {
			t.Errorf("it waited %v, want one round trip of %v", took, latency)
		}
	})
}
