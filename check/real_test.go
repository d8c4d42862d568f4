package check_test

import (
	"crypto"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// realServers are unbound, which asks nsd and rbldnsd, all on loopback ports.
type realServers struct {
	dir                   string
	unbound, nsd, rbldnsd int
}

// startReal starts the servers, or skips the test where one is not installed.
func startReal(t *testing.T) *realServers {
	t.Helper()
	paths := map[string]string{}
	for _, name := range []string{"unbound", "nsd", "rbldnsd"} {
		path, err := exec.LookPath(name)
		if err != nil {
			path, err = exec.LookPath("/usr/sbin/" + name)
		}
		if err != nil {
			t.Skipf("%s is not installed: this test needs the Debian packages unbound, nsd and rbldnsd", name)
		}
		paths[name] = path
	}
	s := &realServers{dir: openDir(t), unbound: freePort(t), nsd: freePort(t), rbldnsd: freePort(t)}
	anchors := s.writeZones(t)
	s.write(t, "nsd.conf", s.nsdConf())
	s.write(t, "unbound.conf", s.unboundConf(anchors))
	run(t, paths["nsd"], "-d", "-c", filepath.Join(s.dir, "nsd.conf"))
	args := []string{"-n", "-b", fmt.Sprintf("127.0.0.1/%d", s.rbldnsd)}
	if os.Getuid() == 0 {
		args = append(args, "-u", "nobody")
	}
	run(t, paths["rbldnsd"], append(args, "bl.example:ip4set:"+filepath.Join(s.dir, "bl"), "bl.example:dnset:"+filepath.Join(s.dir, "dbl"))...)
	run(t, paths["unbound"], "-d", "-c", filepath.Join(s.dir, "unbound.conf"))
	return s
}

func (s *realServers) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// writeZones writes the data of nsd and rbldnsd, and gives the keys that
// unbound is to trust.
func (s *realServers) writeZones(t *testing.T) (anchors []string) {
	soa := " SOA ns.example. root.example. 1 7200 900 1209600 60\n"
	s.write(t, "example", "$TTL 300\nexample."+soa+`example. NS ns.example.
ns.example. A 127.0.0.1
shop.example. MX 10 mail.shop.example.
mail.shop.example. A 192.0.2.1
alias.example. CNAME shop.example.
loop.example. CNAME loop2.example.
loop2.example. CNAME loop.example.
null.example. MX 0 .
*.wild.example. TXT "any"
long.example. TXT "`+strings.Repeat(strings.Repeat("x", 250)+`" "`, 12)+`"
`)
	s.write(t, "bl", "127.0.0.2\n192.0.2.10 :127.0.0.4:Listed, see https://bl.example/$\n")
	s.write(t, "dbl", "test\nbad.example.com :127.0.0.2:Seen in spam\n")
	for _, zone := range []string{"signed", "bogus"} {
		from := time.Now().Add(-time.Hour)
		if zone == "bogus" {
			from = from.Add(-1000 * time.Hour)
		}
		text, key := signedZone(t, zone+".test.", from)
		s.write(t, zone, text)
		anchors = append(anchors, key)
	}
	return anchors
}

// signedZone makes a zone with one A record, whose signatures hold for a week
// from a time on, and gives its key.
func signedZone(t *testing.T, zone string, from time.Time) (text, anchor string) {
	t.Helper()
	key := &dns.DNSKEY{Hdr: dns.RR_Header{Name: zone, Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET, Ttl: 300}, Flags: 257, Protocol: 3, Algorithm: dns.ECDSAP256SHA256}
	priv, err := key.Generate(256)
	if err != nil {
		t.Fatal(err)
	}
	rrs := []dns.RR{key}
	for _, s := range []string{zone + " 300 SOA ns.example. root.example. 1 7200 900 1209600 60", zone + " 300 NS ns.example.", "mail." + zone + " 300 A 192.0.2.2",
		zone + " 300 MX 10 mail." + zone, "_25._tcp.mail." + zone + " 300 TLSA 3 1 1 " + strings.Repeat("ab", 32)} {
		rr, err := dns.NewRR(s)
		if err != nil {
			t.Fatal(err)
		}
		rrs = append(rrs, rr)
	}
	var b strings.Builder
	for _, rr := range rrs {
		sig := &dns.RRSIG{Hdr: dns.RR_Header{Ttl: 300}, KeyTag: key.KeyTag(), SignerName: zone, Algorithm: key.Algorithm,
			Inception: uint32(from.Unix()), Expiration: uint32(from.Add(7 * 24 * time.Hour).Unix())}
		if err := sig.Sign(priv.(crypto.Signer), []dns.RR{rr}); err != nil {
			t.Fatal(err)
		}
		b.WriteString(rr.String() + "\n" + sig.String() + "\n")
	}
	return b.String(), key.String()
}

func (s *realServers) nsdConf() string {
	conf := fmt.Sprintf(`server:
  ip-address: 127.0.0.1@%d
  server-count: 1
  username: ""
  zonesdir: %q
  pidfile: ""
  database: ""
  xfrdfile: %q
  zonelistfile: %q
  xfrdir: %q
  rrl-ratelimit: 0
  answer-cookie: yes
remote-control:
  control-enable: no
`, s.nsd, s.dir, filepath.Join(s.dir, "xfrd"), filepath.Join(s.dir, "zones"), s.dir)
	for _, zone := range [][2]string{{"example", "example"}, {"signed.test", "signed"}, {"bogus.test", "bogus"}} {
		conf += fmt.Sprintf("zone:\n  name: %q\n  zonefile: %q\n", zone[0], zone[1])
	}
	return conf
}

func (s *realServers) unboundConf(anchors []string) string {
	conf := fmt.Sprintf(`server:
  interface: 127.0.0.1@%d
  port: %d
  username: ""
  chroot: ""
  directory: %q
  pidfile: ""
  use-syslog: no
  do-ip6: no
  do-not-query-localhost: no
  local-zone: "test." nodefault
  local-zone: "refused.example." refuse
  local-zone: "silent.example." deny
  module-config: "validator iterator"
  ede: yes
`, s.unbound, s.unbound, s.dir)
	for _, a := range anchors {
		conf += fmt.Sprintf("  trust-anchor: %q\n", strings.ReplaceAll(a, "\t", " "))
	}
	conf += "remote-control:\n  control-enable: no\n"
	for _, zone := range []struct {
		name string
		port int
	}{{"example", s.nsd}, {"signed.test", s.nsd}, {"bogus.test", s.nsd}, {"bl.example", s.rbldnsd}, {"dead.test", 1}, {"other.test", s.nsd}} {
		conf += fmt.Sprintf("stub-zone:\n  name: %q\n  stub-addr: 127.0.0.1@%d\n", zone.name, zone.port)
	}
	return conf
}

// openDir gives a temporary directory that rbldnsd, which refuses to be root,
// can read.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ndr-real-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// run runs a server until the test is over.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	var out strings.Builder
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", name, out.String())
		}
	})
}

