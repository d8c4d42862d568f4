package catalog

import (
	"hash/fnv"
	"strings"
)

// What administrators write around the reason: it says nothing about it, which
// the words are to learn.
var (
	openings = []string{
		"Sorry,", "We are sorry, but", "We regret that we cannot deliver your message:", "Your message was rejected.", "Your e-mail could not be delivered.",
		"Message rejected:", "Mail rejected.", "Mail refused:", "Rejected:", "Access denied.", "Error:", "Delivery failed.", "Delivery impossible:", "Undeliverable:", "Hello,",
		"This is the mail server of Example University.", "This is mx1.example.net.", "Welcome to the mail gateway of Example Ltd.", "Example Corp mail system:",
		"Unfortunately", "I'm sorry, but", "Dear sender,", "Attention:", "Permanent error:", "Message not accepted:", "Transaction failed:", "Your mail has been returned because", "Mail to us was blocked because",
		"The message you sent could not be accepted.", "Our system has refused this message.", "Your mail was not accepted by our server because", "Reason:", "Notice:", "Mail delivery problem:", "Service unavailable;", "ERROR:",
	}
	closings = []string{
		"See https://www.example.net/mail/errors for details.", "Please contact postmaster@example.net.", "Please contact your system administrator.", "For help call +44 20 7946 0000.", "If you believe this is an error, contact the postmaster.",
		"If this is wrong please write to abuse@example.net from another account.", "Please see http://www.example.com/postmaster/help", "Contact the helpdesk at helpdesk@example.edu for assistance.", "More information: https://it.example.edu/mail",
		"Please ask your administrator to fix this.", "Ask the person you want to write to for another way to reach them.", "Please forward this message to your IT department.", "Your mail has not been delivered.", "The message was not delivered.",
		"Please correct this and send your message again.", "Please do not reply to this message.", "Queue id 4ABCDEF, host mx2.example.net", "Ticket #12345.", "Reference 8812-aa.", "You can also use our contact form at https://www.example.net/contact",
		"Please phone us instead.", "Please let us know if you have any questions.", "Use our web form to write to us.", "Thank you.", "Bye.", "Goodbye.", "Nothing was delivered.", "We apologise for the inconvenience.", "Your administrator will know what to do.",
		"Contact support with this code.", "The sender should contact the recipient by other means.", "The original message is attached.", "For details see our policy page.", "Giving this text to your provider will help.", "Have a nice day",
	}
)

// framed gives a reply with an opening and a closing, or one of them, chosen by a
// hash of it.
func framed(reply string) string {
	sum := fnv.New64a()
	sum.Write([]byte(reply))
	choice := sum.Sum64()
	choice ^= choice >> 31
	from := 0
	for from < len(reply) && strings.IndexByte("0123456789.- #", reply[from]) >= 0 {
		from++
	}
	code, words := reply[:from], reply[from:]
	if choice%4 != 0 {
		words = openings[choice/4%uint64(len(openings))] + " " + words
	}
	if choice%4 != 1 {
		words = strings.TrimRight(words, ".") + ". " + closings[choice/256%uint64(len(closings))]
	}
	return code + words
}

// isASCII reports whether a reply is likely to be in English.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
