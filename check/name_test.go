package check

import "testing"

func TestASCIIName(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		ok         bool
	}{
		{"Example.COM.", "example.com", true}, {" example.com ", "example.com", true}, {"bücher.example", "xn--bcher-kva.example", true},
		{"BÜCHER.example", "xn--bcher-kva.example", true}, {"_dmarc.example.com", "_dmarc.example.com", true}, {"a", "a", true},
		{"", "", false}, {".", "", false}, {"a..b", "", false}, {".a", "", false}, {"a b", "", false}, {`a\.b`, "", false}, {"a@b", "", false},
		{"a\x00b", "", false}, {"\xff.example", "", false},
	} {
		got, err := asciiName(tt.name)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("asciiName(%q) = %q, %v, want %q, ok %v", tt.name, got, err, tt.want, tt.ok)
		}
	}
	label := make([]byte, 64)
	for i := range label {
		label[i] = 'a'
	}
	if _, err := asciiName(string(label) + ".example"); err == nil {
		t.Error("asciiName takes a label of 64 octets")
	}
	long := ""
	for range 127 {
		long += "a."
	}
	if _, err := asciiName(long + "example"); err == nil {
		t.Error("asciiName takes a name of more than 253 octets")
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		child, parent string
		want          bool
	}{
		{"a.example.com", "example.com", true}, {"example.com", "example.com", true}, {"example.com", "", true},
		{"notexample.com", "example.com", false}, {"com", "example.com", false},
	} {
		if got := isBelow(tt.child, tt.parent); got != tt.want {
			t.Errorf("isBelow(%q, %q) = %v, want %v", tt.child, tt.parent, got, tt.want)
		}
	}
	for _, tt := range []struct {
		name, want string
		ok         bool
	}{{"a.b.c", "b.c", true}, {"c", "", false}, {"", "", false}} {
		if got, ok := parentName(tt.name); got != tt.want || ok != tt.ok {
			t.Errorf("parentName(%q) = %q, %v, want %q, %v", tt.name, got, ok, tt.want, tt.ok)
		}
	}
	for _, tt := range []struct{ name, want string }{
		{"a.b.example.com", "example.com"}, {"a.example.co.uk", "example.co.uk"}, {"com", "com"}, {"", ""}, {"a.b.example", "b.example"},
	} {
		if got := registrable(tt.name); got != tt.want {
			t.Errorf("registrable(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
	if got, want := canonical(`A\.`), `a\.`; got != want {
		t.Errorf("canonical = %q, want %q", got, want)
	}
	if got, want := canonical(`A\\.`), `a\\`; got != want {
		t.Errorf("canonical = %q, want %q", got, want)
	}
}
