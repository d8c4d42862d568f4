// Package dsn decodes the messages that mail systems send back about delivery:
// delivery status notifications (RFC 3464, RFC 6533) and the bounces of systems
// that write in their own way. It tells them from abuse reports, read receipts,
// automatic replies and ordinary mail.
//
//	rep, err := dsn.Parse(r)
//	if err != nil {
//		return err // not a mail message, too large, or r failed
//	}
//	for _, rcpt := range rep.Recipients {
//		fmt.Println(rcpt.Final.Value, rcpt.Action, rcpt.Status, rcpt.Reply)
//	}
//
// # Leniency
//
// Real bounces are damaged in many ways: parts out of order, fields in a text
// part, missing boundaries, bad dates, wrong charsets. All that can be got over
// is, and stands in Report.Problems; one bad field never loses the others. An
// error of [Parse] means that there is no Report at all.
//
// # Nothing is invented
//
// A value that the message does not state is left empty: there is no made-up
// 5.0.0 and no guessed recipient. Status is the more specific of the Status
// field and of the code in the diagnostic text, and StatusSource says which.
// Final and original recipient are both given as the message gives them.
//
// # Cost
//
// A message is read once, from front to back. Headers and the beginnings of
// text are kept, the rest of what is attached is skipped, so that memory does
// not grow with the size of a message. Parse uses no network and no clock, and
// keeps nothing from one message to the next but buffers that are used again; it
// may be called from many goroutines.
//
// # Adding a format
//
// A mail system with bounces of its own is one file format_<name>.go, one line
// in the list of formats, and mails with their golden reports in
// testdata/<name>. A test fails if one of them is missing.
//
// # Compatibility
//
// Fields of the types here may be added, and names of formats and problems;
// none are renamed or change their meaning within a major version.
package dsn
