package dsn

import (
	"strings"
	"testing"
)

func TestUnwrap(t *testing.T) {
	tests := []struct {
		address string
		want    Unwrapped
	}{
		// VERP
		{"bounce+jane=example.org@lists.example.com", Unwrapped{SchemeVERP, "jane@example.org", "bounce@lists.example.com"}},
		{"<list-bounces+jane=example.org@lists.example.com>", Unwrapped{SchemeVERP, "jane@example.org", "list-bounces@lists.example.com"}},
		{"List-Bounces+Jane.Doe=Example.ORG@lists.example.com", Unwrapped{SchemeVERP, "Jane.Doe@Example.ORG", "List-Bounces@lists.example.com"}},
		{"list-bounces+jane+news=example.org@lists.example.com", Unwrapped{SchemeVERP, "jane+news@example.org", "list-bounces@lists.example.com"}},
		{"list-bounces+jane-anne=example.org@lists.example.com", Unwrapped{SchemeVERP, "jane-anne@example.org", "list-bounces@lists.example.com"}},
		{"news-jane=example.org@example.com", Unwrapped{SchemeVERP, "jane@example.org", "news@example.com"}},
		{"bounces+4711123-ab12-jane=example.org@em.example.com", Unwrapped{SchemeVERP, "jane@example.org", "bounces@em.example.com"}},
		{"bounce+a1b2c3.d4e5f6-jane=example.org@mg.example.com", Unwrapped{SchemeVERP, "jane@example.org", "bounce@mg.example.com"}},
		{"bounce-mc.us1_12345.67890-jane=example.org@mail1.example.com", Unwrapped{SchemeVERP, "jane@example.org", "bounce@mail1.example.com"}},
		{"sentto-1234-567-1234567890-jane=example.org@returns.example.com", Unwrapped{SchemeVERP, "jane@example.org", "sentto@returns.example.com"}},
		{"bounce-debian-user=jane=example.org@lists.example.com", Unwrapped{SchemeVERP, "jane@example.org", "bounce-debian-user@lists.example.com"}},
		{"owner-list*jane**example.org@lists.example.com", Unwrapped{SchemeListserv, "jane@example.org", "owner-list@lists.example.com"}},
		{"list-return-47-jane=example.org@lists.example.com", Unwrapped{SchemeEzmlm, "jane@example.org", "list@lists.example.com"}},
		{"my-list-return-47-jane-anne=example.org@lists.example.com", Unwrapped{SchemeEzmlm, "jane-anne@example.org", "my-list@lists.example.com"}},
		{"bounce+jane==a==example.org==list@lists.example.com", Unwrapped{SchemeSympa, "jane@example.org", "list@lists.example.com"}},
		{"bounce+jane==a==example.org==list==w@lists.example.com", Unwrapped{SchemeSympa, "jane@example.org", "list@lists.example.com"}},
		{"me+caf_=jane=example.org@gmail.example", Unwrapped{SchemeForward, "jane@example.org", "me@gmail.example"}},
		// SRS
		{"SRS0=HHHH=TT=example.com=bob@forwarder.example", Unwrapped{SchemeSRS0, "", "bob@example.com"}},
		{"srs0+a/b+=4K=example.com=bob=x@forwarder.example", Unwrapped{SchemeSRS0, "", "bob=x@example.com"}},
		{"SRS0-HHHH=TT=example.com=prvs=0123456789=bob@forwarder.example", Unwrapped{SchemeSRS0, "", "prvs=0123456789=bob@example.com"}},
		{"SRS1=HHHH=forwarder.example==GGGG=TT=example.com=bob@second.example", Unwrapped{SchemeSRS1, "", "bob@example.com"}},
		{"SRS1=HHHH=forwarder.example=+GGGG=TT=example.com=bob@second.example", Unwrapped{SchemeSRS1, "", "bob@example.com"}},
		{"me+SRS=HHHH=TT=example.com=bob@forwarder.example", Unwrapped{SchemeSRSPlus, "", "bob@example.com"}},
		// BATV
		{"prvs=0123456789=bob@example.com", Unwrapped{SchemeBATV, "", "bob@example.com"}},
		{"prvs=4711ab3c9d=bob+news@example.com", Unwrapped{SchemeBATV, "", "bob+news@example.com"}},
		{"prvs=bob/4711ab3c9d@example.com", Unwrapped{SchemeBATV, "", "bob@example.com"}},
		{"btv1==123abcdef01==bob@example.com", Unwrapped{SchemeBATV, "", "bob@example.com"}},
		{"msprvs1=18abcDEF0=bounces-4711@example.com", Unwrapped{SchemeBATV, "", "bounces-4711@example.com"}},
	}
	for _, tt := range tests {
		got, ok := Unwrap(tt.address)
		if !ok || got != tt.want {
			t.Errorf("Unwrap(%q) = %+v, %v; want %+v", tt.address, got, ok, tt.want)
		}
	}
}

