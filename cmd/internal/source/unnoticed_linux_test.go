package source

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestOpenFileUnnoticed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "1")
	if err := os.WriteFile(path, []byte("Subject: x\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// So old that any reading is noted, mount(8) relatime.
	read := time.Unix(1600000000, 0)
	if err := os.Chtimes(path, read, time.Now()); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); string(b) != "Subject: x\n\n" || err != nil {
		t.Fatalf("ReadAll = %q, %v", b, err)
	}
	var st syscall.Stat_t
	if err := syscall.Stat(path, &st); err != nil {
		t.Fatal(err)
	}
	if got := time.Unix(st.Atim.Unix()); !got.Equal(read) {
		t.Errorf("the time of access is %s, want %s as before", got, read)
	}
	if _, err := OpenFile(path + "0"); !os.IsNotExist(err) {
		t.Errorf("OpenFile of none = %v, want that it is not there", err)
	}
}
