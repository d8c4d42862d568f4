package dsn

import "strings"

// A Scheme is a way in which an address is rewritten so that a bounce to it
// tells more than the bounce itself says.
type Scheme string

// The schemes that [Unwrap] undoes.
const (
	SchemeVERP     Scheme = "verp"          // list-bounces+jane=example.org@lists.example.com, and the forms of providers
	SchemeEzmlm    Scheme = "ezmlm"         // list-return-123-jane=example.org@lists.example.com
	SchemeSympa    Scheme = "sympa"         // bounce+jane==a==example.org==list@lists.example.com
	SchemeListserv Scheme = "listserv"      // owner-list*jane**example.org@lists.example.com
	SchemeForward  Scheme = "gmail-forward" // me+caf_=jane=example.org@gmail.example
	SchemeSRS0     Scheme = "srs0"          // SRS0=HHHH=TT=example.com=bob@forwarder.example
	SchemeSRS1     Scheme = "srs1"          // SRS1=HHHH=forwarder.example==HHHH=TT=example.com=bob@second.example
	SchemeSRSPlus  Scheme = "srs-plus"      // me+SRS=HHHH=TT=example.com=bob@forwarder.example, Microsoft 365
	SchemeBATV     Scheme = "batv"          // prvs=0123456789=bob@example.com
)

// An Unwrapped is an address with one rewriting undone.
type Unwrapped struct {
	Scheme Scheme `json:"scheme,omitzero"`
	// Recipient is the address that the message went to, where the scheme has
	// it in the envelope sender: VERP and its like.
	Recipient string `json:"recipient,omitzero"`
	// Sender is the envelope sender without the rewriting: of a list for VERP,
	// the original one for SRS and BATV. It is empty where the address does not
	// tell it, and may be wrapped once more.
	Sender string `json:"sender,omitzero"`
}

// Unwrap undoes the outermost rewriting of an address. It is false where the
// address is not rewritten, or where it could be read in more than one way: an
// address such as user+tag@example.com is none of a scheme, and in
// a-b-c=example.org@example.com the name may begin at b or at c.
//
// VERP has no standard; SRS is https://www.libsrs2.net/srs/srs.pdf, BATV
// draft-levine-smtp-batv.
func Unwrap(address string) (Unwrapped, bool) {
	address = strings.Trim(address, "<> \t")
	at := strings.LastIndexByte(address, '@')
	if at <= 0 || len(address) > maxAddressLength {
		return Unwrapped{}, false
	}
	local, domain := address[:at], address[at+1:]
	for _, undo := range [...]func(local, domain string) (Unwrapped, bool){
		unwrapBATV, unwrapSRS, unwrapSRSPlus, unwrapForward, unwrapSympa, unwrapListserv, unwrapEzmlm, unwrapVERP,
	} {
		if u, ok := undo(local, domain); ok {
			return u, true
		}
	}
	return Unwrapped{}, false
}

// maxAddressLength is over what any system takes; RFC 5321 section 4.5.3.1 has
// 320, and addresses within addresses get longer.
const maxAddressLength = 1000

// unwrapBATV undoes "prvs=" with a tag of a key digit, three digits of the day
// and six of a hash, more or fewer of them, on either side of the local part.
// QUIRK(barracuda): "btv1==tag==local". QUIRK(sparkpost): "msprvs1=tag=local".
// QUIRK(exim): "prvs=local/tag".
func unwrapBATV(local, domain string) (u Unwrapped, ok bool) {
	u.Scheme = SchemeBATV
	switch {
	case hasPrefixFold(local, "btv1=="):
		tag, rest, found := strings.Cut(local[len("btv1=="):], "==")
		u.Sender = rest + "@" + domain
		return u, found && isTag(tag, 8, 16) && rest != ""
	case hasPrefixFold(local, "msprvs1="):
		tag, rest, found := strings.Cut(local[len("msprvs1="):], "=")
		u.Sender = rest + "@" + domain
		return u, found && isTag(tag, 6, 40) && rest != ""
	case hasPrefixFold(local, "prvs="):
		rest := local[len("prvs="):]
		if tag, name, found := strings.Cut(rest, "="); found && isTag(tag, 6, 16) && name != "" {
			u.Sender = name + "@" + domain
			return u, true
		}
		if i := strings.LastIndexAny(rest, "/="); i > 0 && isTag(rest[i+1:], 6, 16) {
			u.Sender = rest[:i] + "@" + domain
			return u, true
		}
	}
	return Unwrapped{}, false
}

// isTag reports whether s is a token of letters and digits, with a digit, of
// the length.
func isTag(s string, least, most int) bool {
	digits := 0
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) {
			return false
		}
		if '0' <= s[i] && s[i] <= '9' {
			digits++
		}
	}
	return len(s) >= least && len(s) <= most && digits > 0
}

