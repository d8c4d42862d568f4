//go:build !linux

package mailbox

func rename(from, to string) error { return renameLooking(from, to) }
