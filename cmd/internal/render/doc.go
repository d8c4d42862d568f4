// Package render writes what ndr found out: as text for people, and as JSON and
// CSV for programs.
package render
