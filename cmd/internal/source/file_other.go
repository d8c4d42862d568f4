//go:build !unix

package source

import "os"

// A rawFile is a file that is only read from front to back.
type rawFile struct{ *os.File }

// openRaw opens a file. There are no flags that other systems know too.
func openRaw(name string, _ int) (*rawFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &rawFile{f}, nil
}
