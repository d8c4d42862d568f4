package config

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOwn(t *testing.T) {
	c, err := load(t, "[own]\ndomains = [\"Example.com.\", \"bücher.example\"]\nsecret = \"file:key\"\nold_secrets = [\"env:DQS\"]\nsent_command = [\"sh\", \"-c\", \"case $1 in '<a@example.com>') exit 0;; '<b@example.com>') exit 1;; *) exit 2;; esac\", \"sh\"]\n")
	if err != nil {
		t.Fatal(err)
	}
	own := c.Own.Own()
	if !slices.Equal(own.Domains, []string{"example.com", "xn--bcher-kva.example"}) || !slices.Equal(own.Secrets, []string{key, key}) {
		t.Errorf("domains %q, %d secrets", own.Domains, len(own.Secrets))
	}
	for id, want := range map[string][2]bool{"<a@example.com>": {true, true}, "<b@example.com>": {false, true}, "<c@example.com>": {false, false}, "-x": {false, false}} {
		if sent, known := own.Sent(context.Background(), id); [2]bool{sent, known} != want {
			t.Errorf("Sent(%q) = %v, %v, want %v", id, sent, known, want)
		}
	}
}

func TestOwnSentFile(t *testing.T) {
	list := filepath.Join(t.TempDir(), "ids")
	if err := os.WriteFile(list, []byte("<a@example.com>\n\n b@example.com \r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(t, "[own]\nsent = '"+list+"'\n")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"<a@example.com>": true, "<b@example.com>": true, "<c@example.com>": false} {
		if sent, known := c.Own.Own().Sent(context.Background(), id); sent != want || !known {
			t.Errorf("Sent(%q) = %v, %v, want %v, true", id, sent, known, want)
		}
	}
}

func TestOwnErrors(t *testing.T) {
	for text, want := range map[string]string{
		"[own]\ndomain = [\"example.com\"]":           `unknown key "own.domain"`,
		"[own]\ndomains = [\"a b\"]":                  "own.domains: \"a b\" is no domain",
		"[own]\ndomains = [\"com\"]":                  "is no domain",
		"[own]\nsecret = \"env:NONE\"":                "own.secret: the environment variable NONE",
		"[own]\nsecret = \"short\"":                   "own.secret: it is too short",
		"[own]\nold_secrets = [\"short\"]":            "own.old_secrets: it is too short",
		"[own]\nsent = \"gone\"":                      "own.sent: ",
		"[own]\nsent = \"x\"\nsent_command = [\"y\"]": "exclude each other",
	} {
		_, err := load(t, text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), `"short"`) {
			t.Errorf("Load(%q) = %v, want an error with %q", text, err, want)
		}
	}
}
