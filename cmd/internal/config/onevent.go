package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/hook"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// An OnEvent is a table of "on_event": a hook that is told of new events.
type OnEvent struct {
	Name string `toml:"name"`
	// Command is a program with its arguments, URL a webhook: one of them.
	Command string `toml:"command"`
	// URL may be "env:NAME" or "file:PATH", as it may have a token in it.
	URL Secret `toml:"url"`
	// Secret is the key of the webhook's signature, OldSecret the one before it,
	// which signs too while receivers change.
	Secret    Secret `toml:"secret"`
	OldSecret Secret `toml:"old_secret"`
	// CA is a PEM file with the authorities to trust in place of the system's.
	CA string `toml:"ca"`
	// Kinds are those of messages, Categories those of events that are wanted;
	// empty is all.
	Kinds      []string `toml:"kinds"`
	Categories []string `toml:"categories"`
	// OnlySuppress leaves out what does not suppress its address at once.
	OnlySuppress bool `toml:"only_suppress"`
	// Timeout bounds an attempt, Attempts is after how many an event is given
	// up, Parallel how many events are under way at once. 0 is the default.
	Timeout  Duration `toml:"timeout"`
	Attempts int      `toml:"attempts"`
	Parallel int      `toml:"parallel"`

	// looked is behind a pointer, so that formatting does not show it; nil where
	// there is a command.
	looked *webhook
}

// A webhook is what secrets stand for.
type webhook struct {
	url  string
	keys []string
}

// Address gives the URL with what it stands for, empty where there is a command.
func (o *OnEvent) Address() string {
	if o.looked == nil {
		return ""
	}
	return o.looked.url
}

// Keys gives the secrets with what they stand for, the new one first.
func (o *OnEvent) Keys() []string {
	if o.looked == nil {
		return nil
	}
	return o.looked.keys
}

// kinds are those of messages that have events.
func kinds() []string {
	return []string{string(dsn.KindFailure), string(dsn.KindDelay), string(dsn.KindDelivery), string(dsn.KindFeedback), string(dsn.KindDisposition), string(dsn.KindAutoreply)}
}

// finishOnEvent looks the secrets up and holds the values to what can be.
func (c *Config) finishOnEvent(s secrets) error {
	names := map[string]bool{}
	for i := range c.OnEvent {
		o := &c.OnEvent[i]
		if !hook.IsName(o.Name, 32) {
			return fmt.Errorf("on_event number %d: name: it must be a letter and up to 31 letters, digits or hyphens, in lower case", i+1)
		}
		if names[o.Name] {
			return fmt.Errorf("on_event.%s: there are two with this name", o.Name)
		}
		names[o.Name] = true
		if err := o.finish(s); err != nil {
			return fmt.Errorf("on_event.%s: %w", o.Name, err)
		}
	}
	return nil
}

func (o *OnEvent) finish(s secrets) error {
	for _, k := range o.Kinds {
		if !slices.Contains(kinds(), k) {
			return fmt.Errorf("kinds: there are %s", strings.Join(kinds(), ", "))
		}
	}
	for _, k := range o.Categories {
		if !slices.Contains(catalog.Categories(), catalog.Category(k)) {
			return fmt.Errorf("categories: %q is none; \"ndr explain --list\" shows those that there are", k)
		}
	}
	switch {
	case time.Duration(o.Timeout) > 10*time.Minute:
		return errors.New("timeout: it must be at most 10m")
	case o.Attempts < 0 || o.Attempts > 10000:
		return errors.New("attempts: it must be from 1 to 10000")
	case o.Parallel < 0 || o.Parallel > 64:
		return errors.New("parallel: it must be from 1 to 64")
	case (o.Command == "") == (o.URL.text == ""):
		return errors.New("it needs a command or a url, one of them")
	case o.Command != "" && (o.Secret.text != "" || o.OldSecret.text != "" || o.CA != ""):
		return errors.New("secret, old_secret and ca are for a url")
	case o.Command != "":
		return nil
	case o.Secret.text == "":
		return errors.New("secret: a url needs it, the key of the signature")
	}
	return o.finishWebhook(s)
}

func (o *OnEvent) finishWebhook(s secrets) (err error) {
	o.looked = &webhook{}
	if o.looked.url, err = s.value(o.URL); err != nil {
		return fmt.Errorf("url: %w", err)
	}
	for _, secret := range []struct {
		key string
		Secret
	}{{"secret", o.Secret}, {"old_secret", o.OldSecret}} {
		if secret.text == "" {
			continue
		}
		v, err := s.value(secret.Secret)
		if err != nil {
			return fmt.Errorf("%s: %w", secret.key, err)
		}
		o.looked.keys = append(o.looked.keys, v)
	}
	if o.CA != "" && !filepath.IsAbs(o.CA) {
		o.CA = filepath.Join(s.dir, o.CA)
	}
	return nil
}
