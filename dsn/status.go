package dsn

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Status is an enhanced mail system status code, RFC 3463 section 2. The
// zero Status means that none was given.
type Status struct {
	Class   uint8
	Subject uint16
	Detail  uint16
}

// ErrStatus is matched by errors of [ParseStatus].
var ErrStatus = errors.New("not an enhanced status code")

// ParseStatus parses "class.subject.detail" with a class of 2, 4 or 5 and
// subject and detail of one to three digits. Anything before or after it is an
// error that matches [ErrStatus].
func ParseStatus(s string) (Status, error) {
	st, n := scanStatus(s)
	if n == 0 || n != len(s) {
		return Status{}, fmt.Errorf("dsn: %w: %q", ErrStatus, s)
	}
	return st, nil
}

// scanStatus reads a status at the beginning of s and tells its length, or 0.
func scanStatus(s string) (Status, int) {
	if len(s) < 5 || s[1] != '.' || s[0] != '2' && s[0] != '4' && s[0] != '5' {
		return Status{}, 0
	}
	subject, n := scanNumber(s[2:])
	i := 2 + n
	if n == 0 || i >= len(s) || s[i] != '.' {
		return Status{}, 0
	}
	detail, n := scanNumber(s[i+1:])
	if n == 0 {
		return Status{}, 0
	}
	return Status{Class: s[0] - '0', Subject: subject, Detail: detail}, i + 1 + n
}

// scanNumber reads one to three digits that no fourth follows.
func scanNumber(s string) (v uint16, n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		if n == 3 {
			return 0, 0
		}
		v = v*10 + uint16(s[n]-'0')
		n++
	}
	return v, n
}

// IsZero reports whether s is the zero Status.
func (s Status) IsZero() bool { return s == Status{} }

// Specific reports whether s says more than its class: X.0.0 does not.
func (s Status) Specific() bool { return s.Subject != 0 || s.Detail != 0 }

// String gives the form "5.1.1", and "" for the zero Status.
func (s Status) String() string {
	return string(s.append(make([]byte, 0, 8)))
}

// append appends the form of String.
func (s Status) append(b []byte) []byte {
	if s.IsZero() {
		return b
	}
	b = append(b, '0'+s.Class, '.')
	b = strconv.AppendUint(b, uint64(s.Subject), 10)
	b = append(b, '.')
	return strconv.AppendUint(b, uint64(s.Detail), 10)
}

// MarshalText gives the form of [Status.String].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText takes the form of [ParseStatus] or nothing.
func (s *Status) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*s = Status{}
		return nil
	}
	st, err := ParseStatus(strings.TrimSpace(string(b)))
	if err == nil {
		*s = st
	}
	return err
}
