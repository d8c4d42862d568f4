// Package hook lets a program from outside take part in a diagnosis: it gets
// the report as JSON on its standard input and answers findings as JSON on its
// standard output. docs/hooks.md is the description for those who write one.
//
// A program runs without a shell, with few environment variables, for a bounded
// time and with bounded output. Whatever it does, the diagnosis goes on: what
// went wrong with it is a finding of its own.
package hook
