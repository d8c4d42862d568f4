package dsn

import (
	"net/netip"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// A Received is all that one Received field states (RFC 5321 section 4.4), the
// comments included in which most systems say how they took a message in.
type Received struct {
	Hop
	// Name is what the client is called where that is no name of a host and no
	// address: the user of a local submission.
	Name string
	// ByIP is the address that the server states of itself.
	ByIP netip.Addr
	Via  string
	// Software is what the server calls itself, such as "Postfix".
	Software string
	// User is the one who authenticated, EnvelopeFrom the address of MAIL FROM,
	// where a comment has them.
	User         string
	EnvelopeFrom string
	// TLS says that the message came over TLS: by the protocol's name (RFC 3848,
	// RFC 8314 section 7.4) or a comment. The version, such as "1.3", and the
	// cipher are there where a comment has them.
	TLS        bool
	TLSVersion string
	Cipher     string
	// Authenticated says that the client authenticated (RFC 3848).
	Authenticated bool
	// Local says that a program of the host itself handed the message in.
	Local bool
	// DateText is the date as it stands there, also where it can't be read.
	DateText string
}

// ParseReceived reads the value of a Received field, or of one like it such as
// X-Received, as the usual systems write it, folded or not. What it can't tell
// stays empty.
func ParseReceived(value string) Received {
	v := clean(mime.Unfold(value))
	if strings.Contains(v, "&#43;") || strings.Contains(v, "&lt;") {
		v = entities.Replace(v)
	}
	var r Received
	trace, date := cutDate(v)
	if r.DateText = date; date != "" {
		r.Date, _ = traceDate(date)
	}
	c := splitClauses(trace)
	r.readClauses(c)
	r.Via = strings.TrimSpace(stripComments(c[clauseVia]))
	for _, words := range [...]string{"Microsoft SMTP Server", "Microsoft SMTPSVC"} {
		if hasPrefixFold(c[clauseWith], words) {
			r.With = words // QUIRK(exchange): more than one word
		}
	}
	r.readClient(c[clauseFrom])
	r.readBy(c[clauseBy], c[clauseWith])
	r.readProtocol(c[clauseBy], c[clauseWith])
	for comment := range commentsOf(trace) {
		r.readComment(comment)
	}
	r.readWords(trace)
	r.Local = r.Local || strings.EqualFold(r.With, "local") || !r.IP.IsValid() && r.HELO == "" && r.From == "" && c[clauseFrom] != "" && !r.Authenticated
	return r
}

// entities are those of a header that was copied out of a web page.
var entities = strings.NewReplacer("&#43;", "+", "&lt;", "<", "&gt;", ">", "&amp;", "&")

// traceDate reads the date of a Received field.
func traceDate(date string) (time.Time, bool) {
	t, ok := parseDate(date)
	if ok {
		return t, true
	}
	// QUIRK(xmail, several): the id behind the date.
	if i := strings.Index(date, " id "); i > 0 {
		return parseDate(date[:i])
	}
	// QUIRK(mercury): a time zone as POSIX names it, "GMT0BST".
	i := strings.LastIndexByte(date, ' ')
	if zone := date[i+1:]; i > 0 && len(zone) > 4 && zone[3] >= '0' && zone[3] <= '9' && 'A' <= zone[0] && zone[0] <= 'Z' {
		return parseDate(date[:i])
	}
	return t, false
}

// ParseDate reads a date-time of RFC 5322 section 3.3 with its obsolete forms
// and the others that mail brings.
func ParseDate(value string) (time.Time, bool) { return parseDate(clean(mime.Unfold(value))) }

// DecodeHeader gives the value of a header field unfolded, with its encoded
// words (RFC 2047) decoded and in UTF-8. Control characters and those that
// change the direction of text are left in it.
func DecodeHeader(value string) string { return mime.DecodeWords(mime.Unfold(value)) }

// cutDate cuts a Received field at the semicolon before its date, which is the
// last one outside of comments.
func cutDate(v string) (trace, date string) {
	depth, at := 0, -1
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case ';':
			if depth == 0 {
				at = i
			}
		}
	}
	if at < 0 {
		at = strings.LastIndexByte(v, ';') // behind a parenthesis that nothing closes
	}
	if at >= 0 {
		return v[:at], strings.TrimSpace(v[at+1:])
	}
	// QUIRK(communigate): no semicolon, ", Mon, 2 Nov ..." at the end.
	for i := len(v) - 1; i > 0; i-- {
		if v[i] == ',' && i >= 3 && nameAt(weekdays, v[i-3:i]) >= 0 && (i == 3 || isSpace(v[i-4]) || v[i-4] == ',') {
			if _, ok := parseDate(v[i-3:]); ok {
				return strings.TrimRight(v[:i-3], " ,"), v[i-3:]
			}
		}
	}
	return v, ""
}

