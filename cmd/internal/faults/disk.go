package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// A disk is a small one of its own, in memory, so that it can be full. Where
// nobody may mount one, it is a folder, and is never full.
type disk struct {
	dir     string
	mounted bool
}

// diskSize is enough for the store of a test, with its write-ahead log.
const diskSize = "512m"

func newDisk(dir string) (*disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	d := &disk{dir: dir}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+diskSize, "tmpfs", dir).CombinedOutput(); err != nil {
		fmt.Printf("no small disk can be made here (%v: %s): the disk is not filled\n", err, out)
		return d, nil
	}
	d.mounted = true
	return d, nil
}

// fill writes a file until nothing more fits.
func (d *disk) fill() error {
	f, err := os.Create(filepath.Join(d.dir, "filler"))
	if err != nil {
		return err
	}
	defer f.Close()
	block := make([]byte, 1<<20)
	for size := len(block); size >= 4096; size /= 2 {
		for {
			if _, err := f.Write(block[:size]); err != nil {
				break
			}
		}
	}
	if _, err := f.Write(block[:4096]); err == nil {
		return errors.New("the disk does not get full")
	}
	return nil
}

func (d *disk) empty() error { return os.Remove(filepath.Join(d.dir, "filler")) }

func (d *disk) close() {
	if d.mounted {
		if out, err := exec.Command("umount", d.dir).CombinedOutput(); err != nil {
			os.Stderr.Write(out)
		}
	}
}
