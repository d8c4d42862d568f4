//go:build !linux

package mailbox

// A mover renames files.
type mover struct{}

func newMover() *mover { return &mover{} }

func (m *mover) close() {}

func (m *mover) rename(from, to string) error { return renameLooking(from, to) }
