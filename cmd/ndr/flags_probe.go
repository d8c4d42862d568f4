package main

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

// probing are the flags that say whether and how servers other than those of
// DNS are connected to.
type probing struct {
	probe        bool
	allowPrivate bool
	control      string
	helo         string
}

// probeTimeout is the usual --timeout of checks that connect to mail servers,
// some of which let a client wait before they greet.
const probeTimeout = 30 * time.Second

// addHow adds the flags that say how to connect.
func (p *probing) addHow(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&p.allowPrivate, "allow-private", false, "also connect to private, loopback and other special addresses")
	f.StringVar(&p.control, "control", "", "a `HOST` that surely takes mail: where it does not answer either, the\nnetwork here lets no mail out")
}

// addForAnalyze adds the flags for commands that connect only on request.
func (p *probing) addForAnalyze(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&p.probe, "probe", false, "also connect to the recipient's mail hosts, and fetch its MTA-STS policy")
	p.addHow(cmd)
}

// patient makes the usual --timeout that of checks which connect.
func patient(cmd *cobra.Command, l *lookups) {
	l.timeout = probeTimeout
	cmd.Flag("timeout").DefValue = probeTimeout.String()
}

// prober gives what connects, nil where nothing may.
func (p *probing) prober() *check.Prober {
	if !p.probe {
		return nil
	}
	return &check.Prober{AllowPrivate: p.allowPrivate, Control: p.control, HELO: p.helo}
}

// unlessZone gives the prober of checks that connect of themselves: the
// addresses of a world in a file are not those of the network, so there
// --probe has to be asked for.
func (p *probing) unlessZone(cmd *cobra.Command, zone string) *check.Prober {
	if zone != "" && !cmd.Flags().Changed("probe") {
		return nil
	}
	return p.prober()
}

// A mailTarget is what "check smtp" is to connect to.
type mailTarget struct {
	domain string
	host   string
	ip     netip.Addr
	port   uint16
}

// parseTarget reads DOMAIN, ADDRESS@DOMAIN, IP, HOST:PORT or IP:PORT.
func parseTarget(s string) (mailTarget, error) {
	if ip, err := parseIP(s); err == nil {
		return mailTarget{ip: ip}, nil
	}
	if host, port, err := net.SplitHostPort(s); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 || host == "" {
			return mailTarget{}, usagef("%q is neither HOST:PORT nor IP:PORT", s)
		}
		if ip, err := parseIP(host); err == nil {
			return mailTarget{ip: ip, port: uint16(n)}, nil
		}
		return mailTarget{host: host, port: uint16(n)}.local(), nil
	}
	domain, err := domainArg([]string{s})
	return mailTarget{domain: domain}.local(), err
}

// local takes "localhost" for the address that it stands for, whatever DNS says
// (RFC 6761 section 6.3).
func (t mailTarget) local() mailTarget {
	if strings.EqualFold(t.host+t.domain, "localhost") {
		return mailTarget{ip: netip.AddrFrom4([4]byte{127, 0, 0, 1}), host: "localhost", port: t.port}
	}
	return t
}
