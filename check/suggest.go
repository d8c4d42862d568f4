package check

import (
	_ "embed"
	"strings"
	"sync"
)

// mailDomains are domains with many mailboxes, one a line, those with more
// first; lines that begin with "#" are comments.
//
//go:embed data/maildomains.txt
var mailDomains string

// parkingHosts are the domains of mail hosts that stand for a domain that is up
// for sale or for nothing, in the same form.
//
//go:embed data/parking.txt
var parkingHosts string

var (
	mailDomainList  = sync.OnceValue(func() []string { return dataLines(mailDomains) })
	parkingHostList = sync.OnceValue(func() []string { return dataLines(parkingHosts) })
)

// dataLines gives the lines of a data file that are neither empty nor comments.
func dataLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines
}

// isParking reports whether a mail host is that of a dealer in domains.
func isParking(host string) bool {
	for _, p := range parkingHostList() {
		if isBelow(host, p) {
			return true
		}
	}
	return false
}

// SuggestDomain gives the well-known mail domain that a misspelt one, such as
// "gmial.com", was probably meant to be, and "" for one that is well known
// itself or like none. It asks nobody.
func SuggestDomain(domain string) string {
	return Misspelt(domain, mailDomainList())
}

// Misspelt gives the one of the known domains that a misspelt one was probably
// meant to be, and "" for one that is known itself or like none.
func Misspelt(domain string, known []string) string {
	domain = canonical(domain)
	// Short names are like each other by chance.
	limit := 1
	if len(domain) >= 10 {
		limit = 2
	}
	best, meant := limit+1, ""
	for _, d := range known {
		if d == domain {
			return ""
		}
		n := distance(domain, d, limit)
		if n >= best || n == 2 && d[0] != domain[0] {
			continue
		}
		best, meant = n, d
	}
	return meant
}

// distance gives how many letters have to be changed, added, left out or
// swapped with their neighbour to make b of a (the restricted Damerau-Levenshtein
// distance), and limit+1 where that are more than limit.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, prev, row = prev, row, before
	}
	return min(prev[len(b)], limit+1)
}
