package check_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/seed-d13f741b/ndr/check"
)

// signedByLibrary has go-msgauth sign a message.
func signedByLibrary(t testing.TB, mail string, header, body dkim.Canonicalization) []byte {
	t.Helper()
	var b bytes.Buffer
	err := dkim.Sign(&b, strings.NewReader(mail), &dkim.SignOptions{Domain: "example.com", Selector: "s1", Signer: rsaKey(),
		HeaderCanonicalization: header, BodyCanonicalization: body, HeaderKeys: []string{"From", "To", "Subject", "Date"}})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// libraryKey answers go-msgauth with the key of the tests.
func libraryKey(string) ([]string, error) { return []string{"v=DKIM1; p=" + keyText(rsaKey())}, nil }

// Messages that go-msgauth signs, whole and damaged, are judged as it judges
// them, by it and by the look at header and body one by one, which is all there
// is for a message that came back in part.
func TestDKIMAsLibrary(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "word", " ", "  ", "\t", "\r\n", "\r\n", "\r\n\r\n", " \r\n", ".", "Grüße", "=20", ";b=", "--"}
	random := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		return b.String()
	}
	forms := []dkim.Canonicalization{dkim.CanonicalizationSimple, dkim.CanonicalizationRelaxed}
	zone := world(t, keyZone(rsaKey()))
	for n := range 400 {
		subject := strings.ReplaceAll(random(8), "\r\n", "")
		mail := "From: joe@example.com\r\nTo: jane@example.net,\r\n  jim@example.net\r\nSubject: x" + subject + "\r\nDate: Mon, 2 Nov 2026 09:14:01 +0000\r\n\r\n" + random(n%60)
		signed := signedByLibrary(t, mail, forms[n%2], forms[n/2%2])
		if n%4 == 3 {
			i := len(signed) - 1 - rnd.IntN(min(len(signed), 200))
			signed[i] ^= 1 << rnd.IntN(6)
		}
		vs, err := dkim.VerifyWithOptions(bytes.NewReader(signed), &dkim.VerifyOptions{LookupTXT: libraryKey})
		if err != nil || len(vs) != 1 {
			continue // the header was damaged so that it is none
		}
		for _, extent := range []check.Extent{check.WholeMessage, check.CutMessage} {
			got := check.VerifySigned(context.Background(), zone, check.SignedMessage{Text: signed, At: bounceTime, Extent: extent})
			if len(got) != 1 || (got[0].Result == check.DKIMPass) != (vs[0].Err == nil) {
				t.Errorf("mail %d, extent %q: %+v, but go-msgauth says %v\n%q", n, extent, got, vs[0].Err, signed)
			}
		}
	}
}

// megabyte is a message of that size as one comes back.
func megabyte(t testing.TB) []byte {
	var b strings.Builder
	b.WriteString("From: joe@example.com\r\nTo: jane@example.net\r\nSubject: photo\r\nDate: Mon, 2 Nov 2026 09:14:01 +0000\r\n\r\n")
	for i := 0; b.Len() < 1<<20; i++ {
		fmt.Fprintf(&b, "%076x\r\n", i)
	}
	return signedByLibrary(t, b.String(), dkim.CanonicalizationRelaxed, dkim.CanonicalizationRelaxed)
}

// BenchmarkVerify1MB verifies a message of 1 MB with go-msgauth alone and with
// this package, side by side: whole, and with a footer that breaks its signature,
// where what was changed is looked for. ratio is that to go-msgauth.
func BenchmarkVerify1MB(b *testing.B) {
	whole := megabyte(b)
	footer := append(bytes.Clone(whole), "-- \r\nusers list\r\n"...)
	zone := check.NewCache(world(b, keyZone(rsaKey())))
	for _, m := range []struct {
		name string
		mail []byte
		want string
	}{{"whole", whole, check.DKIMPass}, {"footer", footer, check.DKIMFail}} {
		b.Run(m.name, func(b *testing.B) {
			var alone, here testing.BenchmarkResult
			b.SetBytes(int64(len(m.mail)))
			for b.Loop() {
				alone = timed(alone, func() {
					if _, err := dkim.VerifyWithOptions(bytes.NewReader(m.mail), &dkim.VerifyOptions{LookupTXT: libraryKey}); err != nil {
						b.Fatal(err)
					}
				})
				here = timed(here, func() {
					if got := check.VerifyDKIM(context.Background(), zone, m.mail, bounceTime); got[0].Result != m.want {
						b.Fatalf("%+v, want %s", got, m.want)
					}
				})
			}
			b.ReportMetric(float64(alone.T.Microseconds())/float64(alone.N), "library-µs/op")
			b.ReportMetric(float64(here.T.Microseconds())/float64(here.N), "ndr-µs/op")
			b.ReportMetric(float64(here.T)/float64(alone.T), "ratio")
		})
	}
}

// timed adds one run of f to what was measured.
func timed(so testing.BenchmarkResult, f func()) testing.BenchmarkResult {
	start := time.Now()
	f()
	so.T += time.Since(start)
	so.N++
	return so
}
