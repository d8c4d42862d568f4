package notify

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/program"
)

// page gives docs/events.md.
func page(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// block gives the first code block of a language.
func block(t *testing.T, text, language string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "```"+language+"\n")
	code, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatalf("docs/events.md has no block of %s", language)
	}
	return code
}

// TestDocs holds docs/events.md to the code: the keys of the JSON in their order,
// the bounds, and the Go code, which is the verify of the tests.
func TestDocs(t *testing.T) {
	text := page(t)
	var want, got []string
	kind := reflect.TypeFor[payload]()
	for i := range kind.NumField() {
		want = append(want, kind.Field(i).Tag.Get("json"))
	}
	members, err := membersOf([]byte(block(t, text, "json")))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		got = append(got, m.key)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the keys of the JSON are\n%v, want\n%v", got, want)
	}
	if err := json.Unmarshal([]byte(block(t, text, "json")), &payload{}); err != nil {
		t.Error(err)
	}
	for _, words := range []string{
		fmt.Sprintf("given up | %d,", DefaultAttempts), fmt.Sprintf("| `%s` |", DefaultTimeout), fmt.Sprintf("(%.0f seconds and `timeout`)", (work + grace + slack).Seconds()),
		fmt.Sprintf("may have %d KiB", maxOutput>>10), fmt.Sprintf("after %.0f seconds, then", firstRetry.Seconds()), fmt.Sprintf("at least %d bytes", leastSecret),
		fmt.Sprintf("more than %d checks", maxChecks),
	} {
		if !strings.Contains(text, words) {
			t.Errorf("docs/events.md does not have %q", words)
		}
	}
	for _, v := range program.Environment("NDR_HOOK=" + Schema) {
		if name, _, _ := strings.Cut(v, "="); name != "SYSTEMROOT" && !strings.Contains(text, "`"+name) {
			t.Errorf("docs/events.md does not name the variable %s", name)
		}
	}
	source, err := os.ReadFile("webhook_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(source), block(t, text, "go")) {
		t.Error("the Go code of docs/events.md is not the verify of webhook_test.go")
	}
}

// TestPythonVerifies runs the Python code of docs/events.md on what a Webhook
// signs.
func TestPythonVerifies(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: apt-get install python3")
	}
	w := webhook(t, "https://example.com/", "the key of thirty bytes or more")
	now := strconv.FormatInt(time.Now().Unix(), 10)
	signature := w.sign("e1", now, []byte(`{"a":"ä"}`))
	code := block(t, page(t), "python") + fmt.Sprintf(`
headers = {"webhook-id": "e1", "webhook-timestamp": %q, "webhook-signature": %q}
body = '{"a":"ä"}'.encode()
key = b"the key of thirty bytes or more"
old = dict(headers, **{"webhook-timestamp": "1614265330"})
print(verify(key, headers, body), verify(b"another", headers, body), verify(key, headers, body + b" "), verify(key, old, body))
`, now, signature)
	out, err := exec.Command(python, "-c", code).CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != "True False False False" {
		t.Errorf("python3 says %s, %v, want True False False False", got, err)
	}
}
