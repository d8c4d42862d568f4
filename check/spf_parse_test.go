package check_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

func TestParseSPFTerms(t *testing.T) {
	rec, errs := check.ParseSPF("v=spf1 -IP4:192.0.2.0/24 a:%{l}.example.com/20//64 mx ?include:i.example.net Foo=x exp=e.example.com ~all")
	if len(errs) > 0 {
		t.Fatalf("ParseSPF: %v", errs)
	}
	type term struct {
		kind      check.SPFKind
		pos       int
		qualifier byte
		target    string
	}
	want := []term{
		{check.SPFIP4, 7, '-', ""},
		{check.SPFA, 25, '+', "%{l}.example.com"},
		{check.SPFMX, 51, '+', ""},
		{check.SPFInclude, 54, '?', "i.example.net"},
		{check.SPFOther, 77, 0, "x"},
		{check.SPFExp, 83, 0, "e.example.com"},
		{check.SPFAll, 101, '~', ""},
	}
	var got []term
	for _, tm := range rec.Terms {
		got = append(got, term{tm.Kind, tm.Pos, tm.Qualifier, tm.Target.Text})
		if s := rec.String()[tm.Pos:]; !strings.HasPrefix(s, tm.Text) {
			t.Errorf("term %q is not at %d, where %q is", tm.Text, tm.Pos, s)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("terms = %v, want %v", got, want)
	}
	if a := rec.Terms[1]; a.Bits4 != 20 || a.Bits6 != 64 {
		t.Errorf("prefix lengths of %q = %d, %d, want 20, 64", a.Text, a.Bits4, a.Bits6)
	}
	if n := rec.Terms[0].Network; n != netip.MustParsePrefix("192.0.2.0/24") {
		t.Errorf("network = %v, want 192.0.2.0/24", n)
	}
	if rec.Terms[4].Name != "Foo" {
		t.Errorf("name = %q, want Foo", rec.Terms[4].Name)
	}
}

// TestParseSPFErrors has the position of each error marked by a "^" that is
// not part of the record, and a word of its text.
func TestParseSPFErrors(t *testing.T) {
	tests := []struct {
		marked string
		words  []string
	}{
		{"^spf1 -all", []string{`begins with "v=spf1"`}},
		{"v=spf1 ^nonsense -all", []string{`no mechanism "nonsense"`}},
		{"v=spf1 ^inclde:example.net ^exist:a.example ^exits:a.example -all", []string{`was "include" meant`, `was "exists" meant`, `was "exists" meant`}},
		{"v=spf1 ^foo:x a:^museum ip4:192.0.2.0/^33 -all", []string{"no mechanism", "single label", "prefix length"}},
		{"v=spf1 a^/ -all", []string{"can't be followed"}},
		{"v=spf1 a:example.com/^33 -all", []string{"0 to 32"}},
		{"v=spf1 a:example.com//^129 -all", []string{"0 to 128"}},
		{"v=spf1 ip4^ -all", []string{"an address after it"}},
		{"v=spf1 ip4:^192.0.2 -all", []string{"all four numbers"}},
		{"v=spf1 ip4:^192.0.2.01 -all", []string{"leading zeros"}},
		{"v=spf1 ip4:^mail.example.com -all", []string{`goes with "a:"`}},
		{"v=spf1 ip4:^2001:db8::1 -all", []string{"other kind"}},
		{"v=spf1 ^192.0.2.1 -all", []string{`without "ip4:"`}},
		{"v=spf1 ^2001:db8::1/64 -all", []string{`without "ip4:" or "ip6:"`}},
		{"v=spf1 ^_spf.example.net -all", []string{`without "include:"`}},
		{"v=spf1 ^redirect:example.net", []string{`write "redirect="`}},
		{"v=spf1 ^ipv4:192.0.2.1 -all", []string{`write "ip4:"`}},
		{"v=spf1 mx -all v=spf1 a -all", nil}, // "v" is an unknown modifier
		{"v=spf1 include^ -all", []string{`needs ":"`}},
		{"v=spf1 include:^ -all", []string{"no domain"}},
		{"v=spf1 -all^:x", []string{"takes nothing after it"}},
		{"v=spf1 exists:^%(ir).example.com -all", []string{`must be followed by`}},
		{"v=spf1 exists:^%{ir.example.com -all", []string{`no "}"`}},
		{"v=spf1 exists:%{^x}.example.com -all", []string{"no macro letter"}},
		{"v=spf1 exists:%{d^0}.example.com -all", []string{"must not be 0"}},
		{"v=spf1 exists:%{d2r^;}.example.com -all", []string{"no delimiter"}},
		{"v=spf1 exists:^%{c}.example.com -all", []string{"explanation only"}},
		{"v=spf1 a:ex^\xe4mple.com -all", []string{"0xe4"}},
		{"v=spf1 a:x.example.com^\t-all", []string{"0x09"}},
		{"v=spf1 a:x.^1com- -all", []string{"last label"}},
		{"v=spf1 redirect=a.example.net ^redirect=b.example.net", []string{"second"}},
	}
	for _, tt := range tests {
		var want []int
		record := tt.marked
		for i := strings.IndexByte(record, '^'); i >= 0; i = strings.IndexByte(record, '^') {
			want = append(want, i)
			record = record[:i] + record[i+1:]
		}
		_, errs := check.ParseSPF(record)
		var got []int
		for i, err := range errs {
			got = append(got, err.Pos)
			if i < len(tt.words) && !strings.Contains(err.Text, tt.words[i]) {
				t.Errorf("ParseSPF(%q): error %d is %q, want %q in it", record, i, err.Text, tt.words[i])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("ParseSPF(%q): errors %v at %v, want %v", record, errs, got, want)
		}
	}
}

func TestSPFErrorText(t *testing.T) {
	_, errs := check.ParseSPF("v=spf1 mxx -all")
	if got, want := errs[0].Error(), `check: spf: column 8: there is no mechanism "mxx"`; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

func TestWithTerm(t *testing.T) {
	tests := []struct{ record, term, want string }{
		{"v=spf1 mx -all", "ip4:192.0.2.10", "v=spf1 mx ip4:192.0.2.10 -all"},
		{"v=spf1 -all", "include:_spf.example.net", "v=spf1 include:_spf.example.net -all"},
		{"v=spf1 mx redirect=example.net", "ip4:192.0.2.10", "v=spf1 mx ip4:192.0.2.10 redirect=example.net"},
		{"v=spf1 mx", "ip4:192.0.2.10", "v=spf1 mx ip4:192.0.2.10"},
		{"v=spf1", "a", "v=spf1 a"},
		{"v=spf1 mx ", "a", "v=spf1 mx a"},
		{"v=spf1 mx ~ALL exp=e.example.com", "a", "v=spf1 mx a ~ALL exp=e.example.com"},
		{"v=spf1 mx -all", "mx", "v=spf1 mx -all"},
		{"v=spf1 +MX -all", "mx", "v=spf1 +MX -all"},
		{"v=spf1 -all mx", "mx", "v=spf1 mx -all mx"},
		{"v=spf1 nonsense -all", "mx", "v=spf1 nonsense mx -all"},
	}
	for _, tt := range tests {
		rec, _ := check.ParseSPF(tt.record)
		if got := rec.WithTerm(tt.term); got != tt.want {
			t.Errorf("ParseSPF(%q).WithTerm(%q) = %q, want %q", tt.record, tt.term, got, tt.want)
		}
	}
}

func TestMergeSPF(t *testing.T) {
	tests := []struct {
		records []string
		want    string
	}{
		{[]string{"v=spf1 mx -all", "v=spf1 include:i.example.net ~all"}, "v=spf1 mx include:i.example.net ~all"},
		{[]string{"v=spf1 mx -all", "v=spf1 +mx a -all"}, "v=spf1 mx a -all"},
		{[]string{"v=spf1 mx +all", "v=spf1 a -all"}, "v=spf1 mx a -all"},
		{[]string{"v=spf1 +all", "v=spf1 a +all"}, "v=spf1 a +all"},
		{[]string{"v=spf1 mx ~all", "v=spf1 a ?all"}, "v=spf1 mx a ?all"},
		{[]string{"v=spf1 mx", "v=spf1 a"}, "v=spf1 mx a"},
		{[]string{"v=spf1 mx -all", "v=spf1 redirect=r.example.net"}, "v=spf1 mx include:r.example.net -all"},
		{[]string{"v=spf1 mx", "v=spf1 redirect=r.example.net"}, "v=spf1 mx redirect=r.example.net"},
		{[]string{"v=spf1 redirect=r.example.net", "v=spf1 redirect=R.example.net"}, "v=spf1 redirect=r.example.net"},
		{[]string{"v=spf1 redirect=r.example.net", "v=spf1 redirect=s.example.net"}, "v=spf1 include:r.example.net include:s.example.net"},
		{[]string{"v=spf1 exp=e.example.com -all", "v=spf1 foo=1 exp=f.example.com a -all"}, "v=spf1 a foo=1 -all exp=e.example.com"},
		{[]string{"v=spf1 mx -all a:late.example.com", "v=spf1 nonsense a -all"}, "v=spf1 mx a -all"},
	}
	for _, tt := range tests {
		if got := check.MergeSPF(tt.records); got != tt.want {
			t.Errorf("MergeSPF(%q) = %q, want %q", tt.records, got, tt.want)
		}
	}
}

func TestRepairSPF(t *testing.T) {
	tests := []struct {
		record, want string
		ok           bool
	}{
		{"v=spf1 mx -all", "v=spf1 mx -all", true},
		{"v=spf1 exists:%{l1r,}.example.com -all", "v=spf1 exists:%{l1r,}.example.com -all", true},
		{"v=spf1 192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all", true},
		{"v=spf1 2001:db8::/32 -all", "v=spf1 ip6:2001:db8::/32 -all", true},
		{"v=spf1 ip:192.0.2.1 ipv6:2001:db8::1 -all", "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all", true},
		{"v=spf1 ip4:2001:db8::1 ip6:192.0.2.0/24 a:192.0.2.9 -all", "v=spf1 ip6:2001:db8::1 ip4:192.0.2.0/24 ip4:192.0.2.9 -all", true},
		{"v=spf1 include: example.net -all", "v=spf1 include:example.net -all", true},
		{"v=spf1 include=example.net -all", "v=spf1 include:example.net -all", true},
		{"v=spf1 redirect:example.net", "v=spf1 redirect=example.net", true},
		{"v=spf1 mx, a, -all", "v=spf1 mx a -all", true},
		{"v=spf1 mx \u2013all", "v=spf1 mx -all", true},
		{"v=spf1 mx - all", "v=spf1 mx -all", true},
		{"v=spf1 mx -all.", "v=spf1 mx -all", true},
		{"v=spf1 mx\t-all", "v=spf1 mx -all", true},
		{"v=spf1 mx -all v=spf1 a ~all", "v=spf1 mx a ~all", true},
		{"v=spf1 mx v=spf1 v:x ~all", "v=spf1 mx v=spf1 v:x ~all", false},
		{"v=spf1 \u201cmx\u201d -all", "v=spf1 mx -all", true},
		{"v=spf1 ip4:192.0.2.1include:example.net -all", "v=spf1 ip4:192.0.2.1 include:example.net -all", true},
		{"v=spf1 ip6:2001:db8::/32ip4:192.0.2.0/24~all", "v=spf1 ip6:2001:db8::/32 ip4:192.0.2.0/24 ~all", true},
		{"v=spf1 mx ip4:192.0.2.1-all", "v=spf1 mx ip4:192.0.2.1 -all", true},
		{"v=spf1 ip4:192.0.2.1-ip4:192.0.2.2 +all", "v=spf1 ip4:192.0.2.1 -ip4:192.0.2.2 +all", true},
		{"v=spf1 nonsense -all", "v=spf1 nonsense -all", false},
		{"v=spf1 mail.example.com -all", "v=spf1 mail.example.com -all", false},
	}
	for _, tt := range tests {
		got, ok := check.RepairSPF(tt.record)
		if got != tt.want || ok != tt.ok {
			t.Errorf("RepairSPF(%q) = %q, %v, want %q, %v", tt.record, got, ok, tt.want, tt.ok)
		}
	}
}
