package mime

import (
	"encoding/base64"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func encode(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatalf("encoding %q: %v", s, err)
	}
	return out
}

func named(t *testing.T, name string) encoding.Encoding {
	t.Helper()
	e, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

const (
	german   = "Die Adresse konnte nicht erreicht werden: Empfänger unbekannt, bitte prüfen"
	french   = "Votre message n'a pas été remis : boîte pleine, réessayez plus tard"
	japan    = "宛先のメールアドレスが見つかりませんでした。ご確認ください"
	china    = "您的邮件未能送达，收件人地址不存在，请检查后重新发送"
	taiwan   = "您的郵件無法送達，收件者的信箱已滿，請稍後再試，謝謝"
	korea    = "메일을 전송하지 못했습니다 수신자 주소를 확인해 주십시오"
	russia   = "Письмо не доставлено, почтовый ящик получателя не найден"
	katakana = "メールサーバーエラー"
)

// TestToUTF8 has each text in its charset under the right label, under none,
// and under the labels that senders set by default.
func TestToUTF8(t *testing.T) {
	tests := []struct {
		charset, text string
		labels        string // by which it is found too
	}{
		{"windows-1252", german, "iso-8859-1 ISO8859-1 latin1 us-ascii utf-8 x-unknown '' unknown-8bit"},
		{"windows-1252", french, "iso-8859-1 us-ascii utf-8 ''"},
		{"utf-8", german, "iso-8859-1 windows-1252 us-ascii iso-8859-15 koi8-r x-nonesuch '' UTF8 utf_8 us-ascii"},
		{"utf-8", japan, "iso-8859-1 us-ascii '' x-nonesuch UTF-8"},
		{"iso-2022-jp", japan, "us-ascii utf-8 iso-8859-1 '' cp50221 iso-2022-jp-ms ISO-2022-JP x-nonesuch"},
		{"shift_jis", japan, "us-ascii utf-8 '' sjis cp932 windows-31j"},
		{"shift_jis", katakana, "us-ascii utf-8 ''"},
		{"euc-jp", japan, "us-ascii utf-8 '' eucJP-ms"},
		{"gb18030", china, "us-ascii utf-8 '' gb2312 GBK cp936"},
		{"big5", taiwan, "us-ascii utf-8 '' chinesebig5 cp950"},
		{"euc-kr", korea, "us-ascii utf-8 '' ks_c_5601-1987 cp949"},
		{"windows-1251", russia, "us-ascii utf-8 '' cp1251"},
		{"koi8-r", russia, "us-ascii utf-8 '' koi8r"},
		{"utf-16le", "\ufeff" + german, "us-ascii ''"},
	}
	for _, tt := range tests {
		raw := encode(t, named(t, tt.charset), tt.text)
		want := strings.TrimPrefix(tt.text, "\ufeff")
		for _, label := range append(strings.Fields(tt.labels), tt.charset) {
			label = strings.Trim(label, "'")
			if got := strings.TrimPrefix(toUTF8(raw, label), "\ufeff"); got != want {
				t.Errorf("toUTF8(%s text, %q) = %q, want %q", tt.charset, label, got, want)
			}
		}
	}
}

// seven clears the high bits.
func seven(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] &= 0x7f
	}
	return string(b)
}

// TestToUTF8Labels decodes by the label alone what no look at the bytes tells.
func TestToUTF8Labels(t *testing.T) {
	tests := []struct{ label, raw, want string }{
		{"iso-8859-2", "Nedoru\xe8iteln\xe1 zpr\xe1va", "Nedoručitelná zpráva"},
		{"windows-1250", "Nie mo\xbfna dor\xeaczy\xe6", "Nie można doręczyć"},
		{"iso-8859-7", "\xc1\xf0\xef\xf4\xf5\xf7\xdf\xe1", "Αποτυχία"},
		{"iso-8859-9", "g\xf6nderilemedi \xfe\xfd", "gönderilemedi şı"},
		{"windows-1255", "\xf9\xec\xe5\xed", "שלום"},
		{"iso-8859-15", "10 \xa4", "10 €"},
		{"ibm850", "\x81ber", "über"},
		{"macintosh", "\x9fber", "über"},
		{"tis-620", "\xca\xc7\xd1\xca\xb4\xd5", "สวัสดี"},
		{"utf-7", "Unzustellbar: Empf+AOQ-nger 1 +- 1 +ZeVnLIqe-, +2D3eAA-", "Unzustellbar: Empfänger 1 + 1 日本語, 😀"},
		{"unicode-1-1-utf-7", "Hi Mom -+Jjo--!", "Hi Mom -☺-!"},
		{"utf-7", "end +AO", "end "},
		{"iso-2022-kr", "\x1b$)C\x0e" + seven(encode(t, korean.EUCKR, "배달")) + "\x0f ok", "배달 ok"},
		{"", "\x1b$)C\n\x0e" + seven(encode(t, korean.EUCKR, "배달")) + "\x0f ok", "\n배달 ok"},
		{"hz-gb-2312", "~{<:Ky2;~}", "己所不"},
		{"utf-8", "\xef\xbb\xbfbounce \xc3\xbc", "bounce ü"},
		{"utf-8", "caf\xc3\xa9 \xc3\xbc \xc3\xb6 \xc3\xa4 cut \xc3", "café ü ö ä cut \uFFFD"},
		{"utf-8\";", "\xc3\xbc", "ü"},
		{"", "plain", "plain"},
	}
	for _, tt := range tests {
		if got := toUTF8(tt.raw, tt.label); got != tt.want {
			t.Errorf("toUTF8(%q, %q) = %q, want %q", tt.raw, tt.label, got, tt.want)
		}
	}
}

