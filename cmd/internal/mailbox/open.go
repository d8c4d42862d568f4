package mailbox

import (
	"errors"
	"fmt"
	"strings"
)

// Open gives the source that a URL names: "maildir:DIR", "mbox:FILE",
// "spool:DIR", or that of a server. It looks whether the source can be there at
// all; a server is first asked by Run.
func Open(url string, o Options) (Source, error) {
	scheme, rest, ok := strings.Cut(url, ":")
	if !ok || rest == "" {
		return nil, fmt.Errorf("mailbox: %q: %w", withoutPassword(url), ErrURL)
	}
	switch scheme {
	case "maildir":
		return openMaildir(rest, o)
	case "mbox":
		return openMbox(rest, o)
	case "spool":
		return openSpool(rest, o)
	case "imap", "imaps":
		return openIMAP(url, o)
	case "pop3", "pop3s":
		return openPOP3(url, o)
	case "lmtp":
		return openLMTP(rest, o)
	}
	return nil, fmt.Errorf("mailbox: %q: unknown kind of source, %w", withoutPassword(url), ErrURL)
}

// CheckURL gives what is wrong with the URL of a source by itself; whether the
// source is there is not looked at.
func CheckURL(url string, o Options) error {
	scheme, rest, _ := strings.Cut(url, ":")
	switch scheme {
	case "maildir", "mbox", "spool":
		if rest != "" {
			return nil
		}
	}
	src, err := Open(url, o)
	if err != nil {
		return err
	}
	return src.Close()
}

// A urlError is something wrong in a URL whose kind of source is known: it
// matches ErrURL.
type urlError struct{ error }

// Is tells errors.Is.
func (urlError) Is(target error) bool { return target == ErrURL }

// badURL makes an error about a URL.
func badURL(url, format string, args ...any) error {
	return urlError{fmt.Errorf("mailbox: %s: %w", withoutPassword(url), fmt.Errorf(format, args...))}
}

// ErrURL says that a URL names no source.
var ErrURL = errors.New("must be one of " + schemes)

// schemes are the forms of a source, for people.
const schemes = "maildir:DIR, mbox:FILE, spool:DIR, imap:, imaps:, pop3: or pop3s:URL, lmtp:ADDR"

// withoutPassword takes the password out of a URL that may be malformed, for
// errors and logs: all between the first ":" behind "//" and the last "@", and
// the options.
func withoutPassword(url string) string {
	url, _, _ = strings.Cut(url, "?")
	scheme, rest, ok := strings.Cut(url, "//")
	if !ok {
		return url
	}
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return url
	}
	user, _, _ := strings.Cut(rest[:at], ":")
	return scheme + "//" + user + rest[at:]
}
