package dsn

// formatMimecast reads the notices of Mimecast:
//
//	An email that you attempted to send to the following address could not be delivered:
//	-- jane@example.net
//
//	The problem appears to be :
//	-- Recipient email address is possibly incorrect
//
//	Additional information follows :
//	-- 5.4.1 Recipient address rejected: Access denied.
var formatMimecast = format{
	name:  "mimecast",
	title: "Mimecast",
	marks: []string{
		"An email that you attempted to send to the following address", "An email you sent to the following address",
		"The problem appears to be :", "The problem appears to be:\n--",
	},
	read: labelled([]label{
		{"an email that you attempted to send to the following address", labelRecipient},
		{"an email you sent to the following address", labelRecipient},
		{"the problem appears to be", labelReason}, {"additional information follows", labelReply}, {"this condition occurred", labelEnd},
		{"if you sent the email", labelEnd},
	}, "is delayed", "has been delayed", "delivery delay"),
}