// TestEveryCharset converts in every charset that x/text has a name for, which
// must give valid UTF-8 whatever the bytes are.
func TestEveryCharset(t *testing.T) {
	var all []byte
	for c := range 256 {
		all = append(all, byte(c))
	}
	for _, name := range []string{
		"utf-8", "ibm866", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8",
		"iso-8859-8-i", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "koi8-r", "koi8-u",
		"macintosh", "windows-874", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
		"windows-1255", "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic", "gbk", "gb18030", "hz-gb-2312",
		"big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr", "utf-16be", "utf-16le", "ibm037", "ibm437", "ibm850",
		"ibm852", "ibm855", "ibm858", "ibm860", "ibm862", "ibm863", "ibm865", "ibm1047", "iso-8859-1", "utf-7", "iso-2022-kr",
	} {
		if !known(name) {
			t.Errorf("known(%q) = false, want true", name)
		}
		if out := toUTF8(string(all), name); !utf8.ValidString(out) {
			t.Errorf("toUTF8(all bytes, %q) = %q, want valid UTF-8", name, out)
		}
	}
	for _, name := range []string{"x-nonesuch", "", "us-ascii", "iso-2022-cn"} {
		if known(name) {
			t.Errorf("known(%q) = true, want false", name)
		}
	}
}