func TestRealServers(t *testing.T) {
	s := startReal(t)
	c := &check.Client{Servers: []string{fmt.Sprintf("127.0.0.1:%d", s.unbound)}, TryTimeout: time.Second}
	for range 50 { // until all three are up
		if c.Lookup(t.Context(), "2.0.0.127.bl.example", dns.TypeA).Outcome == check.Answered && c.Lookup(t.Context(), "shop.example", dns.TypeMX).Outcome == check.Answered {
			break
		}
		c = &check.Client{Servers: c.Servers, TryTimeout: time.Second}
		time.Sleep(100 * time.Millisecond)
	}
	for _, tt := range []struct {
		name      string
		qtype     uint16
		outcome   check.Outcome
		authentic bool
		reason    string
	}{
		{"shop.example", dns.TypeMX, check.Answered, false, ""},
		{"alias.example", dns.TypeMX, check.Answered, false, ""},
		{"shop.example", dns.TypeTXT, check.NoData, false, ""},
		{"gone.example", dns.TypeMX, check.NXDomain, false, ""},
		{"wild.example", dns.TypeTXT, check.NoData, false, ""},
		{"a.wild.example", dns.TypeTXT, check.Answered, false, ""},
		{"long.example", dns.TypeTXT, check.Answered, false, ""},
		{"loop.example", dns.TypeMX, check.ServFail, false, "SERVFAIL"},
		{"refused.example", dns.TypeA, check.Refused, false, "REFUSED"},
		{"silent.example", dns.TypeA, check.Timeout, false, "no answer within"},
		{"dead.test", dns.TypeA, check.Timeout, false, "no answer within"}, // unbound does not give up as fast
		{"other.test", dns.TypeA, check.ServFail, false, "SERVFAIL"},       // nsd refuses it
		{"mail.signed.test", dns.TypeA, check.Answered, true, ""},
		{"mail.bogus.test", dns.TypeA, check.Bogus, false, "DNSSEC validation failed"},
	} {
		a := c.Lookup(t.Context(), tt.name, tt.qtype)
		if a.Outcome != tt.outcome || a.Authentic != tt.authentic || !strings.Contains(a.Reason, tt.reason) {
			t.Errorf("Lookup(%s %s) = %v, authentic %v, %q, want %v, %v, %q", tt.name, dns.TypeToString[tt.qtype], a.Outcome, a.Authentic, a.Reason, tt.outcome, tt.authentic, tt.reason)
		}
		if tt.outcome == check.Bogus && len(a.ExtendedErrors) == 0 {
			t.Errorf("Lookup(%s) has no extended error with %q", tt.name, a.Reason)
		}
	}
	// nsd knows DNS cookies, and is asked twice: without its cookie and with it.
	cookies := &check.Client{Servers: []string{fmt.Sprintf("127.0.0.1:%d", s.nsd)}, TryTimeout: time.Second, Cookies: true}
	for range 2 {
		if a := cookies.Lookup(t.Context(), "shop.example", dns.TypeMX); a.Outcome != check.Answered {
			t.Errorf("Lookup with cookies = %v, %q, want an answer", a.Outcome, a.Reason)
		}
	}
	for _, tt := range []struct {
		result   check.Result
		status   check.Status
		findings string
		text     string
	}{
		{check.MX(t.Context(), c, check.MXQuery{Domain: "shop.example"}), check.Pass, "", ""},
		{check.MX(t.Context(), c, check.MXQuery{Domain: "null.example"}), check.Fail, "fail mx-null", ""},
		{check.MX(t.Context(), c, check.MXQuery{Domain: "bogus.test"}), check.Unknown, "unknown mx-dns-failure", "DNSSEC"},
		{check.DNSBL(t.Context(), c, check.DNSBLQuery{IP: netip.MustParseAddr("192.0.2.10"), Zones: []string{"bl.example"}}), check.Fail, "fail dnsbl-listed", "Listed, see https://bl.example/192.0.2.10"},
		{check.DNSBL(t.Context(), c, check.DNSBLQuery{IP: netip.MustParseAddr("192.0.2.11"), Zones: []string{"bl.example"}}), check.Pass, "", ""},
		{check.DNSBL(t.Context(), c, check.DNSBLQuery{Domain: "bad.example.com", Zones: []string{"bl.example"}}), check.Fail, "fail dnsbl-listed", "Seen in spam"},
	} {
		if r := tt.result; r.Status != tt.status || ids(r) != tt.findings || !strings.Contains(texts(r), tt.text) {
			t.Errorf("%s %s = %s, %q\n%s\nwant %s, %q, %q", r.Check, r.Target, r.Status, ids(r), texts(r), tt.status, tt.findings, tt.text)
		}
	}
}
