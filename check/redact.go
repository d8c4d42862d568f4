package check

import (
	"cmp"
	"slices"
	"strings"
)

// Redact gives text with the access keys of blocklists (DNSBLQuery.Keys)
// replaced by "<key>", whatever the case of their letters: a key is a label of
// the names that are asked, and so of what a resolver says of them. DNSBL does
// this in its results; who shows answers by another way, such as a log of
// Observe, has to do it.
func Redact(text string, keys map[string]string) string {
	if len(keys) == 0 {
		return text
	}
	values := make([]string, 0, len(keys))
	for _, v := range keys {
		if v != "" {
			values = append(values, lowerASCII(v))
		}
	}
	// A key may be a part of another.
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	for _, v := range values {
		text = replaceFold(text, v, "<key>")
	}
	return text
}

// SplitKey takes apart the zone of a list with an access key in it, such as
// "KEY.zen.dq.spamhaus.net", and gives the list and the key. ok is false for any
// other name.
func SplitKey(zone string) (l Blocklist, key string, ok bool) {
	zone = strings.TrimSuffix(strings.TrimSpace(zone), ".")
	for _, l := range loadRegistry().lists {
		_, suffix, keyed := strings.Cut(l.KeyZone, "{key}.")
		if key := len(zone) - len(suffix) - 1; keyed && key > 0 && zone[key] == '.' && strings.EqualFold(zone[key+1:], suffix) && !strings.Contains(zone[:key], ".") {
			return l, zone[:key], true
		}
	}
	return Blocklist{}, "", false
}

// replaceFold replaces old, which is in lower case, by its letters in any case.
func replaceFold(text, old, by string) string {
	lower := lowerASCII(text)
	at := strings.Index(lower, old)
	if at < 0 {
		return text
	}
	var b strings.Builder
	for at >= 0 {
		b.WriteString(text[:at])
		b.WriteString(by)
		text, lower = text[at+len(old):], lower[at+len(old):]
		at = strings.Index(lower, old)
	}
	b.WriteString(text)
	return b.String()
}
