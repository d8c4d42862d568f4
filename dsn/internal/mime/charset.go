package mime

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// toUTF8 converts from the named charset. The name is believed only as far as
// the bytes bear it out: UTF-8 that is labelled as something else is kept, and
// where the name is missing, unknown or plainly wrong, the bytes tell.
func toUTF8(s, name string) string {
	if ascii(s) && !shifted(name) {
		return s
	}
	if out, ok := convert(s, name); ok {
		return out
	}
	out, _ := convert(s, guess(s))
	return out
}

// convert converts from the named charset. It is not ok where the name is not
// that of a charset, or the bytes are not in it.
func convert(s, name string) (out string, ok bool) {
	switch name = canonical(name); name {
	case "":
		return s, false
	case "utf-8":
		s = strings.TrimPrefix(s, "\xef\xbb\xbf")
		switch {
		case hasEscape(s):
		case utf8.ValidString(s):
			return s, true
		case mostlyUTF8(s):
			return strings.ToValidUTF8(s, "\uFFFD"), true
		}
		return s, false
	case "utf-7":
		return string(decodeUTF7([]byte(s))), true
	case "iso-2022-kr":
		name, s = "euc-kr", unshiftKR(s)
	}
	if singleByte(name) && (utf8.ValidString(s) || hasEscape(s)) {
		return s, false // hardly ever text in that charset: a label by default
	}
	if out, ok = decodeCharset(s, name); !ok {
		return s, false
	}
	if strings.Contains(out, "\uFFFD") && utf8.ValidString(s) && !hasEscape(s) {
		return s, true
	}
	return strings.ToValidUTF8(out, "\uFFFD"), true
}

// singleByte reports whether the charset has one byte for each character, so
// that all bytes are text in it.
func singleByte(name string) bool {
	return strings.HasPrefix(name, "iso-8859-") || strings.HasPrefix(name, "windows-125") || strings.HasPrefix(name, "koi8-") ||
		strings.HasPrefix(name, "ibm") || name == "macintosh"
}

// known reports whether name is that of a charset which convert has.
func known(name string) bool {
	switch name = canonical(name); name {
	case "":
		return false
	case "utf-8", "utf-7", "iso-2022-kr":
		return true
	}
	if usualCharset(name) != nil {
		return true
	}
	_, err := charset.Reader(name, strings.NewReader(""))
	return err == nil
}

// decodeCharset decodes from a charset that go-message knows: those of the most
// mails without a reader, whose buffers take longer to make than a text to decode.
func decodeCharset(s, name string) (string, bool) {
	if usual := usualCharset(name); usual != nil {
		out, err := usual.NewDecoder().String(s)
		return out, err == nil
	}
	r, err := charset.Reader(name, strings.NewReader(s))
	if err != nil {
		return "", false
	}
	b, err := io.ReadAll(r)
	return string(b), err == nil
}

// usualCharset gives the charsets that most mails beyond UTF-8 are in, and nil for
// the others.
func usualCharset(name string) encoding.Encoding {
	switch name {
	case "windows-1252":
		return charmap.Windows1252
	case "windows-1251":
		return charmap.Windows1251
	case "koi8-r":
		return charmap.KOI8R
	case "iso-8859-15":
		return charmap.ISO8859_15
	case "iso-2022-jp":
		return japanese.ISO2022JP
	case "shift_jis":
		return japanese.ShiftJIS
	case "euc-kr":
		return korean.EUCKR
	case "gb18030":
		return simplifiedchinese.GB18030
	case "big5":
		return traditionalchinese.Big5
	}
	return nil
}

// canonical gives the name by which a charset is looked up, or "" where the
// label says nothing. Where one charset is a superset of another, mail that is
// labelled as the smaller one often is in the larger one.
func canonical(name string) string {
	switch name { // as nearly all have it
	case "", "us-ascii":
		return ""
	case "utf-8":
		return name
	}
	name = strings.ToLower(strings.Trim(name, "'\" \t;"))
	if alias, ok := aliases[name]; ok {
		return alias
	}
	return name
}

