package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

// cmdPack makes compressed files and archives: pack gzip|zstd|zip|tar FILE
// FROM...
func cmdPack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: pack gzip|zstd|zip|tar FILE FROM...")
	}
	var b bytes.Buffer
	var err error
	switch args[0] {
	case "gzip":
		err = writeAll(gzip.NewWriter(&b), ts.ReadFile(args[2]))
	case "zstd":
		w, newErr := zstd.NewWriter(&b)
		ts.Check(newErr)
		err = writeAll(w, ts.ReadFile(args[2]))
	case "zip":
		err = packZip(ts, &b, args[2:])
	case "tar":
		err = packTar(ts, &b, args[2:])
	default:
		ts.Fatalf("pack: no such kind: %s", args[0])
	}
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o600))
}

func writeAll(w io.WriteCloser, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	return w.Close()
}

func packZip(ts *testscript.TestScript, b *bytes.Buffer, names []string) error {
	z := zip.NewWriter(b)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, ts.ReadFile(name)); err != nil {
			return err
		}
	}
	return z.Close()
}

func packTar(ts *testscript.TestScript, b *bytes.Buffer, names []string) error {
	t := tar.NewWriter(b)
	for _, name := range names {
		text := ts.ReadFile(name)
		err := t.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o600, Typeflag: tar.TypeReg})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(t, text); err != nil {
			return err
		}
	}
	return t.Close()
}
