// Package mime reads the MIME structure of real mail, RFC 2045 and 2046, in one
// pass and with bounded memory: headers and the beginnings of bodies are kept,
// the rest of large bodies is skipped unread.
//
// It takes what real bounces bring: LF, CRLF or CR line ends, a missing closing
// boundary, a boundary that differs in case or is not the one that the header
// announces, missing blank lines, wrong transfer encodings and charsets. Each
// such oddity is noted in [Message.Oddities]. Transfer encodings and charsets
// are decoded by go-message.
package mime
