package dsn

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLineAddress(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"jane@example.net", "jane@example.net"},
		{"  <jane@example.net>:", "jane@example.net"},
		{"   * jane@example.net", "jane@example.net"},
		{"'jane@example.net'", "jane@example.net"},
		{"Jane Roe (jane@example.net)<mailto:jane@example.net>", "jane@example.net"},
		{"Jane Roe<mailto:jane@example.net>", "jane@example.net"},
		{"Jane Roe <jane@example.net>", "jane@example.net"},
		{"To: jane@example.net", ""},
		{"write to jane@example.net", ""},
		{"jane@example.net, john@example.net", ""},
		{"jane@example.net on 3/2/2004 10:15 AM", ""},
		{"", ""},
	} {
		if got := lineAddress(tt.in); got != tt.want {
			t.Errorf("lineAddress(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestHostWord(t *testing.T) {
	for _, tt := range []struct{ in, name, ip string }{
		{"Remote Server at mx.example.net (192.0.2.1) returned ", "mx.example.net", "192.0.2.1"},
		{"dns;mx.example.net (TCP|192.0.2.7|47323|192.0.2.8|25) (mx ESMTP)", "mx.example.net", "192.0.2.7"},
		{"[192.0.2.1]", "", "192.0.2.1"},
		{"3.5.1 is no host", "", ""},
	} {
		got := hostWord(tt.in)
		ip := ""
		if got.Address.IsValid() {
			ip = got.Address.String()
		}
		if got.Name != tt.name || ip != tt.ip {
			t.Errorf("hostWord(%q) = %q %q, want %q %q", tt.in, got.Name, ip, tt.name, tt.ip)
		}
	}
}

func TestReadLabels(t *testing.T) {
	labels := []label{{"recipient:", labelRecipient}, {"reason:", labelReason}, {"reason: remote said:", labelReply}, {"bye", labelEnd}}
	text := "Recipient:\n\n  jane@example.net\nReason: full,\n  very full\n\nignored\nRecipient: <john@example.net>\nReason: Remote said: 550 no\n\nBye\nRecipient: joe@example.net\n"
	want := []statement{
		{recipients: []string{"jane@example.net"}, reason: "full,\nvery full"},
		{recipients: []string{"john@example.net"}, reply: "550 no"},
	}
	if diff := cmp.Diff(want, readLabels(&message{}, text, labels), cmp.AllowUnexported(statement{})); diff != "" {
		t.Errorf("readLabels(%q): %s", text, diff)
	}
}

func TestExchangeEntries(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []exchangeEntry
	}{
		{"an apostrophe and a line end in the reply",
			"jane@example.net\nmx.example.net\nRemote Server returned '550 5.1.0 not allowed per it's SPF Record.\nPlease inspect it'\n",
			[]exchangeEntry{{addr: "jane@example.net", host: MTA{Name: "mx.example.net"}, reply: "550 5.1.0 not allowed per it's SPF Record. Please inspect it"}}},
		{"words behind the reply",
			"jane@example.net\nServer mx.example.net hat '550 5.1.1 unbekannt' gemeldet\n\nmehr",
			[]exchangeEntry{{addr: "jane@example.net", host: MTA{Name: "mx.example.net"}, reply: "550 5.1.1 unbekannt"}}},
		{"2010 on two lines, and the address of the heading",
			"joe@example.org\nno such user\n\njane@example.net\nmx.example.net #550 5.1.1 <jane@example.net>: Recipient\naddress rejected ##rfc822;jr@example.com\n",
			[]exchangeEntry{{addr: "jane@example.net", original: "jr@example.com", host: MTA{Name: "mx.example.net"}, reply: "550 5.1.1 <jane@example.net>: Recipient address rejected"}}},
		{"2007 with the type",
			"jane@example.net\n#< #5.2.2 smtp;550 5.2.2 full> #SMTP#\n",
			[]exchangeEntry{{addr: "jane@example.net", status: "5.2.2", reply: "smtp;550 5.2.2 full"}}},
		{"only the heading",
			"Jane Roe<mailto:jane@example.net>\nnot found\n",
			[]exchangeEntry{{addr: "jane@example.net"}}},
	} {
		if diff := cmp.Diff(tt.want, exchangeEntries(tt.in), cmp.AllowUnexported(exchangeEntry{}), cmp.Comparer(func(a, b MTA) bool { return a == b })); diff != "" {
			t.Errorf("%s: exchangeEntries(%q): %s", tt.name, tt.in, diff)
		}
	}
}
