package diagnose

import (
	"fmt"
	"strings"
	"testing"
)

func TestLinkedIPs(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "[]",
		"ip=192.0.2.1 is no link":            "[]",
		"see http://x.example/?ip=192.0.2.1": "[192.0.2.1]",
		"<https://x.example/Why?s=mfrom&id=a%40b.example&ip=192.0.2.1&r=mx>": "[192.0.2.1]",
		"https://x.example/Why?s=mfrom;ip=192.0.2.1;r=mx":                    "[192.0.2.1]",
		"https://x.example/query/ip/2001:db8::1.":                            "[2001:db8::1]",
		"https://x.example/?ip=2001%3Adb8%3A%3A1)":                           "[2001:db8::1]",
		"https://x.example/?ip=300.1.1.1 https://x.example/?ip=":             "[]",
		strings.Repeat("http://x/?ip=192.0.2.1 ", 1000):                      "[192.0.2.1]",
	} {
		if got := fmt.Sprint(linkedIPs(in)); got != want {
			t.Errorf("linkedIPs(%.60q) = %s, want %s", in, got, want)
		}
	}
}
