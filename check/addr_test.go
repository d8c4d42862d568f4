package check

import (
	"net/netip"
	"testing"
)

func TestUnreachable(t *testing.T) {
	for _, tt := range []struct {
		ip   string
		want bool
	}{
		{"192.0.2.1", false}, {"198.51.100.1", false}, {"203.0.113.1", false}, {"8.8.8.8", false}, {"2001:db8::1", false}, {"2a00::1", false},
		{"172.15.0.1", false}, {"172.32.0.1", false}, {"100.63.0.1", false}, {"11.0.0.1", false}, {"223.255.255.255", false},
		{"10.1.2.3", true}, {"172.16.0.1", true}, {"172.31.255.255", true}, {"192.168.1.1", true}, {"127.0.0.1", true}, {"0.0.0.0", true},
		{"169.254.1.1", true}, {"100.64.0.1", true}, {"224.0.0.1", true}, {"255.255.255.255", true}, {"198.18.0.1", true},
		{"::", true}, {"::1", true}, {"fe80::1", true}, {"fd00::1", true}, {"ff02::1", true}, {"2002:c000:201::1", true}, {"2001::1", true},
		{"::ffff:192.0.2.1", true}, {"::ffff:10.0.0.1", true}, {"64:ff9b::1", true},
	} {
		if got := unreachable(netip.MustParseAddr(tt.ip)); (got != "") != tt.want {
			t.Errorf("unreachable(%s) = %q, want %v", tt.ip, got, tt.want)
		}
	}
}
