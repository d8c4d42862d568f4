package config

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/seed-d13f741b/ndr/check"
)

const key = "abcdefghijklmnopqrstuvwxyz"

func load(t *testing.T, text string) (*Config, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"ndr.toml": text, "key": key + "\nsecond line\n", "empty": "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return Load(filepath.Join(dir, "ndr.toml"), func(name string) string {
		if name == "DQS" {
			return " " + key + "\n"
		}
		return ""
	})
}

func TestLoad(t *testing.T) {
	no := false
	for text, want := range map[string]check.DNSBLQuery{
		"":                     {},
		"# nothing\n[dnsbl]\n": {},
		"[dnsbl.keys]\nspamhaus = \"" + key + `"`: {Keys: map[string]string{"spamhaus": key}},
		"[dnsbl.keys]\nspamhaus = \"env:DQS\"":    {Keys: map[string]string{"spamhaus": key}},
		"[dnsbl.keys]\nabusix = 'file:key'":       {Keys: map[string]string{"abusix": key}},
		"[dnsbl]\nskip = [\"SpamCop\"]":           {Skip: []string{"SpamCop"}},
		"[[dnsbl.list]]\nzone = \"BL.example.com.\"": {Own: []check.Blocklist{{Zone: "bl.example.com", Name: "bl.example.com",
			Kinds: []check.ListKind{"v4"}, Class: "abuse", Default: true, Major: true}}},
		"[[dnsbl.list]]\nzone = \"bl.example.com\"\nname = \"Office\"\nkinds = [\"v6\", \"domain\"]\nclass = \"policy\"\nlink = \"https://bl.example.com/{subject}\"\n" +
			"refused = [\"127.0.0.1\"]\ndefault = false\ncodes = {\"127.0.0.3\" = \"a\", \"127.0.0.2\" = \"b\"}": {Own: []check.Blocklist{{Zone: "bl.example.com", Name: "Office",
			Kinds: []check.ListKind{"v6", "domain"}, Class: "policy", Link: "https://bl.example.com/{subject}", Refused: []string{"127.0.0.1"}, Default: no, Major: true,
			Codes: []check.ListCode{{Code: "127.0.0.2", Means: "b"}, {Code: "127.0.0.3", Means: "a"}}}}},
	} {
		c, err := load(t, text)
		if err != nil {
			t.Errorf("Load(%q): %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, c.DNSBL.Query(), cmpopts.EquateComparable(netip.Addr{})); diff != "" {
			t.Errorf("Load(%q) (-want +got):\n%s", text, diff)
		}
	}
}

// A zone of the registry needs no more than to be named.
func TestLoadKnownList(t *testing.T) {
	c, err := load(t, "[[dnsbl.list]]\nzone = \"dnsbl-3.uceprotect.net\"")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := check.BlocklistFor("dnsbl-3.uceprotect.net")
	want.Default = true
	if diff := cmp.Diff([]check.Blocklist{want}, c.DNSBL.Query().Own); diff != "" {
		t.Errorf("Own (-want +got):\n%s", diff)
	}
}

func TestLoadErrors(t *testing.T) {
	for text, want := range map[string]string{
		"[dnsbl]\nkyes = 1\nzones = 2":                                        "ndr.toml:2: unknown key \"dnsbl.kyes\"\nconfig: ",
		"\n\n[watsch]\nx = 1":                                                 `ndr.toml:3: unknown key "watsch"`,
		"[dnsbl.keys]\nspamhaus = \"" + key:                                   "ndr.toml:2: no TOML",
		"[dnsbl.keys]\nspamhaus = " + key:                                     "ndr.toml:2: no TOML",
		"[dnsbl.keys]\nspamhaus = [\"" + key + `"]`:                           `ndr.toml:2: the value of "dnsbl.keys.spamhaus" must be a text in quotation marks`,
		"[dnsbl]\nskip = 12345678":                                            `ndr.toml:2: the value of "dnsbl.skip" must be a list of texts`,
		"[store]\nretention = \"12345678\"":                                   `ndr.toml:2: the value of "store.retention" must be a duration such as`,
		"[store]\nkeep_raw = \"12345678\"":                                    `ndr.toml:2: the value of "store.keep_raw" must be true or false`,
		"[suppress]\ncomplaints = 12345678":                                   `the value of "suppress.complaints" must be true or false`,
		"[suppress]\nsoft = \"12345678\"":                                     `the value of "suppress.soft" must be a whole number`,
		"[privacy]\nanonymize_after = \"90 days\"":                            `the value of "privacy.anonymize_after" must be a duration`,
		"[[on_event]]\nparallel = \"12345678\"":                               `"on_event.parallel" must be a whole number`,
		"[watch]\npoll = \"10ms\"":                                            "watch.poll: it must be at least 1s",
		"[watch]\nmetrics = \"9155\"":                                         "watch.metrics: it must be HOST:PORT",
		"[dnsbl.keys]\nspamhaus = \"" + key + "\"\nspamhaus = \"" + key + `"`: "ndr.toml:3",
		"[dnsbl.keys]\nspamhouse = \"" + key + `"`:                            "dnsbl.keys.spamhouse: no list has such a key; there are spamhaus, abusix",
		"[dnsbl.keys]\nspamhaus = \"" + key + `.zen.dq.spamhaus.net"`:         "dnsbl.keys.spamhaus: it is no access key",
		"[dnsbl.keys]\nspamhaus = \"abc\"":                                    "it is no access key",
		"[dnsbl.keys]\nspamhaus = \"\"":                                       "it is empty",
		"[dnsbl.keys]\nspamhaus = \"env:NONE\"":                               "the environment variable NONE is empty or not set",
		"[dnsbl.keys]\nspamhaus = \"file:gone\"":                              "gone: no such file",
		"[dnsbl.keys]\nspamhaus = \"file:empty\"":                             "empty is empty",
		"[dnsbl]\nskip = [\"nonesuch\"]":                                      `dnsbl.skip: no list is called "nonesuch"`,
		"[[dnsbl.list]]\nname = \"x\"":                                        "dnsbl.list number 1: check: the zone of a blocklist",
		"[[dnsbl.list]]\nzone = \"bl.example.com\"\nclass = \"bad\"":          `the class "bad"`,
		"[[dnsbl.list]]\nzone = \"bl.example.com\"\nkinds = [\"ipv4\"]":       `the kind "ipv4"`,
	} {
		_, err := load(t, text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "config: ") {
			t.Errorf("Load(%q) = %v, want an error with %q", text, err, want)
			continue
		}
		if strings.Contains(err.Error(), key[:6]) || strings.Contains(err.Error(), "12345678") {
			t.Errorf("Load(%q) = %v, which shows the key", text, err)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none"), os.Getenv); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("Load of no file = %v", err)
	}
}

func TestSecretIsNotShown(t *testing.T) {
	s := Secret{key}
	c := Config{DNSBL: DNSBL{Keys: map[string]Secret{"spamhaus": s}}}
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %q", s, s, s, s), fmt.Sprintf("%v %+v %#v", c, c, c)} {
		if strings.Contains(text, key) || !strings.Contains(text, "<secret>") {
			t.Errorf("it is shown as %s", text)
		}
	}
	if b, err := s.MarshalText(); err != nil || string(b) != "<secret>" {
		t.Errorf("MarshalText = %q, %v", b, err)
	}
}
