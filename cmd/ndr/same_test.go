package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// TestSameBytes runs ndr twice over all test mails, and with other numbers of
// jobs: the output is the same to the byte.
func TestSameBytes(t *testing.T) {
	for _, format := range []string{"ndjson", "json", "csv", "text"} {
		var want []byte
		for i, jobs := range []string{"1", "8", "8", "3"} {
			var stdout bytes.Buffer
			args := []string{"analyze", "--offline", "--format", format, "--jobs", jobs, "../../testdata"}
			if status := run(t.Context(), args, strings.NewReader(""), &stdout, io.Discard); status != statusDone {
				t.Fatalf("run(%q) = %d", args, status)
			}
			switch {
			case i == 0 && stdout.Len() < 100<<10:
				t.Fatalf("%s: %d bytes of output: the test sees nothing", format, stdout.Len())
			case i == 0:
				want = stdout.Bytes()
			case !bytes.Equal(stdout.Bytes(), want):
				t.Errorf("%s: run %d with --jobs %s gives other bytes than the first", format, i+1, jobs)
			}
		}
	}
}
