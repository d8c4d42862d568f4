package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/source"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// maxMessage is the size up to which a message is read, unless --max-size says
// otherwise.
const maxMessage = 64 << 20

// facts are what a check takes from a message.
type facts struct {
	dsn.Original
	// signed is the message for its signatures to be verified, empty without one.
	signed check.SignedMessage
}

func newFacts(rep *dsn.Report) *facts { return &facts{rep.Original, diagnose.Returned(rep)} }

// facts reads the message in a file: of a bounce, they are those of the message
// that it returns, and else those of the message itself. An empty name gives
// no facts.
func (a *app) facts(name string) (*facts, error) {
	if name == "" {
		return &facts{}, nil
	}
	var l source.Loader
	defer l.Close()
	l.Stdin = a.stdin
	for in := range source.List([]string{name}) {
		r, shape, err := l.Load(in)
		if err == nil && shape != source.Message {
			err = errors.New("it holds several messages")
		}
		if err != nil {
			return nil, inputError(name, err.Error())
		}
		return readFacts(name, r)
	}
	return nil, inputError(name, "it holds no message")
}

func readFacts(name string, r io.Reader) (*facts, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxMessage+1)) // Parse says of more that it is too large
	if err != nil {
		return nil, inputError(name, err.Error())
	}
	p := &dsn.Parser{KeepReturned: maxMessage} // for its signatures
	rep, err := p.Parse(bytes.NewReader(b))
	if err != nil {
		return nil, inputError(name, err.Error())
	}
	if o := &rep.Original; o.From != "" || o.MessageID != "" || len(o.DKIM) > 0 {
		return newFacts(rep), nil
	}
	// An ordinary message: have it read the way a returned one is.
	if rep, err = p.Parse(source.AsReturned(b)); err != nil {
		return nil, inputError(name, err.Error())
	}
	return newFacts(rep), nil
}

func inputError(name, text string) error {
	return fmt.Errorf("%s: %s", name, strings.TrimPrefix(text, "dsn: "))
}
