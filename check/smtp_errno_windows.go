package check

import (
	"errors"
	"syscall"
)

// winsock maps the error numbers of Windows Sockets to those of POSIX, which
// package syscall does not do.
var winsock = map[syscall.Errno]syscall.Errno{
	10013: syscall.EACCES, 10047: syscall.EAFNOSUPPORT, 10049: syscall.EADDRNOTAVAIL, 10051: syscall.ENETUNREACH,
	10053: syscall.ECONNABORTED, 10054: syscall.ECONNRESET, 10060: syscall.ETIMEDOUT, 10061: syscall.ECONNREFUSED, 10065: syscall.EHOSTUNREACH,
}

// posixError gives the error whose number is one of POSIX.
func posixError(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		if posix, ok := winsock[errno]; ok {
			return posix
		}
	}
	return err
}
