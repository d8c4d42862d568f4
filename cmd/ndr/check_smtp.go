package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

type smtpOptions struct {
	checkOptions
	probing
	ports    []uint
	implicit bool
	host     bool
	name     string
	rcpt     string
	relay    bool
}

func newCheckSMTP(a *app) *cobra.Command {
	o := &smtpOptions{}
	cmd := &cobra.Command{
		Use:   "smtp [TARGET]",
		Short: "Connect to mail servers: reach, greeting, STARTTLS, certificate",
		Long: `smtp connects to the mail hosts of a domain, all addresses at once, and says
which answer, what they offer, and whether TLS and the certificate are in order.
TARGET is a domain, HOST:PORT, or an address. No message is sent.

A name that leads to an address which is not on the public internet is not
followed there, unless --allow-private says so; an address that is the TARGET
itself is. SSL_CERT_FILE names other authorities than those of the system.`,
		Example: `  ndr check smtp example.net
  ndr check smtp mail.example.net --host --port 587
  ndr check smtp 192.0.2.25 --name mx.example.net
  ndr check smtp --rcpt jane@example.net`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := o.query(args)
			if err != nil {
				return err
			}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.SMTP(ctx, r, q)
			})
		},
	}
	f := cmd.Flags()
	f.UintSliceVar(&o.ports, "port", nil, "the `PORT` to connect to, or several: 25,465,587; TLS begins at once\non 465 (default 25)")
	f.BoolVar(&o.implicit, "implicit-tls", false, "TLS begins with the connection, also on another port than 465")
	f.BoolVar(&o.host, "host", false, "TARGET is a mail host itself: its MX records are not looked up")
	f.StringVar(&o.name, "name", "", "the `NAME` that the certificate has to be for, where TARGET is an address")
	f.StringVar(&o.rcpt, "rcpt", "", "ask the servers whether they take mail for an `ADDRESS`, and send none")
	f.BoolVar(&o.relay, "open-relay", false, "ask whether they take mail of strangers for strangers: your own servers only")
	f.StringVar(&o.helo, "helo", "", "the `NAME` to give in EHLO")
	o.addHow(cmd)
	o.checkOptions.add(cmd)
	patient(cmd, &o.lookups)
	return cmd
}

// query gives what to connect to.
func (o *smtpOptions) query(args []string) (check.SMTPQuery, error) {
	target := domainOf(o.rcpt)
	if len(args) == 1 {
		target = args[0]
	}
	if target == "" {
		return check.SMTPQuery{}, usagef("name a domain, a HOST:PORT or an address, or give --rcpt")
	}
	t, err := parseTarget(target)
	if err != nil {
		return check.SMTPQuery{}, err
	}
	if o.host && t.domain != "" {
		t.host, t.domain = t.domain, ""
	}
	ports, err := o.targetPorts(t)
	if err != nil {
		return check.SMTPQuery{}, err
	}
	o.probe = true
	q := check.SMTPQuery{Domain: t.domain, Host: t.host, IP: t.ip, Ports: ports, Implicit: o.implicit, Recipient: o.rcpt, OpenRelay: o.relay, Prober: o.prober()}
	if t.ip.IsValid() {
		q.Prober.AllowPrivate = true // the user named the address
		if o.name != "" {
			q.Host = o.name
		}
	}
	return q, nil
}

// targetPorts gives the ports that TARGET or --port name.
func (o *smtpOptions) targetPorts(t mailTarget) ([]uint16, error) {
	if t.port != 0 {
		if len(o.ports) > 0 {
			return nil, usagef("TARGET names a port and --port too: leave one of them out")
		}
		return []uint16{t.port}, nil
	}
	if len(o.ports) > maxPorts {
		return nil, usagef("--port: at most %d ports at once", maxPorts)
	}
	var ports []uint16
	for _, p := range o.ports {
		if p == 0 || p > 65535 {
			return nil, usagef("--port %d: must be from 1 to 65535", p)
		}
		ports = append(ports, uint16(p))
	}
	return ports, nil
}

// maxPorts is how many ports are connected to at once: this is no port scanner.
const maxPorts = 5
