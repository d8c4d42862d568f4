// Package diagnose names the cause of a bounce, with its evidence and its fix.
package diagnose
