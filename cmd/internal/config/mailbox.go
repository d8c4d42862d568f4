package config

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// Store is the table "store": where and how long what was found is kept.
type Store struct {
	// URL is "sqlite:FILE" or "postgres://…"; it may be "env:NAME" or
	// "file:PATH", as it may have a password in it.
	URL Secret `toml:"url"`
	// KeepRaw says that messages are kept as they came.
	KeepRaw bool `toml:"keep_raw"`
	// Retention is how long messages and events are kept, RawRetention how long
	// messages as they came, 0 for ever.
	Retention    Duration `toml:"retention"`
	RawRetention Duration `toml:"raw_retention"`

	url string
}

// Address gives the URL with what it stands for, empty where none is given.
func (s *Store) Address() string { return s.url }

// Privacy is the table "privacy".
type Privacy struct {
	// AnonymizeAfter is the age from which on addresses are replaced by a
	// keyed hash, "0d" for at once; nil is never.
	AnonymizeAfter *Duration `toml:"anonymize_after"`
	// Key is the key of the hash.
	Key Secret `toml:"key"`

	key string
}

// HashKey gives the key, nil where nothing is to be anonymised.
func (p *Privacy) HashKey() []byte {
	if p.key == "" {
		return nil
	}
	return []byte(p.key)
}

// Watch is the table "watch": what ndr watch does when its command line does
// not say.
type Watch struct {
	Sources []string `toml:"sources"`
	After   string   `toml:"after"`
	Jobs    int      `toml:"jobs"`
	Offline bool     `toml:"offline"`
	Poll    Duration `toml:"poll"`
	Metrics string   `toml:"metrics"`
}

// Suppress is the table "suppress": when an address is on the list. A value of
// 0 or nil is the default.
type Suppress struct {
	// Permanent is how many permanent failures that are about the address put
	// it on the list, -1 for none.
	Permanent int `toml:"permanent"`
	// Soft is how many other failures that are about the address do so within
	// SoftWithin, -1 for none.
	Soft       int      `toml:"soft"`
	SoftWithin Duration `toml:"soft_within"`
	// Expire is how long after the last such failure an address leaves the
	// list, 0 for never.
	Expire Duration `toml:"expire"`
	// Complaints says whether a complaint (RFC 5965) puts an address on the
	// list.
	Complaints *bool `toml:"complaints"`
}

// finishMailbox looks the secrets up and holds the values to what can be.
func (c *Config) finishMailbox(s secrets) (err error) {
	if c.Store.URL.text != "" {
		if c.Store.url, err = s.value(c.Store.URL); err != nil {
			return fmt.Errorf("store.url: %w", err)
		}
	}
	if c.Privacy.Key.text != "" {
		if c.Privacy.key, err = s.value(c.Privacy.Key); err != nil {
			return fmt.Errorf("privacy.key: %w", err)
		}
		if len(c.Privacy.key) < 16 {
			return fmt.Errorf("privacy.key: it has fewer than 16 characters: anybody could try all keys")
		}
	}
	switch {
	case c.Privacy.AnonymizeAfter != nil && c.Privacy.key == "":
		return fmt.Errorf("privacy.anonymize_after: it needs privacy.key, the key of the hash")
	case c.Watch.Jobs < 0 || c.Watch.Jobs > 1024:
		return fmt.Errorf("watch.jobs: it must be from 1 to 1024")
	case c.Watch.Poll > 0 && c.Watch.Poll < Duration(time.Second):
		return fmt.Errorf("watch.poll: it must be at least 1s")
	case !isAddress(c.Watch.Metrics):
		return fmt.Errorf("watch.metrics: it must be HOST:PORT, such as 127.0.0.1:9155")
	case c.Suppress.Permanent < -1 || c.Suppress.Soft < -1:
		return fmt.Errorf("suppress: permanent and soft are how often, or -1 for never")
	}
	return nil
}

// isAddress reports whether a server can listen at s, or s is empty.
func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	return s == "" || err == nil && port != ""
}

// A Duration is written as "90d", "12h", "10m", "30s".
type Duration time.Duration

// UnmarshalText reads a duration. The error does not have the text in it.
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 100*366 {
			return errDuration
		}
		*d = Duration(n) * Duration(24*time.Hour)
		return nil
	}
	v, err := time.ParseDuration(s)
	if err != nil || v < 0 {
		return errDuration
	}
	*d = Duration(v)
	return nil
}

var errDuration = fmt.Errorf(`it is no duration such as "90d" or "12h"`)
