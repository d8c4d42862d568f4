package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// TestCheckDKIMVerifies verifies the signature of a message that came back.
func TestCheckDKIMVerifies(t *testing.T) {
	for world, want := range map[string]string{"dkim-signature-invalid-footer": "fail", "dkim-key-missing-refuted": "pass"} {
		dir := "../../testdata/worlds/" + world
		var stdout, stderr bytes.Buffer
		run(context.Background(), []string{"check", "dkim", "--message", dir + "/bounce.eml", "--zone", dir + "/world.zone", "--format", "json"}, strings.NewReader(""), &stdout, &stderr)
		var got struct {
			Data struct {
				Signatures []struct{ Domain, Selector, Result string } `json:"signatures"`
			} `json:"data"`
		}
		if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v\n%s%s", world, err, &stdout, &stderr)
		}
		if s := got.Data.Signatures; len(s) != 1 || s[0].Result != want || s[0].Domain == "" || s[0].Selector == "" {
			t.Errorf("%s: signatures %+v, want one that is %s", world, s, want)
		}
	}
}
