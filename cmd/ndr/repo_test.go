package main

import (
	"bytes"
	"flag"
	"go/format"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the output in README.md anew")

const (
	module = "github.com/seed-d13f741b/ndr"
	top    = "../.."
)

// TestImports holds the packages to the rooms that CONTRIBUTING.md gives them.
func TestImports(t *testing.T) {
	allowed := map[string][]string{
		"dsn":              {"dsn/internal"},
		"dsn/internal":     {"dsn/internal"},
		"check":            {"check/internal"},
		"check/internal":   {"check/internal"},
		"check/checktest":  {"check"},
		"diagnose/catalog": {"dsn", "diagnose/catalog/internal"},
		"diagnose/headers": {"dsn", "check"},
		"diagnose":         {"dsn", "check", "diagnose/catalog", "diagnose/internal"},
		"cmd":              {"dsn", "check", "check/checktest", "diagnose", "diagnose/catalog", "cmd/internal"},
	}
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...")
	cmd.Dir = top
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		of := room(words[0], allowed)
		if of == "" {
			t.Errorf("%s stands in no room of CONTRIBUTING.md", words[0])
		}
		seen[of] = true
		for _, imported := range words[1:] {
			if !strings.HasPrefix(imported, module+"/") {
				continue
			}
			if in := room(imported, allowed); in != of && !slices.Contains(allowed[of], in) && !within(imported, allowed[of]) {
				t.Errorf("%s imports %s, which %s must not", words[0], imported, of)
			}
		}
	}
	for _, want := range []string{"dsn", "check", "check/checktest", "diagnose/catalog", "diagnose", "cmd"} {
		if !seen[want] {
			t.Errorf("no package in %s: the test sees nothing", want)
		}
	}
}

// room gives the longest of the rooms that a package is in.
func room(pkg string, rooms map[string][]string) string {
	best := ""
	for r := range rooms {
		if within(pkg, []string{r}) && len(r) > len(best) {
			best = r
		}
	}
	return best
}

func within(pkg string, rooms []string) bool {
	rel := strings.TrimPrefix(pkg, module+"/")
	return slices.ContainsFunc(rooms, func(r string) bool { return rel == r || strings.HasPrefix(rel, r+"/") })
}

// TestOneUserOfGoMessage keeps the traps of go-message fenced in one package.
func TestOneUserOfGoMessage(t *testing.T) {
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...")
	cmd.Dir = top
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		pkg, imports, _ := strings.Cut(line, " ")
		if strings.Contains(imports, "github.com/emersion/go-message") && pkg != module+"/dsn/internal/mime" {
			t.Errorf("%s uses go-message; dsn/internal/mime is the place for that", pkg)
		}
	}
}

var (
	quotedName  = regexp.MustCompile("`([^`\n]+)`")
	shBlock     = regexp.MustCompile("(?s)```sh\n(.*?)```")
	indented    = regexp.MustCompile("(?m)^    (ndr .*)$")
	quotedWords = regexp.MustCompile("'[^']*'")
	capitals    = regexp.MustCompile(`[A-Z]{3,}`)
)

// TestPagesNameWhatExists reads the pages for people: each file and folder that
// they name exists, and each command line of ndr is one that it takes.
func TestPagesNameWhatExists(t *testing.T) {
	docs, err := filepath.Glob(filepath.Join(top, "docs", "*.md"))
	if err != nil || len(docs) == 0 {
		t.Fatalf("no pages in docs (%v)", err)
	}
	pages := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	for _, doc := range docs {
		pages = append(pages, "docs/"+filepath.Base(doc))
	}
	for _, page := range pages {
		b, err := os.ReadFile(filepath.Join(top, page))
		if err != nil {
			t.Fatal(err)
		}
		names := 0
		for _, m := range quotedName.FindAllStringSubmatch(string(b), -1) {
			for _, word := range strings.Fields(m[1]) {
				if isPath(word) {
					names++
					assertExists(t, page, word)
				}
			}
			if strings.HasPrefix(m[1], "ndr ") {
				assertCommand(t, page, m[1])
			}
		}
		for _, m := range shBlock.FindAllStringSubmatch(string(b), -1) {
			for line := range strings.Lines(m[1]) {
				if i := strings.Index(line, "ndr "); i >= 0 {
					assertCommand(t, page, line[i:])
				}
			}
		}
		for _, m := range indented.FindAllStringSubmatch(string(b), -1) {
			assertCommand(t, page, m[1])
		}
		if names == 0 && (page == "README.md" || page == "CONTRIBUTING.md") {
			t.Errorf("%s names no file: the test sees nothing", page)
		}
	}
}

