package dsn

// formatMailEnable reads the text of MailEnable:
//
//	The following recipient(s) could not be reached:
//
//		Recipient: [SMTP:jane@example.net]
//		Reason: Remote SMTP Server Returned: 550 5.1.1 No such user
var formatMailEnable = format{
	name:  "mailenable",
	title: "MailEnable",
	marks: []string{"MailEnable: Message could not be delivered", "MailEnable: Message Delivery", "Reason: Remote SMTP Server Returned:", "Recipient: [SMTP:", "Recipient: [SF:"},
	read: labelled([]label{
		{"recipient:", labelRecipient}, {"reason: remote smtp server returned:", labelReply}, {"reason:", labelReason},
		{"message headers follow:", labelReturned}, {"message contents follow:", labelReturned},
	}, "Delivery Delay", "has been delayed", "will be retried"),
}
