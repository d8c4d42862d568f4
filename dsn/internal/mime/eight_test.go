package mime

import "testing"

func TestDigits(t *testing.T) {
	for _, tt := range []struct {
		in string
		ok bool
	}{
		{"09:14:07", true}, {"99:99:99", true}, {"09:14:0/", false}, {"09:14:0:", false}, {"09.14:07", false}, {"09:14:\xb0\xb7", false}, {" 9:14:07", false},
	} {
		values, ok := Digits(tt.in, "00:00:00")
		if ok != tt.ok {
			t.Errorf("Digits(%q) = %x, %v, want %v", tt.in, values, ok, tt.ok)
		}
	}
	if values, _ := Digits("09:14:07", "00:00:00"); values != 0x0700_0004_0100_0900 {
		t.Errorf("Digits(09:14:07) = %x, want %x", values, 0x0700_0004_0100_0900)
	}
}