var aliases = map[string]string{
	"us-ascii": "", "ascii": "", "ansi_x3.4-1968": "", "iso646-us": "", "7bit": "", "8bit": "", "unknown-8bit": "",
	"x-unknown": "", "unknown": "", "default": "", "x-user-defined": "", "iso-2022-cn": "", "iso-2022-cn-ext": "",
	"replacement": "", "none": "", "binary": "", "8859_1": "windows-1252", "ansi_x3.110-1983": "windows-1252",

	"utf8": "utf-8", "utf_8": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-utf-8": "utf-8", "x-utf_8j": "utf-8", "cp65001": "utf-8",
	"utf8mb4": "utf-8", "utf-8-sig": "utf-8",
	"utf7": "utf-7", "unicode-1-1-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7", "csunicode11utf7": "utf-7", "cp65000": "utf-7",

	"iso-8859-1": "windows-1252", "iso8859-1": "windows-1252", "iso_8859-1": "windows-1252", "latin1": "windows-1252",
	"latin-1": "windows-1252", "l1": "windows-1252", "iso88591": "windows-1252", "cp1252": "windows-1252", "ansi": "windows-1252",
	"iso-8859-9": "windows-1254", "iso-8859-8-i": "iso-8859-8", "iso8859-15": "iso-8859-15", "latin9": "iso-8859-15",
	"cp858": "ibm00858", "ibm858": "ibm00858",
	"cp1250": "windows-1250", "cp1251": "windows-1251", "cp1254": "windows-1254", "cp932": "shift_jis", "ms932": "shift_jis",
	"sjis": "shift_jis", "x-sjis": "shift_jis", "windows-31j": "shift_jis", "shift-jis": "shift_jis", "ms_kanji": "shift_jis",
	"eucjp": "euc-jp", "x-euc-jp": "euc-jp", "ujis": "euc-jp", "eucjp-ms": "euc-jp", "cp51932": "euc-jp",

	"iso-2022-jp-1": "iso-2022-jp", "iso-2022-jp-2": "iso-2022-jp", "iso-2022-jp-3": "iso-2022-jp", "iso-2022-jp-2004": "iso-2022-jp",
	"iso-2022-jp-ms": "iso-2022-jp", "cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp", "cp50222": "iso-2022-jp",
	"x-iso-2022-jp": "iso-2022-jp", "jis": "iso-2022-jp", "csiso2022jp": "iso-2022-jp", "csiso2022kr": "iso-2022-kr",

	"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "euc-cn": "gb18030",
	"windows-936": "gb18030", "gb-2312": "gb18030", "chinesebig5": "big5", "cp950": "big5", "big-5": "big5", "x-x-big5": "big5",
	"ks_c_5601-1987": "euc-kr", "ks_c_5601": "euc-kr", "ksc5601": "euc-kr", "cp949": "euc-kr", "ms949": "euc-kr", "uhc": "euc-kr",
	"windows-949": "euc-kr", "euckr": "euc-kr", "x-windows-949": "euc-kr",
	"koi8r": "koi8-r", "koi8u": "koi8-u", "koi8": "koi8-r", "hz": "hz-gb-2312", "utf16": "utf-16", "ucs-2": "utf-16", "iso-10646-ucs-2": "utf-16",
}

// shifted reports whether the charset writes other than ASCII in 7 bits.
func shifted(name string) bool {
	switch name = canonical(name); name {
	case "utf-7", "iso-2022-kr", "hz-gb-2312":
		return true
	}
	return strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32")
}

// ascii reports whether s is plain text in every charset that is not shifted.
func ascii(s string) bool {
	return sevenBit(s) && strings.IndexByte(s, 0x1b) < 0 && strings.IndexByte(s, 0x0e) < 0
}

// sevenBit reports whether s has no byte beyond ASCII.
func sevenBit(s string) bool {
	n, high := len(s), uint64(0)
	if n < 8 {
		for i := range n {
			high |= uint64(s[i])
		}
		return ASCII(high)
	}
	last := Eight(s[n-8:]) // most of which is looked at twice
	for ; len(s) >= 32; s = s[32:] {
		high |= Eight(s) | Eight(s[8:]) | Eight(s[16:]) | Eight(s[24:])
	}
	for ; len(s) >= 8; s = s[8:] {
		high |= Eight(s)
	}
	return ASCII(high | last)
}

// hasEscape reports whether s switches charsets as ISO 2022 does.
func hasEscape(s string) bool {
	i := strings.IndexByte(s, 0x1b)
	return i >= 0 && i+2 < len(s) && (s[i+1] == '$' || s[i+1] == '(')
}

// unshiftKR turns ISO-2022-KR (RFC 1557) into EUC-KR: between SO and SI each
// byte has its high bit set.
func unshiftKR(s string) string {
	s = strings.ReplaceAll(s, "\x1b$)C", "")
	out := make([]byte, 0, len(s))
	high := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case c == 0x0e:
			high = 0x80
		case c == 0x0f:
			high = 0
		case c == '\n':
			high = 0
			out = append(out, c)
		case c > ' ':
			out = append(out, c|high)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}
