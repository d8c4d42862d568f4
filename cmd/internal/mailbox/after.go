package mailbox

import (
	"fmt"
	"strings"
)

// An After says what becomes of a message in its mailbox once it is in the
// store. The zero After flags it as seen.
type After struct {
	Action Action
	// Folder is where AfterMove moves it, in the words of the source: a Maildir
	// folder, an IMAP mailbox, a directory.
	Folder string
}

// An Action is what is done to a message.
type Action uint8

// The actions.
const (
	AfterSeen   Action = iota // flag it as seen
	AfterKeep                 // leave it as it is
	AfterDelete               // delete it
	AfterMove                 // move it to a folder
)

// ParseAfter reads the value of --after: seen, keep, delete or move:FOLDER.
func ParseAfter(s string) (After, error) {
	switch s {
	case "", "seen":
		return After{Action: AfterSeen}, nil
	case "keep":
		return After{Action: AfterKeep}, nil
	case "delete":
		return After{Action: AfterDelete}, nil
	}
	if folder, ok := strings.CutPrefix(s, "move:"); ok && folder != "" {
		return After{Action: AfterMove, Folder: folder}, nil
	}
	return After{}, fmt.Errorf("mailbox: %q: must be seen, keep, delete or move:FOLDER", s)
}

// String gives what ParseAfter reads.
func (a After) String() string {
	switch a.Action {
	case AfterKeep:
		return "keep"
	case AfterDelete:
		return "delete"
	case AfterMove:
		return "move:" + a.Folder
	}
	return "seen"
}
