package check

import (
	"net/netip"
	"testing"
)

func TestGenericName(t *testing.T) {
	for _, tt := range []struct {
		name, ip string
		want     bool
	}{
		{"192-0-2-10.example.net", "192.0.2.10", true},
		{"ip192.0.2.10.example.net", "192.0.2.10", true},
		{"10.2.0.192.static.example.net", "192.0.2.10", true},
		{"host-192-000-002-010.example.net", "192.0.2.10", true},
		{"h192000002010.example.net", "192.0.2.10", true},
		{"c000020a.example.net", "192.0.2.10", true},
		{"pool-2-10.example.net", "192.0.2.10", true},
		{"10-2.cust.example.net", "192.0.2.10", true},
		{"dhcp17.example.net", "192.0.2.10", true},
		{"p1234.dip0.example.net", "192.0.2.10", false},
		{"ec2-192-0-2-10.compute-1.amazonaws.com", "192.0.2.10", true},
		{"vmi1234.contaboserver.net", "192.0.2.10", true},
		{"2001-db8--10.example.net", "2001:db8::10", true},
		{"20010db8000000000000000000000010.v6.example.net", "2001:db8::10", true},
		{"0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.example.net", "2001:db8::10", true},
		{"host-0011-2233-4455-6677.example.net", "2001:db8::11:2233:4455:6677", true},
		{"mail.example.net", "192.0.2.10", false},
		{"mail-10.example.net", "192.0.2.10", false},
		{"a2-10.smtp-out.example.net", "192.0.2.10", false},
		{"mx192.example.net", "192.0.2.10", false},
		{"192-0-2-100.example.net", "192.0.2.10", false},
		{"dynamics.example.net", "192.0.2.10", false},
		{"dhcp.net", "192.0.2.10", false},
		{"mail.example.net", "2001:db8::10", false},
		{"mail0000000000000010.example.net", "2001:db8::10", false},
		{"net", "192.0.2.10", false},
		{"", "192.0.2.10", false},
	} {
		if got := genericName(tt.name, netip.MustParseAddr(tt.ip)); (got != "") != tt.want {
			t.Errorf("genericName(%q, %s) = %q, want generic %v", tt.name, tt.ip, got, tt.want)
		}
	}
}
