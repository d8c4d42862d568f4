package config

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose"
)

// Own is the table "own": what is known of our own mail, to tell bounces of it
// from backscatter.
type Own struct {
	// Domains are those that mail of ours is sent from, or returns to.
	Domains []string `toml:"domains"`
	// Secret is the key of the tokens in our return paths (BATV, SRS, VERP), and
	// OldSecrets those before it, whose tokens still come back.
	Secret     Secret   `toml:"secret"`
	OldSecrets []Secret `toml:"old_secrets"`
	// Sent is a file with the message IDs that were sent, one a line.
	Sent string `toml:"sent"`
	// SentCommand is a program with its arguments that is run with a message ID
	// as a last one: it ends with status 0 for one that was sent, 1 for one that
	// was not, and any other where it can't tell.
	SentCommand []string `toml:"sent_command"`

	own diagnose.Own
}

// Own gives what the file says as what a diagnosis begins with.
func (o *Own) Own() diagnose.Own { return o.own }

// finish looks the secrets up and reads the list of message IDs.
func (o *Own) finish(s secrets) error {
	for _, d := range o.Domains {
		name, err := Domain(d)
		if err != nil {
			return fmt.Errorf("own.domains: %w", err)
		}
		o.own.Domains = append(o.own.Domains, name)
	}
	if o.Secret.text != "" {
		if err := o.addSecret(s, "own.secret", o.Secret); err != nil {
			return err
		}
	}
	for _, old := range o.OldSecrets {
		if err := o.addSecret(s, "own.old_secrets", old); err != nil {
			return err
		}
	}
	switch {
	case o.Sent != "" && len(o.SentCommand) > 0:
		return errors.New("own.sent and own.sent_command exclude each other")
	case o.Sent != "":
		return o.readSent(s)
	case len(o.SentCommand) > 0:
		o.own.Sent = o.askSent
	}
	return nil
}

// Domain gives a domain of ours as messages have it, with A-labels (RFC 5890).
func Domain(name string) (string, error) {
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(name, "."))
	if err != nil || !strings.Contains(check.RegistrableDomain(name), ".") {
		return "", fmt.Errorf("%q is no domain", name)
	}
	return strings.ToLower(ascii), nil
}

// leastSecret is how long a secret has to be.
const leastSecret = 8

func (o *Own) addSecret(s secrets, key string, secret Secret) error {
	v, err := s.value(secret)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	if len(v) < leastSecret {
		return fmt.Errorf("%s: it is too short: use %d characters or more", key, leastSecret)
	}
	o.own.Secrets = append(o.own.Secrets, v)
	return nil
}

// maxSent bounds the message IDs that are read.
const maxSent = 20_000_000

// readSent reads the list of message IDs.
func (o *Own) readSent(s secrets) error {
	path := o.Sent
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.dir, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("own.sent: %w", err)
	}
	defer f.Close()
	sent := make(map[string]struct{})
	for lines := bufio.NewScanner(f); ; {
		if !lines.Scan() {
			if err := lines.Err(); err != nil {
				return fmt.Errorf("own.sent: %s: %w", path, err)
			}
			break
		}
		if id := bareID(lines.Text()); id != "" {
			sent[id] = struct{}{}
		}
		if len(sent) > maxSent {
			return fmt.Errorf("own.sent: %s has more than %d message IDs: use own.sent_command", path, maxSent)
		}
	}
	o.own.Sent = func(_ context.Context, id string) (was, known bool) {
		_, was = sent[bareID(id)]
		return was, true
	}
	return nil
}

// bareID gives a message ID without angle brackets.
func bareID(s string) string { return strings.Trim(strings.TrimSpace(s), "<>") }

// sentTimeout bounds one run of the program that knows the message IDs.
const sentTimeout = 5 * time.Second

// askSent runs the program, without a shell: the ID is a stranger's.
func (o *Own) askSent(ctx context.Context, id string) (was, known bool) {
	if strings.HasPrefix(id, "-") {
		return false, false // it could be taken for an option
	}
	ctx, cancel := context.WithTimeout(ctx, sentTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, o.SentCommand[0], append(o.SentCommand[1:len(o.SentCommand):len(o.SentCommand)], id)...)
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return true, true
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		return false, true
	}
	return false, false
}
