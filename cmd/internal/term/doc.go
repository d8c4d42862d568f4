// Package term writes text for people to a terminal: it makes hostile text
// visible, measures and wraps it by display width, and colours it.
package term
