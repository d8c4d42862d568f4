package diagnose

import (
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestSpeaker holds that the words of a recipient's filter and of a list's server
// are taken for what these programs mean by them.
func TestSpeaker(t *testing.T) {
	notAllowed := dsn.Status{Class: 5, Subject: 7, Detail: 1}
	tests := []struct {
		format, typ string
		status      dsn.Status
		text        string
		want        catalog.Category
	}{
		{"sieve", "", dsn.Status{}, "No quiero correo de esta lista, borre mi dirección.", catalog.RecipientRefused},
		{"sieve", "", dsn.Status{}, "Your list isn't welcome here.", catalog.RecipientRefused},
		{"sieve", "", dsn.Status{}, "Diese Adresse liest niemand zum Spaß.", catalog.RecipientRefused},
		{"sieve", "", dsn.Status{}, "My address has changed, please use jane@example.org.", catalog.UserMoved},
		{"sieve", "", dsn.Status{}, "Quota exceeded (mailbox for user is full)", catalog.MailboxFull},
		{"sieve", "", dsn.Status{}, "This mailbox was closed.", catalog.UserDisabled},
		{"sieve", "", dsn.Status{}, "Attachments of type .exe are not allowed", catalog.ContentRejected},
		{"", "", dsn.Status{Class: 5}, "This address doesn't take newsletters.", catalog.RecipientRefused},
		{"", "", dsn.Status{Class: 5}, "Mails from outside are not accepted for this group", catalog.RecipientRefused},
		{"", "", dsn.Status{Class: 5}, "De medewerker werkt hier niet meer.", catalog.UserDisabled},
		{"sympa", "", dsn.Status{}, "Сообщение в рассылку отклонил модератор", catalog.RecipientRefused},
		{"rfc3464", "x-sympa", notAllowed, "Delivery not authorized, message refused", catalog.RecipientRefused},
		{"rfc3464", "x-sympa", dsn.Status{Class: 5, Subject: 7}, "Other or undefined security status", catalog.Virus},
		{"rfc3464", "x-sympa", dsn.Status{Class: 4, Subject: 2, Detail: 1}, "Mailbox disabled, not accepting messages", catalog.ServerError},
		{"rfc3464", "x-sympa", dsn.Status{Class: 5, Subject: 2, Detail: 3}, "Message length exceeds administrative limit", catalog.MessageTooLarge},
		{"rfc3464", "smtp", notAllowed, "571 Delivery not authorized, message refused", catalog.Policy},
	}
	for _, tt := range tests {
		r := dsn.Recipient{Action: dsn.ActionFailed, Status: tt.status, Diagnostic: dsn.Diagnostic{Type: tt.typ, Text: tt.text}}
		rep := dsn.Report{Format: tt.format}
		if got := classify(catalog.Builtin(), query(&rep, &r), &r); got.Category != tt.want {
			t.Errorf("classify(%q in %s) = %s by %s, want %s", tt.text, tt.format, got.Category, got.Why.Rule, tt.want)
		}
	}
}
