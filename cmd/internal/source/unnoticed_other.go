//go:build !linux

package source

const unnoticed = 0
