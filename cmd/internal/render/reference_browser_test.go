package render

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// startBrowser starts a headless Chromium, or skips the test and says why.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("no chromium, chromium-browser or google-chrome is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Skipf("%s does not run here: %v", browser, err)
	}
	return ctx
}

// referenceFile writes the page of the whole catalogue and gives its address.
func referenceFile(t *testing.T) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "reference.html")
	if err := os.WriteFile(page, referencePage(t), 0o644); err != nil {
		t.Fatal(err)
	}
	return "file://" + page
}

// A lookAt is what is read from the open page.
type lookAt struct {
	Found      string  `json:"found"`
	Shown      int     `json:"shown"`
	Over       float64 `json:"over"`
	Ground     string  `json:"ground"`
	Hash       string  `json:"hash"`
	FormHidden bool    `json:"formHidden"`
	NoneHidden bool    `json:"noneHidden"`
	Focus      string  `json:"focus"`
}

const look = `({
	found: document.getElementById("found").textContent,
	shown: document.querySelectorAll("details.e:not([hidden])").length,
	over: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
	ground: getComputedStyle(document.body).backgroundColor,
	hash: location.hash,
	formHidden: document.getElementById("find").hidden,
	noneHidden: document.getElementById("none").hidden,
	focus: document.activeElement.id,
})`

// TestReferenceSearch types into the search of the reference as a person would,
// on a wide and on a narrow page, light and dark.
func TestReferenceSearch(t *testing.T) {
	ctx, address := startBrowser(t), referenceFile(t)
	list := catalog.Builtin().Entries()
	code := countEntries(list, func(e *catalog.Entry) bool {
		return strings.HasSuffix(e.Code, "5.7.26") || strings.HasPrefix(e.Code, "5.7.26")
	})
	gmail := countEntries(list, func(e *catalog.Entry) bool { return e.Provider == "gmail" })
	for _, v := range []struct {
		name   string
		width  int64
		scheme string
		ground string
	}{
		{"wide-light", 1280, "light", "rgb(255, 255, 255)"},
		{"wide-dark", 1280, "dark", "rgb(20, 23, 26)"},
		{"narrow-light", 360, "light", "rgb(255, 255, 255)"},
		{"narrow-dark", 360, "dark", "rgb(20, 23, 26)"},
	} {
		t.Run(v.name, func(t *testing.T) {
			run := func(want lookAt, actions ...chromedp.Action[chromedp.Void]) {
				t.Helper()
				want.Ground = v.ground
				seen(t, ctx, want, actions...)
			}
			run(lookAt{Found: "All entries", Shown: len(list), NoneHidden: true},
				call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.scheme}},
				}),
				chromedp.EmulateViewport(v.width, 900), chromedp.Navigate("about:blank"), chromedp.Navigate(address))
			picture(t, ctx, v.name)
			run(lookAt{Found: fmt.Sprint(code, " entries"), Shown: code, Hash: "#?q=5.7.26", NoneHidden: true, Focus: "q"},
				chromedp.KeyEvent("/"), chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent("5.7.26"))
			picture(t, ctx, v.name+"-search")
			run(lookAt{Found: "0 entries", Shown: 0, Hash: "#?q=5.7.26+gibberish", Focus: "q"}, chromedp.KeyEvent(" gibberish"))
			run(lookAt{Found: "All entries", Shown: len(list), Hash: "", NoneHidden: true, Focus: "q"}, chromedp.KeyEvent(kb.Escape))
			run(lookAt{Found: fmt.Sprint(gmail, " entries"), Shown: gmail, Hash: "#?provider=gmail", NoneHidden: true, Focus: "q"},
				chromedp.SetValue("#provider", "gmail"), chromedp.Evaluate[chromedp.Void](`document.getElementById("find").dispatchEvent(new Event("input"))`))
		})
	}
}

// TestReferenceLink follows a link to one entry: it is open and in sight.
func TestReferenceLink(t *testing.T) {
	ctx, address := startBrowser(t), referenceFile(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address+"#gmail/5.7.26-dmarc"), chromedp.Sleep(time.Second)); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
		Open bool    `json:"open"`
		Top  float64 `json:"top"`
	}](`(e => ({open: e.open, top: e.getBoundingClientRect().top}))(document.getElementById("gmail/5.7.26-dmarc"))`))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Open || got.Top < 0 || got.Top > 900 {
		t.Errorf("the entry that the address names is open: %v, at %v, want open and on the screen", got.Open, got.Top)
	}
	picture(t, ctx, "link")
}

// TestReferenceWithoutScript holds that all can be read where no script runs.
func TestReferenceWithoutScript(t *testing.T) {
	ctx, address := startBrowser(t), referenceFile(t)
	seen(t, ctx, lookAt{Shown: len(catalog.Builtin().Entries()), Ground: "rgb(255, 255, 255)", FormHidden: true, NoneHidden: true},
		call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}), chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address))
	picture(t, ctx, "without-script")
}

// seen runs the actions and holds that the page then shows what is wanted.
func seen(t *testing.T, ctx context.Context, want lookAt, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
	var got lookAt
	for range 100 { // the page waits for the end of the typing
		var err error
		if got, err = chromedp.Run(ctx, chromedp.Evaluate[lookAt](look)); err != nil {
			t.Fatal(err)
		}
		if got == want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("the page shows %+v, want %+v", got, want)
}

// call is a command of the browser's protocol as an action.
func call[P any](command cdp.Command[P, cdp.Empty], params P) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, command, params)
		return chromedp.Void{}, err
	}
}

// picture takes a picture of the page into the folder that
// NDR_SCREENSHOTS names, to be looked at.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("NDR_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "reference-"+name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

func countEntries(list []*catalog.Entry, of func(*catalog.Entry) bool) int {
	n := 0
	for _, e := range list {
		if of(e) {
			n++
		}
	}
	return n
}
