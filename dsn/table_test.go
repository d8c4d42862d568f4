package dsn

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTable holds FORMATS.md to what the code is: the kinds of report.go, the
// list formats, and the test mails.
func TestTable(t *testing.T) {
	got := formatTable(t)
	if *update {
		if err := os.WriteFile("FORMATS.md", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("FORMATS.md")
	if err != nil {
		t.Fatalf("%v; to write it: go test ./dsn -run TestTable -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("FORMATS.md is stale (-file +code); to write it anew: go test ./dsn -run TestTable -update\n%s", diff)
	}
}

func formatTable(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# What `dsn` reads\n\nMade from the code by `go test ./dsn -run TestTable -update`.\n\n" +
		"## Kinds\n\n`Report.Kind` is one of these; behind each is how many test mails are of it.\n\n| kind | is | test mails |\n| --- | --- | --- |\n")
	mails := parsedMails(t)
	for _, k := range kindDocs(t) {
		n := 0
		for _, m := range mails {
			if m.rep.Kind == k.kind {
				n++
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %d |\n", k.kind, cell(k.doc), n)
	}
	b.WriteString("\n## Formats\n\nA report that the standard's fields tell fully has the format `rfc3464`; RFC 5965, RFC 8098 and RFC 3834 are read by their own\n" +
		"readers. The bounces of these systems, which write in their own way, are read by a format each. They are tried in this order.\n\n" +
		"| format | whose bounces | test mails |\n| --- | --- | --- |\n")
	taken := map[string]bool{}
	for i := range formats {
		f := &formats[i]
		taken[f.name] = true
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.name, cell(f.title), exampleMails(t, f.name))
	}
	b.WriteString("\n## Other test mails\n\nSystems whose bounces the standard's fields or a format above tell, and mails that are no bounces.\n\n" +
		"| folder | formats of its mails | test mails |\n| --- | --- | --- |\n")
	for _, dir := range mailDirs(mails) {
		if !taken[dir] {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", dir, formatsIn(mails, dir), exampleMails(t, dir))
		}
	}
	return b.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// A parsedMail is a test mail with its folder and report.
type parsedMail struct {
	dir string
	rep *Report
}

func parsedMails(t *testing.T) (mails []parsedMail) {
	for _, path := range goldenMails(t) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := Parse(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		mails = append(mails, parsedMail{filepath.Base(filepath.Dir(path)), rep})
	}
	return mails
}

// mailDirs gives the folders of the mails, each once, in their order.
func mailDirs(mails []parsedMail) (dirs []string) {
	for _, m := range mails {
		if !slices.Contains(dirs, m.dir) {
			dirs = append(dirs, m.dir)
		}
	}
	return dirs
}

// formatsIn names the formats of the mails in a folder.
func formatsIn(mails []parsedMail, dir string) string {
	var names []string
	for _, m := range mails {
		if name := "`" + m.rep.Format + "`"; m.dir == dir && m.rep.Format != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// exampleMails links up to three mails of a folder and says how many there are.
func exampleMails(t *testing.T, dir string) string {
	paths, err := filepath.Glob("../testdata/" + dir + "/*.eml")
	if err != nil {
		t.Fatal(err)
	}
	var links []string
	for _, path := range paths[:min(3, len(paths))] {
		links = append(links, fmt.Sprintf("[%s](%s)", strings.TrimSuffix(filepath.Base(path), ".eml"), filepath.ToSlash(path)))
	}
	if more := len(paths) - len(links); more > 0 {
		links = append(links, fmt.Sprintf("%d more", more))
	}
	return strings.Join(links, ", ")
}

// A kindDoc is a kind with the comment of its constant.
type kindDoc struct {
	kind Kind
	doc  string
}

// kindDocs reads the constants of the type Kind in report.go.
func kindDocs(t *testing.T) (kinds []kindDoc) {
	file, err := parser.ParseFile(token.NewFileSet(), "report.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := v.Type.(*ast.Ident); !ok || typ.Name != "Kind" || len(v.Values) != 1 {
			return true
		}
		value, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil || v.Comment == nil {
			t.Fatalf("%s has no comment, or no value (%v)", v.Names[0].Name, err)
		}
		kinds = append(kinds, kindDoc{Kind(value), strings.TrimSpace(v.Comment.Text())})
		return true
	})
	if len(kinds) == 0 {
		t.Fatal("no constants of the type Kind in report.go")
	}
	return kinds
}
