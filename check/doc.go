// Package check looks up, one question at a time, what DNS says of a domain or an address.
package check
