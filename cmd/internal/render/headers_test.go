package render

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// hostileHeader has text in every place that is shown, which a terminal, a
// browser or a Markdown renderer would act on.
const hostileHeader = "Return-Path: <\x1b[31m@exa<mple.com>\n" +
	"Received: from <script>alert(1)</script> ([192.0.2.10]) by \"><img src=x onerror=alert(1)> (![x](http://evil.example)) with ESMTPS id 1; Mon, 2 Nov 2026 09:14:09 +0000\n" +
	"Authentication-Results: \x1b]0;title\x07; dkim=\x1b[2J (</td><script>) header.d=\u202eevil; spf=<b> smtp.mailfrom=`x`\n" +
	"DKIM-Signature: d=<i>.example; s=\x1b[1m; h=from; bh=A; b=A\n" +
	"X-Spam-Status: Yes, score=<b> tests=</dd><script>\n" +
	"Precedence: \x1b[31m<u>\n" +
	"List-Id: </title><script> <a\x00b.example>\n" +
	"Message-ID: <\u202e<script>@example.com>\n" +
	"Date: Mon, 2 Nov 2026 09:14:02 +0000\n" +
	"From: \"<script>alert(1)</script> \x1b[31m javascript:alert(1)\" <a@example.com>\n" +
	"Subject: </h1><script>alert(1)</script> \u202e \x9b31m @everyone #1 [x](http://evil.example)\n\nHi.\n"

func hostileReport(t *testing.T) *headers.Report {
	t.Helper()
	rep, err := headers.Analyze([]byte(hostileHeader), headers.Options{Own: []string{"mx.example.net"}})
	if err != nil {
		t.Fatal(err)
	}
	zone, err := checktest.ParseString("$TTL 300\n_dmarc.example.com. TXT \"v=DMARC1; p=<script>\"\n")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	rep.Evaluate(ctx, zone, []byte(hostileHeader))
	return rep
}

// TestHeadersEscape holds that nothing of a hostile header acts in any format.
func TestHeadersEscape(t *testing.T) {
	rep := hostileReport(t)
	page := NewHeadersHTML()
	html, err := page.Begin(nil)
	if err == nil {
		html, err = page.AppendHeaders(html, "<script>.eml", rep)
	}
	if err == nil {
		html, err = page.End(html)
	}
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := AppendHeadersJSON(nil, "\x1b.eml", rep, true)
	if err != nil {
		t.Fatal(err)
	}
	for name, out := range map[string]string{
		"text": string(Text{}.AppendHeaders(nil, "\x1b.eml", true, rep)), "html": string(html),
		"markdown": string(Markdown{}.AppendHeaders(nil, "`.eml", true, rep)), "json": string(asJSON),
	} {
		for _, r := range out {
			if r != '\n' && !term.Visible(r) {
				t.Errorf("%s has %U", name, r)
				break
			}
		}
	}
	for _, tag := range []string{"<script", "<img", "<b>", "<i>.", "<u>", "onerror=alert(1)>"} {
		if strings.Contains(string(html), tag) {
			t.Errorf("the page has %q", tag)
		}
	}
	if n := strings.Count(string(html), "</title>"); n != 1 {
		t.Errorf("the page has %d ends of its title", n)
	}
	md := string(Markdown{}.AppendHeaders(nil, "x.eml", false, rep))
	for line := range strings.Lines(md) {
		if i := strings.Index(line, "<script"); i >= 0 && strings.Count(line[:i], "`")%2 == 0 {
			t.Errorf("Markdown with markup of the mail outside of code: %q", line)
		}
	}
}

// TestHeadersText holds the text to 80 columns, and its table to the columns
// that bars and names share.
func TestHeadersText(t *testing.T) {
	rep := hostileReport(t)
	for line := range strings.Lines(string(Text{}.AppendHeaders(nil, "x.eml", true, rep))) {
		if w := term.Width(strings.TrimRight(line, "\n")); w > 80 && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("a line of %d columns: %q", w, line)
		}
	}
	b := hopBar(&hopView{Bar: 100})
	if len(b) != hopBarCols || hopBar(&hopView{Bar: 0}) != "" || hopBar(&hopView{Bar: 1}) != "#" || hopBar(&hopView{Back: true}) != "<<<" {
		t.Errorf("bars are %q, %q, %q", b, hopBar(&hopView{Bar: 0}), hopBar(&hopView{Bar: 1}))
	}
}

// TestHeadersJSONKeys holds the keys of the JSON, which scripts rely on, and that
// they stay where there is no value.
func TestHeadersJSONKeys(t *testing.T) {
	rep, err := headers.Analyze([]byte("Received: by mx.example.net; never\nAuthentication-Results: x; spf=pass\nDKIM-Signature: d=example.com\nARC-Seal: i=1; d=example.com\n"+
		"From: a@example.com\nX-Spam-Flag: YES\n"), headers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := AppendHeadersJSON(nil, "x.eml", rep, false)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	if doc["schema"] != "ndr-headers/1" || doc["now"] != nil || doc["date"] != nil || doc["total_s"] != nil {
		t.Errorf("schema, now, date, total_s = %v, %v, %v, %v", doc["schema"], doc["now"], doc["date"], doc["total_s"])
	}
	first := func(key string) any { return doc[key].([]any)[0] }
	for what, tt := range map[string]struct {
		object any
		keys   string
	}{
		"document":       {doc, "arc authentication border date dkim findings handling hops identities kind message_id now returned schema source spam subject total_s"},
		"hop":            {first("hops"), "authenticated by by_ip cipher date date_text delay_s envelope_from field for from helo id internal ip ip_scope local name number own protocol software text tls tls_version user via"},
		"authentication": {first("authentication"), "authserv_id field hop instance own results"},
		"result":         {first("authentication").(map[string]any)["results"].([]any)[0], "comment method properties reason result"},
		"dkim":           {first("dkim"), "algorithm alignment body_length canonicalization domain expires headers identity selector signed"},
		"arc":            {first("arc"), "authserv_id chain_validation complete domain instance selector signed"},
		"identity":       {first("identities"), "address alignment domain name organizational_domain role unicode"},
		"spam":           {first("spam"), "field system text value verdict"},
		"finding":        {first("findings"), "id outcome position record severity text"},
	} {
		if got := strings.Join(keysOf(tt.object), " "); got != tt.keys {
			t.Errorf("keys of %s:\n got %s\nwant %s", what, got, tt.keys)
		}
	}
	empty, err := headers.Analyze([]byte("Comments: nothing\n"), headers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b, _ = AppendHeadersJSON(nil, "x.eml", empty, false); strings.Count(string(b), ":[]") != 7 {
		t.Errorf("empty lists are not kept: %s", b)
	}
}

func keysOf(object any) []string {
	var keys []string
	for k := range object.(map[string]any) {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