// isPath reports whether a word of a page names something in the repository.
func isPath(word string) bool {
	word = strings.TrimPrefix(word, "./")
	for _, dir := range []string{"dsn", "check", "diagnose", "cmd", "testdata", ".ci"} {
		if strings.HasPrefix(word, dir+"/") && !strings.ContainsAny(word, "()<>$") {
			return true
		}
	}
	return strings.HasSuffix(word, ".md")
}

// assertExists wants a file of that name, with anything for words in capitals.
func assertExists(t *testing.T, page, name string) {
	t.Helper()
	pattern := strings.TrimSuffix(strings.TrimPrefix(name, "./"), "/...")
	if !strings.HasSuffix(pattern, ".md") {
		pattern = capitals.ReplaceAllString(pattern, "*")
	}
	found, err := filepath.Glob(filepath.Join(top, pattern))
	if err != nil || len(found) == 0 {
		t.Errorf("%s names %s, which does not exist", page, name)
	}
}

// assertCommand wants a command line that ndr takes, up to its first pipe.
func assertCommand(t *testing.T, page, line string) {
	t.Helper()
	line = strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("|<>\n;#", r) })[0]
	line = quotedWords.ReplaceAllString(line, "WORDS")
	words := strings.Fields(strings.NewReplacer(`"`, "", "'", "").Replace(line))[1:]
	if words[0] == "help" || words[0] == "COMMAND" {
		return
	}
	root := newRoot(&app{})
	cmd, rest, err := root.Find(words)
	if err != nil || cmd == root {
		t.Errorf("%s has the command %q, which there is not", page, line)
		return
	}
	var flags []string
	for _, w := range rest {
		if strings.HasPrefix(w, "--") {
			flags = append(flags, strings.TrimPrefix(w, "--"))
		}
	}
	for _, f := range flags {
		name, _, _ := strings.Cut(f, "=")
		if name != "help" && cmd.Flags().Lookup(name) == nil {
			t.Errorf("%s has the flag --%s in %q, which there is not", page, name, line)
		}
	}
}

// shownRun is a command of the README with the output that it shows below.
var shownRun = regexp.MustCompile("(?s)```sh\\ngo run ./cmd/ndr ([^\\n]*)\\n```[^`]*```(?:sh\\n[^`]*```[^`]*```)?text\\n(.*?)```")

// TestREADMEOutput holds each output that the README shows to what the command
// above it prints.
func TestREADMEOutput(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	blocks := shBlock.FindAllStringSubmatch(page, -1)
	if len(blocks) < 2 || strings.TrimSpace(blocks[1][1]) != "go test ./..." {
		t.Error("the second sh block of README.md is to be the one that runs the tests: go test ./...")
	}
	runs := shownRun.FindAllStringSubmatchIndex(page, -1)
	if len(runs) < 3 {
		t.Fatalf("README.md shows %d diagnoses, want three", len(runs))
	}
	t.Chdir(top)
	var out strings.Builder
	last := 0
	for _, r := range runs {
		args, shown := page[r[2]:r[3]], page[r[4]:r[5]]
		var stdout, stderr bytes.Buffer
		if status := run(t.Context(), strings.Fields(args), io.MultiReader(), &stdout, &stderr); status != statusDone {
			t.Fatalf("ndr %s: status %d, %s", args, status, stderr.String())
		}
		out.WriteString(page[last:r[4]] + stdout.String())
		last = r[5]
		if diff := cmp.Diff(stdout.String(), shown); diff != "" && !*update {
			t.Errorf("README.md shows another output of ndr %s than it prints (-command +README):\n%s\nto accept: go test ./cmd/ndr -run README -update", args, diff)
		}
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(out.String()+page[last:]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestREADMEProgram builds the program of the README's library part.
func TestREADMEProgram(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, code, ok := strings.Cut(string(b), "```go\n")
	code, _, closed := strings.Cut(code, "```")
	if !ok || !closed {
		t.Fatal("README.md has no go block")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte(code), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "program"), file)
	cmd.Dir = top
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the program of README.md does not build: %v\n%s", err, out)
	}
	formatted, err := format.Source([]byte(code))
	if err != nil || string(formatted) != code {
		t.Errorf("the program of README.md is not formatted: %v", err)
	}
}
