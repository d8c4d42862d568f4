// Package catalog knows what reply codes, enhanced status codes and the words of mail systems mean.
package catalog
