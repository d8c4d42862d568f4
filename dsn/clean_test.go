package dsn

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestStringsAreClean walks the reports of all test mails, as they are and with
// bytes in them that no text may have.
func TestStringsAreClean(t *testing.T) {
	spoil := map[string]func([]byte) []byte{
		"as it is":      func(b []byte) []byte { return b },
		"raw bytes":     func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("e"), []byte("\xe9")) },
		"control bytes": func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("a"), []byte("a\x00\x1b[31m\x7f\xc2\x9b")) },
		"half UTF-8":    func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("o"), []byte("o\xe2\x82")) },
	}
	for _, path := range goldenMails(t) {
		mail, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for how, f := range spoil {
			rep, err := Parse(bytes.NewReader(f(mail)))
			if err != nil {
				continue // no header is left
			}
			walkStrings(reflect.ValueOf(rep), "Report", func(where, s string) {
				if why := unclean(s); why != "" {
					t.Errorf("%s, %s: %s = %q: %s", path, how, where, s, why)
				}
			})
		}
	}
}

// walkStrings calls f for each string in v.
func walkStrings(v reflect.Value, where string, f func(where, s string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walkStrings(v.Elem(), where, f)
		}
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[Report]().PkgPath() {
			return // times and addresses
		}
		for i := range v.NumField() {
			walkStrings(v.Field(i), where+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkStrings(v.Index(i), fmt.Sprintf("%s[%d]", where, i), f)
		}
	case reflect.String:
		f(where, v.String())
	}
}

func unclean(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "no valid UTF-8"
	case strings.ContainsFunc(s, unicode.IsControl):
		return "control characters"
	case strings.TrimSpace(s) != s:
		return "white space at an end"
	}
	return ""
}
