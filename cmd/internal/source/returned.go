package source

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
)

// AsReturned gives a report that returns the message b, so that it is read the
// way a bounce's is.
func AsReturned(b []byte) io.Reader {
	// No message holds its own hash.
	boundary := fmt.Sprintf("%x", sha256.Sum256(b))
	const head = "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\""
	return io.MultiReader(
		bytes.NewReader([]byte(head+boundary+"\"\n\n--"+boundary+"\nContent-Type: message/rfc822\n\n")),
		bytes.NewReader(b),
		bytes.NewReader([]byte("\n--"+boundary+"--\n")),
	)
}
