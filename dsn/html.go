package dsn

import (
	"strings"

	"golang.org/x/net/html"
)

// htmlText gives the text of an HTML page with a line for each block and
// those of preformatted text.
func htmlText(page string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	skip, pre := 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			switch {
			case skip > 0:
			case pre > 0:
				b.WriteString(html.UnescapeString(string(z.Raw())))
			default:
				b.WriteString(strings.Join(strings.Fields(html.UnescapeString(string(z.Raw()))), " "))
				b.WriteByte(' ')
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "script", "style", "head", "title":
				skip++
			case "pre":
				pre++
				b.WriteByte('\n')
			case "br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr", "blockquote":
				b.WriteByte('\n')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "script", "style", "head", "title":
				skip = max(0, skip-1)
			case "pre":
				pre = max(0, pre-1)
				b.WriteByte('\n')
			case "p", "div", "tr", "table":
				b.WriteByte('\n')
			}
		}
	}
}