// TestUnwrapNot has addresses that are not rewritten, though they look much like
// it, or that could be read in two ways.
func TestUnwrapNot(t *testing.T) {
	for _, address := range []string{
		"", "@", "bob", "bob@example.com", "@example.com", "a=b@", strings.Repeat("a", 2000) + "@example.com",
		"bob+news@example.com",                 // a plus address
		"bob+shop=example.org@example.com",     // a plus address with the name of a shop
		"bob+bounce@example.com",               // no recipient
		"bounce+jane@example.com",              // no domain
		"bounce+jane=example@example.com",      // no domain
		"bounce+jane=192.0.2.1@example.com",    // an address, no name
		"bounce+=example.org@example.com",      // no user
		"jane=example.org@example.com",         // no prefix
		"a-b-c=example.org@example.com",        // b-c or c
		"bounces-jane-doe=example.org@x.com",   // jane-doe, or an id and doe
		"-jane=example.org@example.com",        // no prefix
		"bounce+a=b=example.org@example.com",   // neither a=b nor b
		"list-return-jane=example.org@a.com",   // jane, or return-jane
		"list-return-12-@example.com",          //
		"list-return-x1-jane=example@a.com",    //
		"sub+x==a==y==z@example.com",           // no domain
		"owner-list*jane@example.com",          // half of it
		"x*jane**example.org@example.com",      // no owner
		"srs0@example.com",                     //
		"srs0=bob@example.com",                 //
		"SRS0=HHHH=TT=bob@example.com",         // no domain
		"SRS0=HHHH=TT=example.org=@a.com",      // no user
		"SRS0_HHHH=TT=example.org=bob@a.com",   // another separator
		"SRS2=HHHH=TT=example.org=bob@a.com",   // another number
		"SRS1=HHHH=example.org=bob@a.com",      // nothing inside
		"SRS1=HHHH==GGGG=TT=a.org=bob@a.com",   // no forwarder
		"srsly+jane@example.com",               //
		"bounces+SRS=HHHH=TT@example.com",      // the sender is not in it
		"prvs=bob@example.com",                 //
		"prvs=jane=bob@example.com",            // no digits
		"prvs==bob@example.com",                //
		"btv1=123abcdef01=bob@example.com",     //
		"btv1==bob@example.com",                //
		"0101018c4711-7d62-40d9-000000@a.com",  // Amazon SES
		"bounce-md_47.11.v1-0a1b2c@a.com",      // Mandrill
		"me+caf_=jane@gmail.example",           // no domain
		"reply+jane=example.org@example.com",   // an address to answer to
		"invoice+4711=example.org@example.com", //
	} {
		if got, ok := Unwrap(address); ok {
			t.Errorf("Unwrap(%q) = %+v, want none", address, got)
		}
	}
}

// TestRewrites has bounces to rewritten addresses.
func TestRewrites(t *testing.T) {
	bounce := func(header, final, returned string) string {
		return header + "From: MAILER-DAEMON@mx.example.com\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
			"--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; " + final +
			"\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\n" + returned + "\n--b--\n"
	}
	tests := []struct{ name, mail, original, rewrites string }{
		{"VERP behind an alias", bounce("To: bounces+jane=example.org@example.com\n", "j.doe@example.net", "To: jane@example.org\n"),
			"jane@example.org", "To verp jane@example.org bounces@example.com"},
		{"VERP of the same recipient", bounce("To: bounces+jane=example.org@example.com\n", "jane@example.org", ""),
			"", "To verp jane@example.org bounces@example.com"},
		{"VERP that the recipient settles", bounce("To: bounces-jane-doe=example.org@example.com\n", "jane-doe@example.org", ""),
			"", "To verp jane-doe@example.org bounces@example.com"},
		{"VERP by a plus address that To settles", bounce("Delivered-To: news+jane=example.org@example.com\nTo: news@example.com\n", "j@example.net", "To: jane@example.org\n"),
			"jane@example.org", "Delivered-To verp jane@example.org news@example.com"},
		{"VERP in the returned message", bounce("To: x@example.com\n", "j@example.net", "Return-Path: <b+jane=example.org@example.com>\n"),
			"jane@example.org", "envelope_from verp jane@example.org b@example.com"},
		{"SRS of BATV", bounce("To: SRS0=HHHH=TT=example.com=prvs=0123456789=bob@fwd.example\n", "jane@example.org", ""),
			"", "To srs0  prvs=0123456789=bob@example.com, To batv  bob@example.com"},
		{"two that differ", bounce("To: b+jane=example.org@example.com\nDelivered-To: b+john=example.org@example.com\n", "j@example.net", ""),
			"", "To verp jane@example.org b@example.com, Delivered-To verp john@example.org b@example.com"},
		{"the same twice", bounce("To: b+jane=example.org@example.com\nDelivered-To: b+jane=example.org@example.com\n", "j@example.net", ""),
			"jane@example.org", "To verp jane@example.org b@example.com"},
		{"a user's forwarding", bounce("To: me+caf_=jane=example.org@gmail.example\n", "j@example.net", ""),
			"", "To gmail-forward jane@example.org me@gmail.example"},
		{"none", bounce("To: bob+shop=example.org@example.com\n", "jane@example.org", "To: jane@example.org\n"), "", ""},
	}
	for _, tt := range tests {
		rep, err := Parse(strings.NewReader(tt.mail))
		if err != nil || len(rep.Recipients) != 1 {
			t.Fatalf("%s: %d recipients, error %v; want one recipient", tt.name, len(rep.Recipients), err)
		}
		var got []string
		for _, r := range rep.Rewrites {
			got = append(got, r.Field+" "+string(r.Scheme)+" "+r.Recipient+" "+r.Sender)
		}
		if s := strings.Join(got, ", "); s != tt.rewrites {
			t.Errorf("%s: rewrites %q, want %q", tt.name, s, tt.rewrites)
		}
		if o := rep.Recipients[0].Original.Value; o != tt.original {
			t.Errorf("%s: original recipient %q, want %q", tt.name, o, tt.original)
		}
	}
}
