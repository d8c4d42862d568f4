package store

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// An eventID is an event_id on its way to or from the database, which has the
// bytes that its hexadecimal digits stand for: half the room.
type eventID string

// key gives what the database has. An id that is not of this form is no event's.
func (id eventID) key() []byte {
	b, err := hex.DecodeString(string(id))
	if err != nil {
		return []byte(id)
	}
	return b
}

// Scan implements sql.Scanner.
func (id *eventID) Scan(value any) error {
	b, ok := value.([]byte)
	if !ok {
		return fmt.Errorf("store: an event_id is a %T", value)
	}
	*id = eventID(hex.EncodeToString(b))
	return nil
}

// between gives the first and the last key that an id with this prefix may have.
func (id eventID) between() (first, last []byte, ok bool) {
	const digits = 32
	n := digits - len(id)
	if n < 0 {
		return nil, nil, false
	}
	first, err := hex.DecodeString(string(id) + strings.Repeat("0", n))
	if err != nil {
		return nil, nil, false
	}
	last, err = hex.DecodeString(string(id) + strings.Repeat("f", n))
	return first, last, err == nil
}
