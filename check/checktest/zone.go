// Package checktest has a resolver that answers from a zone file.
package checktest

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// A Zone is a check.Resolver that answers from a master file alone.
type Zone struct{}

var _ check.Resolver = (*Zone)(nil)

// Parse reads a master file whose origin is the root.
func Parse(r io.Reader) (*Zone, error) {
	return nil, errors.New("checktest: not written yet")
}

// ParseString is Parse for a string.
func ParseString(s string) (*Zone, error) { return Parse(strings.NewReader(s)) }

// ParseFile is Parse for a file.
func ParseFile(file string) (*Zone, error) {
	return nil, errors.New("checktest: not written yet")
}

// Lookup implements check.Resolver.
func (z *Zone) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	return check.Answer{Name: name, Type: qtype, Outcome: check.Unreachable, Reason: "not written yet"}
}
