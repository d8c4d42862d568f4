// Package config reads the configuration file of the commands, which is TOML.
// It is strict: what it does not know is an error with the file, the line and
// the key. Its errors never have a value of the file in them, which may be a
// secret.
package config
