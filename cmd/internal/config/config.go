package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// maxFile bounds a configuration file, in bytes.
const maxFile = 1 << 20

// A Config is what a configuration file says. The zero Config is that of an
// empty file.
type Config struct {
	DNSBL    DNSBL    `toml:"dnsbl"`
	Store    Store    `toml:"store"`
	Privacy  Privacy  `toml:"privacy"`
	Watch    Watch    `toml:"watch"`
	Suppress Suppress `toml:"suppress"`
	Own      Own      `toml:"own"`
	// OnEvent are hooks that are told of new events.
	OnEvent []OnEvent `toml:"on_event"`
}

// Load reads a file. getenv is os.Getenv; paths in the file that are relative
// are so to the file's folder.
func Load(file string, getenv func(string) string) (*Config, error) {
	text, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("config: %s: it has more than %d bytes", file, maxFile)
	}
	c := &Config{}
	d := toml.NewDecoder(bytes.NewReader(text))
	if err := d.DisallowUnknownFields().Decode(c); err != nil {
		return nil, located(file, err)
	}
	s := secrets{getenv: getenv, dir: filepath.Dir(file)}
	if err := c.DNSBL.finish(s); err != nil {
		return nil, fmt.Errorf("config: %s: %w", file, err)
	}
	if err := c.finishMailbox(s); err != nil {
		return nil, fmt.Errorf("config: %s: %w", file, err)
	}
	if err := c.Own.finish(s); err != nil {
		return nil, fmt.Errorf("config: %s: %w", file, err)
	}
	if err := c.finishOnEvent(s); err != nil {
		return nil, fmt.Errorf("config: %s: %w", file, err)
	}
	return c, nil
}

// read reads the file, and one byte more than there may be at the most.
func read(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// located makes an error of the TOML reader one that begins with the file and
// the line, one line for each unknown key.
func located(file string, err error) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) && len(missing.Errors) > 0 {
		all := make([]error, 0, len(missing.Errors))
		for i := range missing.Errors {
			e := &missing.Errors[i]
			line, _ := e.Position()
			all = append(all, fmt.Errorf("config: %s:%d: unknown key %q", file, line, strings.Join(e.Key(), ".")))
		}
		return errors.Join(all...)
	}
	var one *toml.DecodeError
	if !errors.As(err, &one) {
		return fmt.Errorf("config: %s: it is not as it should be", file)
	}
	line, _ := one.Position()
	if key := one.Key(); len(key) > 0 {
		return fmt.Errorf("config: %s:%d: the value of %q must be %s", file, line, strings.Join(key, "."), kindOf(reflect.TypeFor[Config](), key))
	}
	return fmt.Errorf("config: %s:%d: no TOML can be read here: is a quote, a bracket or a \"=\" missing?", file, line)
}

// kindOf says in words what the value of a key has to be. It does not say what it
// is: that may be a secret.
func kindOf(t reflect.Type, key []string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[Duration]():
		return `a duration such as "90d" or "12h"`
	case t == reflect.TypeFor[Secret]() || t.Kind() == reflect.String:
		return "a text in quotation marks"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Int:
		return "a whole number"
	case t.Kind() == reflect.Struct && len(key) > 0:
		for i := range t.NumField() {
			if f := t.Field(i); f.Tag.Get("toml") == key[0] {
				return kindOf(f.Type, key[1:])
			}
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && t.Elem() != reflect.TypeFor[Secret]():
		return kindOf(t.Elem(), key)
	case t.Kind() == reflect.Slice:
		return `a list of texts such as ["a", "b"]`
	case t.Kind() == reflect.Map && len(key) > 0:
		return kindOf(t.Elem(), key[1:])
	}
	return "a table"
}