// unwrapSRS undoes SRS0 and SRS1, with "=", "+" or "-" behind the mark.
func unwrapSRS(local, _ string) (Unwrapped, bool) {
	if len(local) < 5 || !hasPrefixFold(local, "srs") || strings.IndexByte("=+-", local[4]) < 0 {
		return Unwrapped{}, false
	}
	rest := local[5:]
	switch local[3] {
	case '0':
		if sender, ok := srsSender(rest); ok {
			return Unwrapped{Scheme: SchemeSRS0, Sender: sender}, true
		}
	case '1':
		// hash=forwarder==hash=time=domain=local
		f := strings.SplitN(rest, "=", 3)
		if len(f) == 3 && f[0] != "" && isDomain(f[1]) && f[2] != "" && strings.IndexByte("=+-", f[2][0]) >= 0 {
			if sender, ok := srsSender(f[2][1:]); ok {
				return Unwrapped{Scheme: SchemeSRS1, Sender: sender}, true
			}
		}
	}
	return Unwrapped{}, false
}

// srsSender reads "hash=time=domain=local".
func srsSender(s string) (string, bool) {
	f := strings.SplitN(s, "=", 4)
	if len(f) != 4 || f[0] == "" || f[3] == "" || !isTimestamp(f[1]) || !isDomain(f[2]) {
		return "", false
	}
	return f[3] + "@" + f[2], true
}

// isTimestamp reports whether s is a day in base 32, as SRS has it.
func isTimestamp(s string) bool {
	if len(s) < 1 || len(s) > 4 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) {
			return false
		}
	}
	return true
}

// unwrapSRSPlus undoes what Microsoft 365 makes of a forwarded sender.
func unwrapSRSPlus(local, _ string) (Unwrapped, bool) {
	_, rest, ok := cutFold(local, "+srs=")
	if !ok {
		return Unwrapped{}, false
	}
	sender, ok := srsSender(rest)
	return Unwrapped{Scheme: SchemeSRSPlus, Sender: sender}, ok
}

// unwrapForward undoes what Gmail makes of the sender of mail that a user has
// forwarded: the user, and where to.
func unwrapForward(local, domain string) (Unwrapped, bool) {
	user, rest, ok := cutFold(local, "+caf_=")
	if !ok || user == "" {
		return Unwrapped{}, false
	}
	recipient, ok := equalsAddress(rest)
	return Unwrapped{Scheme: SchemeForward, Recipient: recipient, Sender: user + "@" + domain}, ok
}

// unwrapSympa undoes "bounce+jane==a==example.org==list", with "==w" or "==r"
// behind it for what is sent once.
func unwrapSympa(local, domain string) (Unwrapped, bool) {
	_, rest, ok := strings.Cut(local, "+")
	user, rest, ok2 := strings.Cut(rest, "==a==")
	host, list, ok3 := strings.Cut(rest, "==")
	if !ok || !ok2 || !ok3 || user == "" || list == "" || !isDomain(host) {
		return Unwrapped{}, false
	}
	list, _, _ = strings.Cut(list, "==")
	return Unwrapped{Scheme: SchemeSympa, Recipient: user + "@" + host, Sender: list + "@" + domain}, true
}

// unwrapListserv undoes "owner-list*jane**example.org".
func unwrapListserv(local, domain string) (Unwrapped, bool) {
	owner, rest, ok := strings.Cut(local, "*")
	user, host, ok2 := strings.Cut(rest, "**")
	if !ok || !ok2 || !hasPrefixFold(owner, "owner-") || user == "" || !isDomain(host) {
		return Unwrapped{}, false
	}
	return Unwrapped{Scheme: SchemeListserv, Recipient: user + "@" + host, Sender: owner + "@" + domain}, true
}

// unwrapEzmlm undoes "list-return-123-jane=example.org", where the number is
// that of the message.
func unwrapEzmlm(local, domain string) (Unwrapped, bool) {
	list, rest, ok := cutFold(local, "-return-")
	number, rest, ok2 := strings.Cut(rest, "-")
	if !ok || !ok2 || list == "" || !isNumber(number) {
		return Unwrapped{}, false
	}
	recipient, ok := equalsAddress(rest)
	return Unwrapped{Scheme: SchemeEzmlm, Recipient: recipient, Sender: list + "@" + domain}, ok
}

// cutFold is strings.Cut without regard to ASCII case; sep is in lower case.
func cutFold(s, sep string) (before, after string, found bool) {
	if i := indexFold(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// equalsAddress reads "jane=example.org".
func equalsAddress(s string) (string, bool) {
	i := strings.LastIndexByte(s, '=')
	if i <= 0 || !isDomain(s[i+1:]) || strings.IndexByte(s[:i], '=') >= 0 {
		return "", false
	}
	return s[:i] + "@" + s[i+1:], true
}

func isNumber(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// isDomain reports whether s is a name of two labels or more whose last one is
// no number.
func isDomain(s string) bool {
	dot, label := -1, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.':
			if label == 0 {
				return false
			}
			dot, label = i, 0
		case isAlnum(c) || c == '-' && label > 0 || c == '_' || c >= 0x80:
			label++
		default:
			return false
		}
	}
	return dot > 0 && label >= 2 && len(s) <= 255 && !isNumber(s[dot+1:]) && s[len(s)-1] != '-'
}