func TestDecodeWords(t *testing.T) {
	jis := encode(t, japanese.ISO2022JP, "配信エラー")
	gb := encode(t, simplifiedchinese.GB18030, "邮件退回")
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	tests := []struct{ name, in, want string }{
		{"none", "Returned mail", "Returned mail"},
		{"Q", "=?utf-8?Q?Zustellung_fehlgeschlagen=3A_M=C3=BCller?=", "Zustellung fehlgeschlagen: Müller"},
		{"B", "=?UTF-8?B?w7xiZXI=?=", "über"},
		{"in the middle", "Fwd: =?iso-8859-1?q?=FCber?= das", "Fwd: über das"},
		{"in quotes", "\"=?iso-8859-1?q?J=FCrgen?= X\" <j@example.org>", "\"Jürgen X\" <j@example.org>"},
		{"glued to text", "Re:=?utf-8?q?=C3=BC?=ber", "Re:über"},
		{"white space between words is none", "=?utf-8?q?a?=  =?utf-8?q?b?= c", "ab c"},
		{"no space between words", "=?utf-8?q?a?==?utf-8?q?b?=", "ab"},
		{"two charsets", "=?iso-8859-1?q?=FC?= =?utf-8?q?=C3=BC?=", "üü"},
		{"character split, B", "=?utf-8?B?" + b64("日本\xe8") + "?= =?utf-8?B?" + b64("\xaa\x9e") + "?=", "日本語"},
		{"character split, Q", "=?utf-8?Q?=E8?= =?UTF-8?Q?=AA=9E?=", "語"},
		{"shift state split", "=?ISO-2022-JP?B?" + b64(jis[:7]) + "?= =?ISO-2022-JP?B?" + b64(jis[7:]) + "?=", "配信エラー"},
		{"GB18030", "=?gb18030?B?" + b64(gb) + "?=", "邮件退回"},
		{"GB2312 label", "=?gb2312?B?" + b64(gb) + "?=", "邮件退回"},
		{"korean label", "=?ks_c_5601-1987?B?" + b64(encode(t, korean.EUCKR, "배달 실패")) + "?=", "배달 실패"},
		{"spaces in Q", "=?utf-8?Q?Automatic reply: =C3=A9t=C3=A9?=", "Automatic reply: été"},
		{"space in B", "=?utf-8?B?w7xi ZXI=?=", "über"},
		{"padding lost", "=?utf-8?B?w7xiZXI?=", "über"},
		{"padding too long", "=?utf-8?B?w7xiZXI====?=", "über"},
		{"padding within", "=?utf-8?B?w7w=YmVy?=", "über"},
		{"raw question mark in Q", "=?utf-8?Q?ok??=", "ok?"},
		{"raw question mark before an escape", "=?utf-8?Q?ok?=3D_ja?= x", "ok?= ja x"},
		{"language", "=?utf-8*de?Q?=C3=BC?=", "ü"},
		{"wrong label", "=?us-ascii?Q?=C3=BC?=", "ü"},
		{"wrong label, latin", "=?utf-8?Q?f=FCr?=", "für"},
		{"unknown charset", "a =?x-nonesuch?Q?=FC?= b", "a =?x-nonesuch?Q?=FC?= b"},
		{"unknown encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
		{"not closed", "=?utf-8?Q?abc", "=?utf-8?Q?abc"},
		{"bare mark", "x =? y ?= z", "x =? y ?= z"},
		{"raw UTF-8", "Zustellung an Müller", "Zustellung an Müller"},
		{"raw latin", "Empf\xe4nger", "Empfänger"},
		{"raw ISO-2022-JP", jis, "配信エラー"},
		{"raw GB18030", gb, "邮件退回"},
		{"raw and encoded", "M\xfcller =?utf-8?Q?=C3=BC?=", "Müller ü"},
		{"UTF-7", "=?utf-7?Q?Empf+AOQ-nger?=", "Empfänger"},
	}
	for _, tt := range tests {
		if got := DecodeWords(tt.in); got != tt.want {
			t.Errorf("%s: DecodeWords(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestParam(t *testing.T) {
	tests := []struct{ field, name, want string }{
		{`text/plain; charset=utf-8`, "charset", "utf-8"},
		{`text/plain; CHARSET="utf-8"`, "charset", "utf-8"},
		{`multipart/mixed; boundary="a;b=c"; x=y`, "boundary", "a;b=c"},
		{`multipart/mixed; boundary="a\"b"`, "boundary", `a"b`},
		{`multipart/mixed; =; boundary=abc (comment)`, "boundary", "abc"},
		{`multipart/mixed; broken; boundary=abc`, "boundary", "abc"},
		{`multipart/mixed; boundary="open`, "boundary", "open"},
		{`x/y; filename*=utf-8''na%C3%AFve%20a.eml`, "filename", "naïve a.eml"},
		{`x/y; filename*=iso-8859-1'de'%FCber.eml`, "filename", "über.eml"},
		{`x/y; filename*0*=utf-8''%C3%BC; filename*1="ber"; filename*2*=%2Eeml`, "filename", "über.eml"},
		{`x/y; filename*1=b; filename*0=a; filename*10=d; filename*2=c`, "filename", "abcd"},
		{`x/y; filename*0*=%C3%BC`, "filename", "ü"},
		{`x/y; filename="=?utf-8?B?w7xiZXI=?=.eml"`, "filename", "über.eml"},
		{`x/y; filename==?utf-8?Q?a b?=`, "filename", "a b"},
		{"x/y; filename=\"\xfcber.eml\"", "filename", "über.eml"},
		{`x/y; filename*5*=%`, "filename", "%"},
		{`x/y`, "filename", ""},
	}
	for _, tt := range tests {
		if got := Param(tt.field, tt.name); got != tt.want {
			t.Errorf("Param(%q, %q) = %q, want %q", tt.field, tt.name, got, tt.want)
		}
	}
}

func TestDecodeTransfer(t *testing.T) {
	long := strings.Repeat("The mail system could not deliver your message. ", 5)
	wrapped := func(s string) string {
		e := base64.StdEncoding.EncodeToString([]byte(s))
		var b strings.Builder
		for ; len(e) > 76; e = e[76:] {
			b.WriteString(e[:76] + "\r\n")
		}
		return b.String() + e + "\r\n"
	}
	tests := []struct{ name, encoding, raw, want string }{
		{"base64", "base64", "aGVsbG8=", "hello"},
		{"base64, name", `"Base64" ; x`, "aGVsbG8=", "hello"},
		{"base64, cut", "base64", "aGVsbG8", "hello"},
		{"base64, one character more", "base64", "aGVsbG8gd", "hello "},
		{"base64, two pieces", "base64", "aGVs\nbA==\nbG8=", "helllo"},
		{"base64, a line of a footer", "base64", wrapped(strings.Repeat(long, 20)) + "--", strings.Repeat(long, 20)},
		{"base64 announced, plain", "base64", "Hello Jane, this is no base64.", "Hello Jane, this is no base64."},
		{"base64 empty", "base64", "\r\n", ""},
		{"qp", "quoted-printable", "M=C3=BCller =\r\nx  \r\ny", "Müller x\r\ny"},
		{"qp, name", "Quoted_Printable", "=41", "A"},
		{"qp, lower case", "quoted-printable", "=c3=bc", "ü"},
		{"qp, damaged", "quoted-printable", "a=b =ZZ 50=% =C3=BC=", "a=b =ZZ 50=% ü"},
		{"qp, space behind a soft break", "quoted-printable", "a= \nb", "ab"},
		{"qp, raw 8-bit", "quoted-printable", "f\xc3\xbcr =3D", "für ="},
		{"qp announced, base64", "quoted-printable", wrapped(long), long},
		{"7bit announced, base64", "7bit", wrapped(long), long},
		{"nothing announced, base64", "", wrapped(long), long},
		{"nothing announced, one word", "", strings.Repeat("a", 60), strings.Repeat("a", 60)},
		{"nothing announced, hex", "", strings.Repeat("4f", 40), strings.Repeat("4f", 40)},
		{"7bit announced, qp", "7bit", "Empf=C3=A4nger M=C3=BCller =\nunbekannt", "Empfänger Müller unbekannt"},
		{"7bit, equals signs", "7bit", "a=b\nc=D0=\n", "a=b\nc=D0=\n"},
		{"uuencode", "x-uuencode", "begin 644 a.txt\n+:&5L;&\\@=V]R;&0\n`\nend\n", "hello world"},
		{"uuencode announced, plain", "uuencode", "hello", "hello"},
		{"unknown", "x-nonesuch", "hello", "hello"},
	}
	for _, tt := range tests {
		got := tt.raw
		if b, ok := decodeTransfer(nil, tt.encoding, []byte(tt.raw)); ok {
			got = string(b)
		}
		if got != tt.want {
			t.Errorf("%s: decodeTransfer(%q, %q) = %q, want %q", tt.name, tt.encoding, tt.raw, got, tt.want)
		}
	}
}

func TestJoinFlowed(t *testing.T) {
	tests := []struct {
		name, in string
		delSp    bool
		want     string
	}{
		{"one paragraph", "The mail \ncould not \nbe sent.\nEnd\n", false, "The mail could not be sent.\nEnd\n"},
		{"DelSp", "日本 \n語\n", true, "日本語\n"},
		{"space-stuffing", " From here\n >no quote\n", false, "From here\n>no quote\n"},
		{"quotes", "> a \n> b\n>> c \nd\n", false, "> a b\n>> c \nd\n"},
		{"signature", "text \n-- \nJane\n", false, "text \n-- \nJane\n"},
		{"no line end", "a \nb", false, "a b\n"},
		{"open at the end", "a ", false, "a \n"},
	}
	for _, tt := range tests {
		if got := joinFlowed(tt.in, tt.delSp); got != tt.want {
			t.Errorf("%s: joinFlowed(%q, %v) = %q, want %q", tt.name, tt.in, tt.delSp, got, tt.want)
		}
	}
}

func TestPartTextOfHTML(t *testing.T) {
	tests := []struct{ name, mail, want string }{
		{"charset in the header", "Content-Type: text/html; charset=koi8-r\n\n<meta charset=\"utf-7\">\xf0", "<meta charset=\"utf-7\">П"},
		{"charset in the page", "Content-Type: text/html\n\n<META HTTP-EQUIV=x content='text/html; CHARSET=koi8-r'>\xf0", "<META HTTP-EQUIV=x content='text/html; CHARSET=koi8-r'>П"},
		{"quoted", "Content-Type: text/html\n\n<meta charset=\"iso-8859-2\"/>\xb1", "<meta charset=\"iso-8859-2\"/>ą"},
		{"none", "Content-Type: text/html\n\n<p>f\xfcr", "<p>für"},
		{"flowed", "Content-Type: text/plain; format=flowed\n\na \nb\n", "a b\n"},
		{"CR alone", "Content-Type: text/plain\n\na\rb\r\nc", "a\nb\nc"},
	}
	for _, tt := range tests {
		m, err := Read(strings.NewReader(tt.mail), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Parts[0].Text(); got != tt.want {
			t.Errorf("%s: Text() = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestUnixLines(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"a\nb\n", "a\nb\n"},
		{"a\r\n\r\nb\r\n", "a\n\nb\n"},
		{"a\r\r\n\r\r\nb", "a\n\nb"}, // written as text once too often
		{"a\rb\r\rc\r", "a\nb\n\nc\n"},
	} {
		if got := string(new(Message).unixLines([]byte(tt.in))); got != tt.want {
			t.Errorf("unixLines(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