// readClient tells the user of a local submission from the name of a host.
func (r *Received) readClient(from string) {
	name := firstWord(from)
	if strings.Contains(from, "[local]") || strings.EqualFold(name, "localhost") && !r.IP.IsValid() {
		r.Local = true // QUIRK(opensmtpd, sendmail): no address of a client
	}
	if name == "" || r.IP.IsValid() || strings.ContainsAny(name, ".:[@") || r.From != "" {
		return
	}
	if strings.EqualFold(r.With, "local") || strings.Contains(from, "(uid ") {
		r.Name, r.HELO, r.Local = name, "", true
	}
}

// readBy takes the server's address and what it calls itself.
func (r *Received) readBy(by, with string) {
	if ip, ok := bracketIP(r.By); ok {
		r.ByIP = ip
	}
	for comment := range commentsOf(by) {
		ip, ok := bracketIP(comment)
		switch {
		case ok && !r.ByIP.IsValid():
			r.ByIP = ip
		case r.Software == "" && !ok:
			r.Software = softwareOf(comment)
		}
	}
	for comment := range commentsOf(with) {
		if r.Software == "" && (hasPrefixFold(comment, "Exim ") || hasPrefixFold(comment, "SimpleEmailService") || hasPrefixFold(comment, "Nemesis")) {
			r.Software, _, _ = strings.Cut(comment, "-d-")
		}
	}
	if r.Software == "" && r.With == "Microsoft SMTP Server" {
		r.Software = "Exchange"
	}
}

// softwareOf gives the name of a server's software out of the comment behind
// its own name, and "" where that says something else.
func softwareOf(comment string) string {
	name, rest, ok := strings.Cut(comment, ", from userid")
	if ok {
		return name
	}
	if version, _, _ := strings.Cut(rest+comment, "/"); version != comment && strings.Trim(version, "0123456789.") == "" && strings.Count(version, ".") >= 2 {
		return "Sendmail " + version // QUIRK(sendmail): its version and that of its configuration
	}
	if len(comment) > 60 || tlsVersion(comment) != "" || strings.ContainsAny(comment, "=<") || strings.HasPrefix(comment, "invoked ") {
		return ""
	}
	return comment
}

// readProtocol reads the protocol's name: RFC 3848, RFC 6531 section 4.3.
func (r *Received) readProtocol(by, with string) {
	word := r.With
	if i := strings.IndexByte(word, '/'); i > 0 {
		word = word[:i]
	}
	word = strings.ToUpper(word)
	base := strings.TrimPrefix(word, "UTF8")
	for _, p := range [...]string{"ESMTP", "LMTP", "SMTP", "HTTP"} {
		if !strings.HasPrefix(base, p) {
			continue
		}
		switch base[len(p):] {
		case "S":
			r.TLS = true
		case "A":
			r.Authenticated = true
		case "SA":
			r.TLS, r.Authenticated = true, true
		}
		break
	}
	// QUIRK(mimecast, mxlogic): "with ESMTP with STARTTLS", "over TLS secured channel".
	r.TLS = r.TLS || indexFold(with, "starttls") >= 0 || strings.Contains(by, "over TLS ")
}

// readComment takes what a comment of a Received field has to say.
func (r *Received) readComment(comment string) {
	switch {
	case strings.EqualFold(comment, "TLS"):
		r.TLS = true // QUIRK(exchange): no version
	case hasPrefixFold(comment, "Authenticated sender: "):
		r.Authenticated, r.User = true, clean(comment[len("Authenticated sender: "):])
	case hasPrefixFold(comment, "authenticated"):
		r.Authenticated = true
	case strings.Contains(comment, "invoked by uid"), strings.Contains(comment, "invoked from"), strings.Contains(comment, "from userid "),
		strings.HasPrefix(comment, "from ") && strings.HasSuffix(comment, "@localhost"):
		r.Local = !strings.HasSuffix(comment, "invoked from network")
	}
}
