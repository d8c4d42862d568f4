package mailbox

import "golang.org/x/sys/unix"

// setLockCommand sets a lock of the open file: one of the process would end
// when any other file descriptor of the file is closed. Both exclude each other.
const setLockCommand = unix.F_OFD_SETLK
