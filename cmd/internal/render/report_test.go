package render

import (
	"bytes"
	"context"
	"encoding/json"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// attacks are texts that do harm where a renderer takes them for more than
// text. Each is put wherever a mail or DNS can put it.
var attacks = map[string]string{
	"terminal":   hostile,
	"script":     `<script>document.title="pwned"</script><img src=x onerror="document.title='pwned'"><svg/onload=document.title='pwned'>`,
	"tags":       `</pre></code></dd></li></style></title></textarea><h1>Cause: none</h1><base href=//evil.example><meta http-equiv=refresh content="0;url=https://evil.example/">`,
	"entities":   `&lt;script&gt; &#60;b&#62; &amp; &nbsp; javascript&colon;alert(1)`,
	"template":   "{{.}} {{template \"x\"}} ${7*7} <%= 7*7 %>",
	"links":      "[click](javascript:alert(1)) ![x](https://evil.example/track.png) <https://evil.example/> https://evil.example/auto www.evil.example joe@evil.example [x]: https://evil.example [ref][1]",
	"emphasis":   "**bold** __bold__ *i* _i_ ~~gone~~ `code` ``co`de`` ==mark== H~2~O x^2^ ||spoiler||",
	"blocks":     "# heading\n\n> quote\n\n- list\n1. one\n\n---\n===\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n    indented\n\n<details><summary>x</summary>",
	"fences":     "```\n````\n~~~\n`````` <b>out</b>\n```html\n<script>1</script>",
	"mentions":   "@everyone @team/security #1 !2 GH-3 org/repo#4 :rocket: [x] [ ] /close deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
	"jira":       "{code}{html}<b>x</b>{html}{code} [~admin] !http://evil.example/x.png! {color:red}x{color} h1. big bq. quote",
	"turned":     "exe.\u202egpj.txt \u2066\u2067abc\u2069 \u200fשלום\u200e \u061c",
	"homoglyphs": "\u0440\u0430\u0443\u0440\u0430l.example g\u043e\u043egle.example \uff0e\uff0f\u2024 \u2215",
	"long":       strings.Repeat("x", 100_000),
	"lines":      strings.Repeat("y z\r\n", 10_000),
	"nul":        "a\x00b\x00\x00c\xff\xfe\xc0\xaf\xed\xa0\x80",
	"formula":    "=HYPERLINK(\"https://evil.example\",\"x\")\t+1 -1 @x",
}

// attacked is a diagnosis with text wherever a mail or DNS can put it.
func attacked(s string) *diagnose.Diagnosis {
	d := sample()
	rep := d.Report
	for _, at := range []*string{
		&rep.EnvelopeID, &rep.ReportingMTA.Type, &rep.ReportingMTA.Name, &rep.MessageID, &rep.From, &rep.Subject,
		&rep.Original.MessageID, &rep.Original.From, &rep.Original.EnvelopeFrom, &rep.Original.To[0],
		&rep.Original.Subject, &rep.Original.HELO, &rep.Original.DKIM[0].Domain, &rep.Original.DKIM[0].Selector,
		&rep.Problems[0].Text,
		&rep.Recipients[0].Final.Value, &rep.Recipients[0].Original.Value, &rep.Recipients[0].Command,
		&rep.Recipients[0].Diagnostic.Text, &rep.Recipients[0].Diagnostic.Type, &rep.Recipients[0].RemoteMTA.Name,
		&d.Matches[0].Why.Matched,
	} {
		*at = s
	}
	rep.Recipients[0].RemoteMTA.Address = netip.MustParseAddr("fe80::1")
	if zone := strings.TrimSpace(s); zone != "" {
		rep.Recipients[0].RemoteMTA.Address = rep.Recipients[0].RemoteMTA.Address.WithZone(zone)
	}
	for i := range d.Verdicts {
		v := &d.Verdicts[i]
		v.Summary = s
		for k := range v.Evidence {
			v.Evidence[k] = diagnose.Evidence{Check: "spf", Target: s, Detail: s, Record: s}
		}
		for k := range v.Fix {
			v.Fix[k] = diagnose.Fix{Text: s, Name: s, Type: "TXT", Value: s}
		}
	}
	for i := range d.Checks {
		d.Checks[i].Target = s
		d.Checks[i].Findings = []check.Finding{{Severity: check.Fail, ID: "x", Text: s, Record: s, Position: -1}}
	}
	return d
}

func htmlPage(t *testing.T, source string, ds ...*diagnose.Diagnosis) []byte {
	t.Helper()
	h := NewHTML()
	b, err := h.Begin(nil)
	for _, d := range ds {
		if err == nil {
			b, err = h.AppendDiagnosis(b, source, d)
		}
	}
	if err == nil {
		b, err = h.End(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReports(t *testing.T) {
	complaint := quiet(dsn.KindFeedback)
	complaint.Report.Feedback = &dsn.Feedback{Type: dsn.FeedbackAbuse, Incidents: 3}
	for name, d := range map[string]*diagnose.Diagnosis{"one": sample(), "several": several(), "autoreply": quiet(dsn.KindAutoreply), "complaint": complaint} {
		golden(t, name+".md", Markdown{}.AppendDiagnosis(nil, "bounce.eml", false, d))
	}
	golden(t, "reports.html", htmlPage(t, "bounce.eml", sample(), several(), quiet(dsn.KindAutoreply)))
}

// TestReportAnswersFirst: cause, confidence and who has to act stand before the
// evidence, that before the fix, and that before what was said.
func TestReportAnswersFirst(t *testing.T) {
	md := string(Markdown{}.AppendDiagnosis(nil, "bounce.eml", false, sample()))
	page := string(htmlPage(t, "bounce.eml", sample()))
	for _, out := range []string{md, page} {
		at := -1
		for _, words := range []string{"is not in the SPF record", "confirmed", "whoever keeps the sender", "Evidence", "include:_spf.example.net -all", "Fix", "IN TXT", "What was said", "The message", "What was looked up", "Odd in this message"} {
			i := strings.Index(out[max(at, 0):], words)
			if i < 0 {
				t.Fatalf("%q is not there behind %d in\n%s", words, at, out)
			}
			at = max(at, 0) + i
		}
	}
}

// TestAttacksOnText and the tests below it put each attack through each writer.
func TestAttacksOnText(t *testing.T) {
	for _, s := range attacks {
		assertSafe(t, Text{}.AppendDiagnosis(nil, s, true, attacked(s)))
	}
}

func TestAttacksOnCSV(t *testing.T) {
	for name, s := range attacks {
		for _, cell := range strings.Split(string(AppendCSV(nil, s, attacked(s))), ",") {
			cell = strings.TrimLeft(cell, `"`)
			if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 && name == "formula" {
				t.Errorf("%s: a cell begins %.20q", name, cell)
			}
			if strings.ContainsAny(cell, "\x00\x1b\x07\u009b") {
				t.Errorf("%s: a control character in %.40q", name, cell)
			}
		}
	}
}

// TestAttacksOnJSON: each document is one that JSON readers take, with nothing
// raw in it that a terminal would act on.
func TestAttacksOnJSON(t *testing.T) {
	for name, s := range attacks {
		var doc Document
		doc.Fill(s, attacked(s))
		b := doc.AppendJSON(nil, false)
		if !json.Valid(b) || bytes.ContainsAny(b, "\n\r\x00\x1b") {
			t.Errorf("%s: not one line of JSON: %.200q", name, b)
		}
		assertSafe(t, b)
	}
}

var htmlTag = regexp.MustCompile(`<[a-zA-Z/!][^>]*>`)

// TestAttacksOnHTML: a page has the tags of the template and no others.
func TestAttacksOnHTML(t *testing.T) {
	tags := func(b []byte) string {
		return strings.Join(htmlTag.FindAllString(string(b), -1), "\n")
	}
	plain := tags(htmlPage(t, "x", attacked("x")))
	for name, s := range attacks {
		b := htmlPage(t, s, attacked(s))
		assertSafe(t, bytes.ReplaceAll(b, []byte("\t"), []byte(" ")))
		got := tags(b)
		if d := strings.Count(got, "\n") - strings.Count(plain, "\n"); d != 0 || strings.Contains(strings.ToLower(got), "script") {
			t.Errorf("%s: the page has %d tags more than with harmless text", name, d)
		}
		if len(b) > 2<<20 {
			t.Errorf("%s: a page of %d bytes", name, len(b))
		}
	}
	for _, words := range []string{"<script", "<link", "src=", "url(", "http-equiv=\"refresh\"", "@import", "href="} {
		if strings.Contains(string(htmlPage(t, "x", sample())), words) {
			t.Errorf("the page has %q: it must load nothing", words)
		}
	}
}

// TestAttacksOnMarkdown reads the Markdown as GitHub does: it has no links,
// images or HTML, and no markup but the writer's own.
func TestAttacksOnMarkdown(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList))
	shape := func(b []byte) map[string]int {
		n := map[string]int{}
		err := ast.Walk(md.Parser().Parse(text.NewReader(b)), func(node ast.Node, in bool) (ast.WalkStatus, error) {
			if k := node.Kind(); in && k != ast.KindText && k != ast.KindString && k != ast.KindCodeSpan {
				n[k.String()]++
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	plain := shape(Markdown{}.AppendDiagnosis(nil, "x", true, attacked("x")))
	for name, s := range attacks {
		b := Markdown{}.AppendDiagnosis(nil, s, true, attacked(s))
		assertSafe(t, b)
		got := shape(b)
		for kind, n := range got {
			// An empty line within a text takes away paragraphs, never adds markup.
			if n > plain[kind] {
				t.Errorf("%s: %d of %s, want %d", name, n, kind, plain[kind])
			}
		}
		var out bytes.Buffer
		if err := md.Convert(b, &out); err != nil {
			t.Fatal(err)
		}
		for _, tag := range []string{"<a ", "<img", "<script", "<h1", "<del", "<table", "<input", "<em"} {
			if strings.Contains(out.String(), tag) {
				t.Errorf("%s: rendered it has %s", name, tag)
			}
		}
		for _, p := range mentionable(md, b) {
			t.Errorf("%s: outside of code stands %.60q", name, p)
		}
	}
}

// mentionable gives the words outside of code that a ticket system would make
// something of: names, addresses, numbers of issues, emoji, quick actions.
func mentionable(md goldmark.Markdown, b []byte) []string {
	var found []string
	_ = ast.Walk(md.Parser().Parse(text.NewReader(b)), func(node ast.Node, in bool) (ast.WalkStatus, error) {
		if k := node.Kind(); k == ast.KindCodeSpan || k == ast.KindFencedCodeBlock {
			return ast.WalkSkipChildren, nil
		}
		if n, ok := node.(*ast.Text); ok && in {
			for _, word := range strings.Fields(string(n.Segment.Value(b))) {
				if strings.ContainsAny(word, "@#<>[]{}*_~|$^&\\!=+`") || strings.Contains(word, "://") || strings.HasPrefix(word, "/") || len(word) > 2 && word[0] == ':' {
					found = append(found, word)
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return found
}

func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     "",
		"The key is gone.":                     "The key is gone.",
		"ask example.com (or 192.0.2.1), then": "ask `example.com` (or `192.0.2.1`), then",
		`the policy is "none": mail`:           `the policy is "none": mail`,
		"1. first":                             "`1`. first",
		"at 09:14 UTC":                         "at 09:14 UTC",
		"a `b` c":                              "a `` `b` `` c",
		"# x - y":                              "`#` x `-` y",
		"commit 0123abcdef":                    "commit `0123abcdef`",
		"Grüße, sender's spf-fail 1/2 faced":   "Grüße, sender's spf-fail 1/2 faced",
		"two  words\nhere":                     "two `words\\x0ahere`",
		"/close":                               "`/close`",
	} {
		if got := mdText(in); got != want {
			t.Errorf("mdText(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestReportInChromium opens pages of attacks in a browser: no script runs,
// nothing changes the title, and on a narrow page nothing runs out of it.
func TestReportInChromium(t *testing.T) {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("no chromium, chromium-browser or google-chrome is installed")
	}
	dir := t.TempDir()
	ds := []*diagnose.Diagnosis{sample(), several()}
	for _, s := range attacks {
		if len(s) < 5000 {
			ds = append(ds, attacked(s))
		}
	}
	page := filepath.Join(dir, "report.html")
	if err := os.WriteFile(page, htmlPage(t, attacks["script"], ds...), 0o644); err != nil {
		t.Fatal(err)
	}
	// The frame measures the page, which has no scripts of its own.
	frame := filepath.Join(dir, "frame.html")
	if err := os.WriteFile(frame, []byte(`<!DOCTYPE html><iframe id=f src=report.html style="width:360px;height:800px;border:0"></iframe>
<pre id=out>none</pre><script>f.onload=()=>{const d=f.contentDocument;out.textContent="title="+d.title+" over="+Math.max(0,d.documentElement.scrollWidth-d.documentElement.clientWidth)+" scripts="+d.scripts.length+" images="+d.images.length+" links="+d.links.length+" articles="+d.querySelectorAll("article").length}</script>`), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=5000", "--dump-dom", "file://"+frame)
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("%s does not run here: %v", browser, err)
	}
	_, got, _ := strings.Cut(string(out), "<pre id=\"out\">")
	got, _, _ = strings.Cut(got, "</pre>")
	if want := "title=Bounce report over=0 scripts=0 images=0 links=0 articles=" + strconv.Itoa(len(ds)); got != want {
		t.Errorf("the page is %q, want %q", got, want)
	}
}
