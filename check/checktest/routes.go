package checktest

import (
	"context"
	"net"
	"slices"
	"sync"
	"syscall"

	"github.com/seed-d13f741b/ndr/check"
)

// Routes are a [check.Dialer] for a world in a file: they say where its
// addresses really are, such as on loopback ports. They are safe for concurrent
// use.
type Routes struct {
	// To maps "203.0.113.25:25" to the address of a server, or to one of the
	// Route words. What it does not have refuses connections. Fill it before the
	// first use.
	To map[string]string

	mu     sync.Mutex
	dialed []string
}

var _ check.Dialer = (*Routes)(nil)

// The ways in which a connection can fail to come about.
const (
	RouteRefused     = "refused"     // connection refused
	RouteSilent      = "silent"      // no answer until the time is up
	RouteNone        = "no-route"    // this machine has no route there
	RouteUnreachable = "unreachable" // a router says so
)

// DialContext connects to where an address really is.
func (r *Routes) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	r.mu.Lock()
	r.dialed = append(r.dialed, address)
	r.mu.Unlock()
	fail := func(err error) (net.Conn, error) { return nil, &net.OpError{Op: "dial", Net: network, Err: err} }
	switch to := r.To[address]; to {
	case "", RouteRefused:
		return fail(syscall.ECONNREFUSED)
	case RouteNone:
		return fail(syscall.ENETUNREACH)
	case RouteUnreachable:
		return fail(syscall.EHOSTUNREACH)
	case RouteSilent:
		<-ctx.Done()
		return fail(ctx.Err())
	default:
		return (&net.Dialer{}).DialContext(ctx, network, to)
	}
}

// Dialed gives the addresses that were dialled, in that order.
func (r *Routes) Dialed() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.dialed)
}
