package dsn

// formatLMail reads the error descriptions that VM's LMail, VMS's MX and others
// of BITNET made for LISTSERV:
//
//	--> Error description:
//	Error-For:  JANE@vm.example.net
//	Error-Code: 3
//	Error-Text: No such local user.
//
//	Error-End:  One error reported.
var formatLMail = format{
	name:  "lmail",
	title: "LMail (VM), MX (VMS)",
	marks: []string{"Error-Text: "},
	read: labelled([]label{
		{"error-for:", labelRecipient}, {"error-text:", labelReason}, {"error-code:", labelSkip}, {"error-end:", labelSkip},
	}),
}
