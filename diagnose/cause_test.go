package diagnose

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestCauses holds what belongs to a cause together: the constant in cause.go, who
// has to act on it, and a world in testdata/worlds where it is found. That it is
// in docs/verdicts.md, TestDocs holds.
func TestCauses(t *testing.T) {
	constants := causeConstants(t)
	if len(constants) < 60 {
		t.Fatalf("%d causes in cause.go: the test sees too little", len(constants))
	}
	found := causesOfWorlds(t)
	for _, c := range constants {
		if actors[c] == "" {
			t.Errorf("%s: actors does not say who has to act", c)
		}
		if !found[c] {
			t.Errorf("%s: no expected.json of testdata/worlds has it", c)
		}
	}
	if len(actors) != len(constants) {
		t.Errorf("actors has %d causes, cause.go %d", len(actors), len(constants))
	}
}

// causeConstants gives the values of the constants of type Cause.
func causeConstants(t *testing.T) []Cause {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "cause.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []Cause
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "Cause" {
			return false
		}
		for _, v := range spec.Values {
			text, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, Cause(text))
		}
		return false
	})
	return list
}

// causesOfWorlds gives the causes that worlds expect to be found.
func causesOfWorlds(t *testing.T) map[Cause]bool {
	t.Helper()
	files, err := filepath.Glob("../testdata/worlds/*/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	found := map[Cause]bool{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		type verdict struct{ Cause Cause }
		var world struct {
			First verdict
			Also  []verdict
		}
		if err := json.Unmarshal(b, &world); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, v := range append(world.Also, world.First) {
			found[v.Cause] = true
		}
	}
	return found
}
