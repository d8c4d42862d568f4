// Package dsn decodes the messages that mail systems send back about delivery.
package dsn
