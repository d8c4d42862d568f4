package dsn

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// htmlText gives the text of an HTML page with a line for each block and those
// of preformatted text. What a reader does not see is left out: head, scripts,
// styles, comments, and elements that are hidden.
func htmlText(page string) string {
	var w htmlWriter
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return w.text.String()
		case html.TextToken:
			if w.skip == "" {
				w.write(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, attrs := z.TagName()
			var t tagAttrs
			if attrs {
				t = readAttrs(z)
			}
			w.start(string(name), kind == html.SelfClosingTagToken, t.hidden)
			w.link(t.mailto)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(string(name))
		}
	}
}

// looksHTML reports whether text, which is announced as plain, is a page.
func looksHTML(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n\ufeff")
	if text == "" || text[0] != '<' {
		return false
	}
	for _, tag := range [...]string{"<html", "<!doctype html", "<body", "<head>", "<table", "<div", "<pre>", "<p>", "<p ", "<font"} {
		if hasPrefixFold(text, tag) {
			return true
		}
	}
	return false
}

// An htmlWriter collects text, with white space as a browser shows it.
type htmlWriter struct {
	text  strings.Builder
	space bool // white space was read that is not yet written
	lines int  // line ends at the end of text
	pre   int  // depth of preformatted elements

	mailto string // the address that the link being read leads to, or ""
	linkAt int    // where its text begins

	skip  string // the element that is left out, with all in it, or ""
	depth int    // of elements of that name in it
}

func (w *htmlWriter) write(s string) {
	for _, r := range s {
		switch {
		case r == '\n' && w.pre > 0:
			w.breakLine()
		case r == ' ' && w.pre > 0:
			w.text.WriteByte(' ')
		case unicode.IsSpace(r):
			w.space = true
		case r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r == '\ufeff' || unicode.IsControl(r): // not seen
		default:
			if w.space && w.lines == 0 && w.text.Len() > 0 {
				w.text.WriteByte(' ')
			}
			w.space, w.lines = false, 0
			w.text.WriteRune(r)
		}
	}
}

// breakLine ends a line. More than one empty line is not written outside of
// preformatted text.
func (w *htmlWriter) breakLine() {
	w.space = false
	if w.lines < 2 || w.pre > 0 {
		w.text.WriteByte('\n')
	}
	w.lines++
}

func (w *htmlWriter) start(name string, closed, hidden bool) {
	switch {
	case w.skip != "":
		if name == w.skip && !closed {
			w.depth++
		}
		if name == "body" && w.skip == "head" { // which had no end
			w.skip = ""
		}
	case htmlUnseen[name], hidden && !closed && !htmlVoid[name]:
		if !closed {
			w.skip, w.depth = name, 1
		}
	case name == "pre":
		w.breakLine()
		w.pre++
	case name == "td", name == "th":
		w.space = true
	case name == "br", htmlBlocks[name]:
		w.breakLine()
	}
}

func (w *htmlWriter) end(name string) {
	switch {
	case w.skip != "":
		if name == w.skip {
			w.depth--
		}
		if w.depth == 0 || name == "html" {
			w.skip = ""
		}
	case name == "a":
		w.endLink()
	case name == "pre":
		w.pre = max(0, w.pre-1)
		w.breakLine()
	case name != "li" && htmlBlocks[name]:
		w.breakLine()
	}
}

// tagAttrs are what the attributes of a tag say.
type tagAttrs struct {
	hidden bool   // a style hides the element
	mailto string // the address that a link leads to
}

func readAttrs(z *html.Tokenizer) (t tagAttrs) {
	for {
		key, value, more := z.TagAttr()
		switch string(key) {
		case "style":
			style := strings.ReplaceAll(lowerASCII(string(value)), " ", "")
			t.hidden = strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
		case "href":
			if hasPrefixFold(string(value), "mailto:") {
				t.mailto, _, _ = strings.Cut(string(value[len("mailto:"):]), "?")
			}
		}
		if !more {
			return t
		}
	}
}

// link begins a link to an address, or none.
func (w *htmlWriter) link(mailto string) {
	if mailto != "" && w.skip == "" {
		w.mailto, w.linkAt = mailto, w.text.Len()
	}
}

// endLink writes the address behind the name of a person that is linked to it:
// systems write recipients so. Other links offer help.
func (w *htmlWriter) endLink() {
	if w.mailto == "" {
		return
	}
	addr := w.mailto
	w.mailto = ""
	name := lowerASCII(strings.TrimSpace(w.text.String()[w.linkAt:]))
	if name == "" || len(name) > 60 || strings.Contains(name, "@") || isContact(addr) || linkWords.in(" "+name+" ") {
		return
	}
	if _, n := addressAt(addr); n == len(addr) {
		w.write(" <" + addr + ">")
	}
}

// linkWords are in the names of links that offer help.
var linkWords = anyOf(
	" here ", "contact", "support", "help", "admin", "click", "report", "mail us", "email us", "write", "reply", " team", "service", "unsubscribe", "feedback",
	" hier ", "kontakt", "hilfe", "schreiben", " ici ", "écri", "aquí", " qui ", "aqui", "contatt", "neem ", "こちら", "здесь", "点击", "這裡",
)

// htmlUnseen are the elements that are not shown, htmlVoid those that have no
// content, htmlBlocks those that begin a line.
var (
	htmlUnseen = map[string]bool{"script": true, "style": true, "head": true, "title": true, "noscript": true, "template": true}
	htmlVoid   = map[string]bool{"img": true, "br": true, "hr": true, "input": true, "meta": true, "link": true, "col": true, "base": true, "wbr": true}
	htmlBlocks = map[string]bool{
		"p": true, "div": true, "tr": true, "li": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
		"table": true, "ul": true, "ol": true, "dl": true, "dt": true, "dd": true, "hr": true, "blockquote": true, "section": true,
		"article": true, "header": true, "footer": true, "center": true, "address": true, "fieldset": true,
	}
)
