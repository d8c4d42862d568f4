package program

import (
	"fmt"
	"testing"
)

func TestSplit(t *testing.T) {
	for in, want := range map[string]string{
		`a`: `["a"]`, `a  b	c`: `["a" "b" "c"]`, `  a `: `["a"]`, ``: `[]`, `   `: `[]`,
		`'a b' c`: `["a b" "c"]`, `"a b"c`: `["a bc"]`, `a\ b`: `["a b"]`, `'a\b'`: `["a\\b"]`,
		`"a\"b" "\n"`: `["a\"b" "\\n"]`, `a '' ""`: `["a" "" ""]`, `$HOME *.x | rm ; &`: `["$HOME" "*.x" "|" "rm" ";" "&"]`,
		`C:\\x`: `["C:\\x"]`, `'it'"'"'s'`: `["it's"]`,
	} {
		got, err := Split(in)
		if s := fmt.Sprintf("%q", got); s != want || err != nil {
			t.Errorf("Split(%q) = %s, %v, want %s", in, s, err, want)
		}
	}
	for _, in := range []string{`'a`, `a"b`, `a\`} {
		if got, err := Split(in); err == nil {
			t.Errorf("Split(%q) = %q, want an error", in, got)
		}
	}
}
