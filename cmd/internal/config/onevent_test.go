package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOnEvent(t *testing.T) {
	c, err := load(t, `
[[on_event]]
name = "crm"
command = "crm-bounce --from ndr"
kinds = ["failure", "feedback"]
categories = ["user-unknown"]
only_suppress = true
timeout = "30s"
attempts = 5
parallel = 4
[[on_event]]
name = "web"
url = "env:DQS"
secret = "file:key"
old_secret = "env:DQS"
ca = "key"
`)
	if err != nil {
		t.Fatal(err)
	}
	crm, web := &c.OnEvent[0], &c.OnEvent[1]
	if crm.Command != "crm-bounce --from ndr" || !crm.OnlySuppress || time.Duration(crm.Timeout) != 30*time.Second || crm.Attempts != 5 || crm.Parallel != 4 ||
		!slices.Equal(crm.Kinds, []string{"failure", "feedback"}) || !slices.Equal(crm.Categories, []string{"user-unknown"}) {
		t.Errorf("crm = %+v", crm)
	}
	if web.Address() != key || !slices.Equal(web.Keys(), []string{key, key}) || !strings.HasSuffix(web.CA, "/key") {
		t.Errorf("web: url %q, keys %q, ca %q", web.Address(), web.Keys(), web.CA)
	}
	if shown := fmt.Sprintf("%+v %#v %v", c, c, *web); strings.Contains(shown, key[:6]) {
		t.Errorf("the configuration is shown with the key: %s", shown)
	}
}

func TestOnEventErrors(t *testing.T) {
	const web = "[[on_event]]\nname = \"web\"\nurl = \"https://hook.example.com/\"\n"
	for text, want := range map[string]string{
		"[[on_event]]\ncommand = \"x\"":                 "on_event number 1: name",
		"[[on_event]]\nname = \"Web\"\ncommand = \"x\"": "on_event number 1: name",
		"[[on_event]]\nname = \"web\"":                  "on_event.web: it needs a command or a url",
		web + "command = \"x\"":                         "one of them",
		web:                                             "secret: a url needs it",
		web + "secret = \"env:NONE\"":                   "secret: the environment variable NONE",
		web + "secret = \"" + key + "\"\nold_secret = \"file:gone\"":           "old_secret: ",
		web + "secret = \"" + key + "\"\nkinds = [\"bounce\"]":                 "kinds: there are failure, delay",
		web + "secret = \"" + key + "\"\ncategories = [\"user-unknow\"]":       "categories: ",
		web + "secret = \"" + key + "\"\ntimeout = \"11m\"":                    "timeout: ",
		web + "secret = \"" + key + "\"\nattempts = -1":                        "attempts: ",
		web + "secret = \"" + key + "\"\nparallel = 65":                        "parallel: ",
		web + "secret = \"" + key + "\"\nsecert = \"" + key + "\"":             `ndr.toml:5: unknown key "on_event.secert"`,
		web + "secret = [\"" + key + "\"]":                                     "on_event.secret",
		web + "secret = \"" + key + "\"\n" + web + "secret = \"" + key + `"`:   "on_event.web: there are two",
		"[[on_event]]\nname = \"c\"\ncommand = \"x\"\nsecret = \"" + key + `"`: "are for a url",
	} {
		_, err := load(t, text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), key[:6]) {
			t.Errorf("Load(%q) = %v, want an error with %q and no key", text, err, want)
		}
	}
}
