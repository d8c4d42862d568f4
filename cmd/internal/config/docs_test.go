package config

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

const docs = "../../../docs"

// TestDocsNameEveryKey: docs/config.md has each key of the file, but for those of
// on_event, which are in docs/events.md.
func TestDocsNameEveryKey(t *testing.T) {
	pages := map[string]string{}
	for _, name := range []string{"config.md", "events.md"} {
		b, err := os.ReadFile(filepath.Join(docs, name))
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = string(b)
	}
	seen := 0
	var each func(reflect.Type, string, string)
	each = func(typ reflect.Type, table, page string) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			key := f.Tag.Get("toml")
			if key == "" {
				continue
			}
			of := f.Type
			if of.Kind() == reflect.Slice {
				of = of.Elem()
			}
			switch {
			case of.Kind() == reflect.Struct && of != reflect.TypeFor[Secret]():
				in := page
				if key == "on_event" {
					in = "events.md"
				}
				if !strings.Contains(pages[in], "["+strings.TrimPrefix(table+"."+key, ".")+"]") {
					t.Errorf("docs/%s does not have the table %s", in, key)
				}
				each(of, strings.TrimPrefix(table+"."+key, "."), in)
			default:
				seen++
				if !regexp.MustCompile("(?m)^\\|[^|]*`" + key + "`").MatchString(pages[page]) {
					t.Errorf("docs/%s has no row for the key %s of [%s]", page, key, table)
				}
			}
		}
	}
	each(reflect.TypeFor[Config](), "", "config.md")
	if seen < 40 {
		t.Errorf("%d keys: the test sees too little", seen)
	}
}

// TestDocsExamples loads each example of a configuration file in docs.
func TestDocsExamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(docs, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(b), -1) {
			read++
			dir := t.TempDir()
			text := strings.ReplaceAll(m[1], "file:/etc/ndr/", "file:")
			for name, content := range map[string]string{"ndr.toml": text, "hash.key": key, "batv-2025.key": key, "sent-ids.txt": "<1@example.com>\n"} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Load(filepath.Join(dir, "ndr.toml"), func(string) string { return key }); err != nil {
				t.Errorf("%s has an example that is not in order: %v\n%s", file, err, m[1])
			}
		}
	}
	if read < 4 {
		t.Errorf("%d examples: the test sees too little", read)
	}
}
