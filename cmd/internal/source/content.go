package source

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// A content is what the bytes of an input are, told by the bytes alone: names
// lie.
type content uint8

const (
	contentMail content = iota // a message, or nothing known
	contentMbox
	contentGzip
	contentZstd
	contentBzip2
	contentZip
	contentTar
	contentOther // a format that is known, and not read: see unread
)

// compressed reports whether a content holds one stream of another.
func (c content) compressed() bool { return c >= contentGzip && c <= contentBzip2 }

// archive reports whether a content holds files.
func (c content) archive() bool { return c == contentZip || c == contentTar }

// magic are the bytes that formats begin with: RFC 1952 section 2.3.1, RFC 8878
// section 3.1.1, APPNOTE 4.3.7 and 4.3.16 for zip.
var magic = []struct {
	begins string
	is     content
}{
	{"\x1f\x8b\x08", contentGzip},
	{"\x28\xb5\x2f\xfd", contentZstd},
	{"BZh", contentBzip2},
	{"PK\x03\x04", contentZip},
	{"PK\x05\x06", contentZip},
	{"PK\x07\x08", contentZip}, // the first of several volumes
	{"From ", contentMbox},
}

// contentOf tells what begins with head.
func contentOf(head []byte) content {
	for _, m := range magic {
		if !bytes.HasPrefix(head, []byte(m.begins)) {
			continue
		}
		switch {
		case m.is == contentMbox && (!startsMbox(head) || loneCR(head)), m.is == contentBzip2 && !isBzip2(head):
			continue
		}
		return m.is
	}
	switch {
	case isTar(head):
		return contentTar
	case unread(head) != nil:
		return contentOther
	}
	return contentMail
}

// loneCR reports whether the first line of head ends in a CR alone: such a file is
// read as one message, mbox line and all.
func loneCR(head []byte) bool {
	i := bytes.IndexAny(head, "\r\n")
	return i >= 0 && i+1 < len(head) && head[i] == '\r' && head[i+1] != '\n'
}

// isBzip2 tells "BZh" with a block size and the mark of a block, or of the end,
// from a line of text.
func isBzip2(head []byte) bool {
	return len(head) >= 10 && head[3] >= '1' && head[3] <= '9' &&
		(string(head[4:10]) == "1AY&SY" || string(head[4:10]) == "\x17rE8P\x90")
}

const tarBlock = 512

// isTar reports whether head is the header of a tar entry: of POSIX and GNU by
// their magic, of the seventh edition of Unix by its sum.
func isTar(head []byte) bool {
	if len(head) < tarBlock || head[0] == 0 {
		return false
	}
	head = head[:tarBlock]
	if string(head[257:262]) == "ustar" {
		return true
	}
	if c := head[148]; c != ' ' && c != 0 && (c < '0' || c > '7') {
		return false // the parser's error costs more than this look
	}
	want, err := strconv.ParseUint(strings.Trim(string(head[148:156]), " \x00"), 8, 32)
	if err != nil {
		return false
	}
	sum := uint64(8 * ' ') // the field of the sum itself counts as spaces
	for i, c := range head {
		if i < 148 || i >= 156 {
			sum += uint64(c)
		}
	}
	return sum == want
}

// Errors for formats that hold mail and are not read.
var (
	errOutlook = errors.New("an Outlook message (.msg), which does not hold the mail as it was sent: " +
		"save it as .eml in Outlook, or convert it with msgconvert")
	errOLE   = errors.New("an OLE file (Outlook .msg, or an old Office document), which is not read: save the mail as .eml")
	errPST   = errors.New("an Outlook data file (.pst, .ost), which is not read: export the mails as .eml, or as mbox with readpst")
	err7z    = errors.New("a 7-Zip archive, which is not read: unpack it first")
	errRAR   = errors.New("a RAR archive, which is not read: unpack it first")
	errXZ    = errors.New("xz data, which is not read: decompress it first with xz -d")
	errLZ4   = errors.New("lz4 data, which is not read: decompress it first with lz4 -d")
	errLZIP  = errors.New("lzip data, which is not read: decompress it first with lzip -d")
	errUTF16 = errors.New("UTF-16 text: a mail is bytes, save it without a change of encoding")
)

// unread gives the error for a format that is known and not read, nil for all
// else.
func unread(head []byte) error {
	for _, m := range []struct {
		begins string
		err    error
	}{
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", errOLE}, // [MS-CFB] section 2.2
		{"!BDN", errPST}, // [MS-PST] section 2.2.2.6
		{"7z\xbc\xaf\x27\x1c", err7z},
		{"Rar!\x1a\x07", errRAR},
		{"\xfd7zXZ\x00", errXZ},
		{"\x04\x22\x4d\x18", errLZ4},
		{"LZIP", errLZIP},
		{"\xff\xfeF\x00", errUTF16}, {"\xff\xfeR\x00", errUTF16}, {"\xff\xfeD\x00", errUTF16}, // From, Return-Path, Received, Date
	} {
		if !bytes.HasPrefix(head, []byte(m.begins)) {
			continue
		}
		if m.err == errOLE && bytes.Contains(head, utf16le("__substg1.0_")) { // [MS-OXMSG] section 2.1.3
			return errOutlook
		}
		return m.err
	}
	return nil
}

func utf16le(ascii string) []byte {
	var b []byte
	for _, c := range []byte(ascii) {
		b = append(b, c, 0)
	}
	return b
}
