package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A localMemory is a Memory that holds what it was told.
type localMemory struct {
	mu       sync.Mutex
	position string
	seen     map[string]bool
}

func (m *localMemory) Position(context.Context, string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.position, nil
}

func (m *localMemory) Seen(_ context.Context, _ string, ids []string) ([]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := make([]bool, len(ids))
	for i, id := range ids {
		seen[i] = m.seen[id]
	}
	return seen, nil
}

func localOptions(once bool, after string) Options {
	a, err := ParseAfter(after)
	if err != nil {
		panic(err)
	}
	return Options{Once: once, After: a, MaxSize: 1 << 20, Poll: time.Hour, Memory: &localMemory{seen: map[string]bool{}}, Log: slog.New(slog.DiscardHandler), Getenv: os.Getenv}
}

// take runs a source and settles each item with what judge says of its text,
// until it ends or judge has been asked n times.
func take(t *testing.T, src Source, o Options, n int, judge func(text string) Outcome) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	memory := o.Memory.(*localMemory)
	var got []string
	err := src.Run(ctx, func(ctx context.Context, item *Item) error {
		s := Settled{Item: item, Outcome: Deferred}
		r, err := item.Open(ctx)
		if err == nil {
			b, readErr := io.ReadAll(r)
			r.Close()
			err = readErr
			text := strings.TrimSpace(string(b))
			if err == nil {
				got = append(got, text)
				s.Outcome = judge(text)
			}
		}
		memory.mu.Lock()
		if s.Outcome != Deferred {
			memory.position = item.Position
			memory.seen[item.ID] = item.Remember || s.Outcome == NotBounce
		}
		memory.mu.Unlock()
		if err := src.Settle(ctx, []Settled{s}); err != nil {
			t.Errorf("Settle: %v", err)
		}
		if len(got) == n {
			cancel()
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
	return got
}

func stored(string) Outcome { return Stored }

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, url string, o Options) Source {
	t.Helper()
	src, err := Open(url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	return src
}

func newMaildir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := makeMaildir(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// files gives the paths of all files below a folder.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			list = append(list, strings.TrimPrefix(path, dir+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What was delivered first is given first.
func TestFolderOrder(t *testing.T) {
	dir := newMaildir(t)
	var want []string
	for i := range 2500 {
		name := fmt.Sprint(1790000000 + i*7919%2500)
		write(t, filepath.Join(dir, "new", name), name)
		want = append(want, fmt.Sprint(1790000000+i))
	}
	o := localOptions(true, "seen")
	got := take(t, open(t, "maildir:"+dir, o), o, -1, stored)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("given in another order (-want +got):\n%s", diff)
	}
}

func TestMaildirFollows(t *testing.T) {
	dir := newMaildir(t)
	write(t, dir+"/new/1", "one")
	o := localOptions(false, "seen")
	src := open(t, "maildir:"+dir, o)
	go func() {
		for i := range 50 {
			name := fmt.Sprintf("m%d", i)
			_ = os.WriteFile(dir+"/tmp/"+name, []byte(name), 0o600)
			_ = os.Rename(dir+"/tmp/"+name, dir+"/new/"+name)
			time.Sleep(time.Millisecond)
		}
	}()
	if got := take(t, src, o, 51, stored); len(got) != 51 {
		t.Errorf("%d messages came, want 51: the folder is not watched", len(got))
	}
	for _, f := range files(t, dir) {
		if !strings.HasPrefix(f, "cur/") || !strings.HasSuffix(f, ":2,S") {
			t.Errorf("%s is left", f)
		}
	}
}

func TestMaildirPlaces(t *testing.T) {
	outcomes := map[string]Outcome{"bounce": Stored, "private": NotBounce, "broken": Undecodable, "sick": Deferred}
	judge := func(text string) Outcome { return outcomes[text] }
	for after, want := range map[string][]string{
		"seen":      {"cur/bounce:2,FS", "cur/broken:2,S", "new/private", "new/sick"},
		"keep":      {"cur/bounce:2,F", "new/broken", "new/private", "new/sick"},
		"delete":    {"cur/broken:2,S", "new/private", "new/sick"},
		"move:Done": {".Done/cur/bounce:2,FS", "cur/broken:2,S", "new/private", "new/sick"},
	} {
		dir := newMaildir(t)
		for _, name := range []string{"new/private", "new/broken", "new/sick", "cur/bounce:2,F"} {
			text, _, _ := strings.Cut(filepath.Base(name), ":")
			write(t, dir+"/"+name, text)
		}
		write(t, dir+"/cur/old:2,S", "old")
		write(t, dir+"/cur/trash:2,T", "trash")
		write(t, dir+"/new/.hidden", "hidden")
		o := localOptions(true, after)
		if got := take(t, open(t, "maildir:"+dir, o), o, 0, judge); len(got) != 4 {
			t.Errorf("%s: %v came, want 4", after, got)
		}
		want = append(want, "cur/old:2,S", "cur/trash:2,T", "new/.hidden")
		slices.Sort(want)
		got := files(t, dir)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the files are %q, want %q", after, got, want)
		}
		if after == "keep" {
			want = []string{"sick"} // the others are remembered
			if got := take(t, open(t, "maildir:"+dir, o), o, 0, judge); !slices.Equal(got, []string{"broken", "sick"}) && !slices.Equal(got, []string{"sick", "broken"}) && !slices.Equal(got, want) {
				t.Errorf("the second time %v came, want %v", got, want)
			}
		}
	}
}

// No message takes the place of another of its name.
func TestMoveKeepsBoth(t *testing.T) {
	dir := newMaildir(t)
	write(t, dir+"/new/1", "new one")
	write(t, dir+"/cur/1:2,S", "old one")
	o := localOptions(true, "seen")
	take(t, open(t, "maildir:"+dir, o), o, 0, stored)
	if got, want := files(t, dir), []string{"cur/1-1:2,S", "cur/1:2,S"}; !slices.Equal(got, want) {
		t.Errorf("the files are %q, want %q", got, want)
	}
	if err := renameLooking(dir+"/cur/1-1:2,S", dir+"/cur/1:2,S"); !errors.Is(err, os.ErrExist) {
		t.Errorf("renaming to a name that is there: %v", err)
	}
}

func TestSpool(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/a", "bounce")
	write(t, dir+"/b", "broken")
	write(t, dir+"/c.tmp", "half")
	o := localOptions(true, "seen")
	take(t, open(t, "spool:"+dir, o), o, 0, func(text string) Outcome {
		if text == "broken" {
			return Undecodable
		}
		return Stored
	})
	if got, want := files(t, dir), []string{"c.tmp", "done/a", "failed/b"}; !slices.Equal(got, want) {
		t.Errorf("the files are %q, want %q", got, want)
	}
}
