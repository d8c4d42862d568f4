package main

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"runtime/debug"
	"unicode/utf8"

	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// guarded makes a panic in try a failure.
func guarded(try func([]byte) *failure) func([]byte) *failure {
	return func(mail []byte) (f *failure) {
		defer func() {
			if p := recover(); p != nil {
				f = &failure{what: panicked, detail: fmt.Sprintf("%v\n%s", p, debug.Stack())}
			}
		}()
		return try(mail)
	}
}

// try takes a mail through parsing, classification and judgement.
func try(mail []byte) *failure {
	rep, err := dsn.Parse(bytes.NewReader(mail))
	if err != nil {
		return spoiled(err.Error(), "error")
	}
	if f := walk(reflect.ValueOf(rep), "Report"); f != nil {
		return f
	}
	// Without a resolver, a diagnosis is classification and the judging of it.
	dg := new(diagnose.Diagnoser).Diagnose(context.Background(), rep)
	if f := walk(reflect.ValueOf(dg.Matches), "Matches"); f != nil {
		return f
	}
	return walk(reflect.ValueOf(dg.Verdicts), "Verdicts")
}

// walk looks at all strings in v, but those of the catalogue's entries, which
// do not come from the mail.
func walk(v reflect.Value, where string) *failure {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || v.Type() == reflect.TypeFor[*catalog.Entry]() {
			return nil
		}
		return walk(v.Elem(), where)
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue // dates, addresses
			}
			if f := walk(v.Field(i), where+"."+v.Type().Field(i).Name); f != nil {
				return f
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if f := walk(v.Index(i), where); f != nil {
				return f
			}
		}
	case reflect.String:
		return spoiled(v.String(), where)
	}
	return nil
}

// spoiled gives a failure where s is no UTF-8.
func spoiled(s, where string) *failure {
	if utf8.ValidString(s) {
		return nil
	}
	return &failure{what: notUTF8, detail: fmt.Sprintf("%s is %q", where, s)}
}
