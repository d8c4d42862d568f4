//go:build unix && !linux

package mailbox

import "golang.org/x/sys/unix"

const setLockCommand = unix.F_SETLK
