package catalog

import (
	"strconv"
	"strings"
)

// Exit statuses of a delivery program that say more than that it failed:
// sysexits(3).
const (
	exitNoUser       = 67
	exitNoHost       = 68
	exitNoPermission = 77
	exitConfig       = 78
)

// exitStatus reads a text that is nothing but the exit status of a delivery
// program, as in Sendmail's "Diagnostic-Code: X-Unix; 75", and gives what it
// means.
func exitStatus(text string) (Category, bool) {
	text = strings.TrimSpace(text)
	if len(text) == 0 || len(text) > 3 {
		return "", false
	}
	n, err := strconv.ParseUint(text, 10, 8) // an exit status has eight bits
	if err != nil {
		return "", false
	}
	switch {
	case n == exitNoUser:
		return UserUnknown, true
	case n == exitNoHost:
		return DomainUnknown, true
	case n == exitNoPermission, n == exitConfig:
		return ServerError, true
	case n == 1, n == 2, n >= 64 && n <= 76, n == 100, n == 111, n == 126, n == 127, n == 255:
		return MailerError, true // sysexits(3), qmail's, the shell's
	}
	return "", false
}
