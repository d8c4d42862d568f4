package dsn

import (
	"strings"
	"testing"
)

func TestHTMLText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Hello  world", "Hello world"},
		{"blocks", "<p>One</p><p>Two</p>", "\nOne\n\nTwo\n"},
		{"breaks", "a<br>b<BR/>c", "a\nb\nc"},
		{"inline elements add no space", "jane@<b>example</b>.com", "jane@example.com"},
		{"line ends in the source are spaces", "could\nnot <i>be</i>\n delivered", "could not be delivered"},
		{"entities", "&lt;jane@example.com&gt; &uuml;&nbsp;&#8364;", "<jane@example.com> ü €"},
		{"cells", "<table><tr><td>Host</td><td>mx.example.com</td></tr></table>", "\n\nHost mx.example.com\n\n"},
		{"preformatted", "<pre>a\n  b\n\n\nc</pre>", "\na\n  b\n\n\nc\n"},
		{"unseen", "<head><title>T</title><style>p{}</style></head><body>x<script>y</script><!-- z --></body>", "x"},
		{"head without end", "<head><meta charset=utf-8><body>x", "x"},
		{"hidden", "a<span style=\"display: none\">b<span>c</span></span>d", "ad"},
		{"hidden, visible behind it", "<div style='DISPLAY:none'><div>b</div></div>d<img style=\"display:none\">e", "de"},
		{"zero width", "jane\u200b@\ufeffexample.com", "jane@example.com"},
		{"broken", "<p>a <b", "\na"},
		{"conditional comment", "<!--[if mso]><p>b</p><![endif]-->a", "a"},
	}
	for _, tt := range tests {
		if got := htmlText(tt.in); got != tt.want {
			t.Errorf("%s: htmlText(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
	if got := htmlText(strings.Repeat("<div>", 100_000)); strings.TrimSpace(got) != "" {
		t.Errorf("htmlText of 100,000 open elements = %.40q, want no text", got)
	}
}

func TestLooksHTML(t *testing.T) {
	for text, want := range map[string]bool{
		"\n <HTML><body>x": true, "<!DOCTYPE html>x": true, "<jane@example.com>: unknown": false, "": false, "see <html>": false,
	} {
		if got := looksHTML(text); got != want {
			t.Errorf("looksHTML(%q) = %v, want %v", text, got, want)
		}
	}
}
