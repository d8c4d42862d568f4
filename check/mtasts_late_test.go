package check_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// A lateDialer has its connection only when nobody waits for it any more.
type lateDialer struct{ ended chan struct{} }

func (d *lateDialer) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	time.Sleep(20 * time.Millisecond) // the fetch has been given up
	defer close(d.ended)
	client, server := net.Pipe()
	server.Close()
	return client, nil
}

// TestMTASTSLateConnection: what becomes of a connection after the fetch was given
// up does not touch its result, which others may be reading (with -race).
func TestMTASTSLateConnection(t *testing.T) {
	zone, err := checktest.ParseString(`
_mta-sts.example.com. TXT "v=STSv1; id=1"
mta-sts.example.com.  A   203.0.113.80
example.com.          MX  10 mx.example.com.
mx.example.com.       A   203.0.113.25
`)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	d := &lateDialer{ended: make(chan struct{})}
	res := check.MTASTS(ctx, zone, check.MTASTSQuery{Domain: "example.com", Prober: &check.Prober{Dialer: d, AllowPrivate: true}})
	fetch := res.Data.(*check.MTASTSData).Fetch
	for ended := false; !ended; {
		select {
		case <-d.ended:
			ended = true
		case <-time.After(time.Millisecond):
		}
		if fetch != nil && fetch.Address != "" {
			t.Fatalf("the fetch that was given up is from %s", fetch.Address)
		}
	}
	time.Sleep(5 * time.Millisecond) // for what is behind the dialling
	if res.Status != check.Unknown || fetch == nil || fetch.Address != "" {
		t.Errorf("MTASTS = %s with %+v, want unknown and no address", res.Status, fetch)
	}
}
