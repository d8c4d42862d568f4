package check

import (
	"cmp"
	"slices"
	"strings"
)

// A Step is something to do.
type Step struct {
	// Check is the area that it is about, ID the finding that calls for it, and
	// Severity how grave that is.
	Check    string `json:"check"`
	ID       string `json:"id"`
	Severity Status `json:"severity"`
	Text     string `json:"text"`
	// Reason is the finding's own text.
	Reason string `json:"reason"`
	// Name, Type and Value are a record to publish, where one can be given.
	Name  string `json:"name"`
	Type  string `json:"type"`
	Value string `json:"value"`
}

// maxSteps is how many steps are proposed: what people can keep in mind.
const maxSteps = 3

// An advice is what to do about a finding: weight orders what is equally grave,
// and %D stands for the domain.
type advice struct {
	weight int
	text   string
	name   string
	value  string
}

// advices are those for findings, by their ids. What is not here has its own
// text for advice, and comes after these.
var advices = map[string]advice{
	MXDomainMissing:            {100, "The domain does not exist in DNS: register it, or correct the name.", "", ""},
	MXNoUsableHost:             {99, "Publish an MX record that names a host with a public address: no mail arrives.", "", ""},
	MXNone:                     {99, "Publish an MX record, or a null MX (\"0 .\") if the domain is not to get mail.", "", ""},
	MXNull:                     {5, "The domain takes no mail by its null MX. If it should, replace that record.", "", ""},
	MXHostMissing:              {80, "Correct or take out the MX record whose host does not exist.", "", ""},
	MXHostNoAddress:            {80, "Give the mail host an address, or take it out of the MX records.", "", ""},
	MXHostCNAME:                {60, "Name the mail host itself in the MX record instead of an alias.", "", ""},
	MXHostIPLiteral:            {85, "Put a host name in the MX record instead of an address.", "", ""},
	MXImplicit:                 {50, "Publish an MX record, so that the domain's own address no longer stands in for one.", "", ""},
	SMTPNoHost:                 {1, "", "", ""},
	DNSBLListed:                {92, "Find out why the address or domain is listed, stop that, and then ask the list to take it off.", "", ""},
	"spf-missing":              {90, "Publish an SPF record that names the hosts which send the domain's mail, or, if none do, this one:", "%D", "v=spf1 -all"},
	"spf-multiple-records":     {91, "Merge the SPF records into one: with more than one, SPF fails for every host.", "", ""},
	"spf-syntax":               {90, "Correct the SPF record where \"ndr check spf %D\" points: as it is, SPF fails for every host.", "", ""},
	"spf-too-many-lookups":     {90, "Bring the SPF record down to 10 lookups: take out what is not used, or see \"ndr check spf %D --flatten\".", "", ""},
	"spf-include-broken":       {90, "Take the include without a record out of the SPF record: as it is, SPF fails for every host.", "", ""},
	"spf-plus-all":             {89, "Replace \"+all\", by which anybody may send in the name of the domain, with \"~all\" or \"-all\".", "", ""},
	"spf-neutral-all":          {45, "End the SPF record with \"~all\" or \"-all\" instead of \"?all\", which says nothing.", "", ""},
	"spf-no-all":               {45, "End the SPF record with \"~all\" or \"-all\".", "", ""},
	"spf-ptr":                  {30, "Replace \"ptr\" in the SPF record by addresses: many receivers pass it over.", "", ""},
	"spf-fail":                 {88, "The sending host is not in the SPF record: add it, or send through one that is.", "", ""},
	"spf-softfail":             {60, "The sending host is not in the SPF record: add it, or send through one that is.", "", ""},
	"dkim-no-keys":             {86, "Have the domain's mail signed with DKIM and publish the key; big receivers demand it.", "", ""},
	"dkim-key-missing":         {87, "Publish the DKIM key that the signatures refer to.", "", ""},
	"dkim-key-invalid":         {87, "Publish the DKIM key again as the signing system shows it; what is there can't be read.", "", ""},
	"dkim-key-revoked":         {40, "Sign with a key that is not revoked.", "", ""},
	"dkim-key-weak":            {55, "Replace the DKIM key by one of 2048 bits.", "", ""},
	"dkim-testing":             {20, "Take \"t=y\" out of the DKIM key once signing works.", "", ""},
	"dkim-signature-invalid":   {70, "Find out what changes the message after it is signed: its DKIM signature does not verify.", "", ""},
	"dmarc-missing":            {88, "Publish a DMARC record, at first one that only asks for reports:", "_dmarc.%D", "v=DMARC1; p=none; rua=mailto:dmarc-reports@%D"},
	"dmarc-multiple-records":   {88, "Merge the DMARC records into one: with more than one, none counts.", "", ""},
	"dmarc-invalid":            {87, "Correct the DMARC record where \"ndr check dmarc %D\" points.", "", ""},
	"dmarc-policy-none":        {58, "Once the DMARC reports show that all own mail passes, raise the policy from \"none\" to \"quarantine\".", "", ""},
	"dmarc-not-aligned":        {75, "Have SPF or DKIM pass for the domain of the From field itself.", "", ""},
	"dmarc-no-rua":             {35, "Ask for aggregate reports in the DMARC record (\"rua=mailto:...\").", "", ""},
	PTRMissing:                 {78, "Have the provider of the address publish a name for it in reverse DNS, the one that the host gives in EHLO.", "", ""},
	PTRNotConfirmed:            {77, "Make the name that the address has in reverse DNS resolve to that address.", "", ""},
	PTRGeneric:                 {40, "Have the provider give the address a name of your own domain in reverse DNS.", "", ""},
	"mta-sts-mx-mismatch":      {84, "Add the mail host to the MTA-STS policy, and change the id of its record: senders that honour the policy do not deliver to it.", "", ""},
	"mta-sts-certificate":      {70, "Give mta-sts.%D a certificate that verifies, without which the policy is not taken.", "", ""},
	"mta-sts-host-certificate": {83, "Give the mail host a certificate that verifies: the MTA-STS policy demands it.", "", ""},
	"mta-sts-host-missing":     {70, "Publish the policy at https://mta-sts.%D/.well-known/mta-sts.txt, or take the record at _mta-sts.%D out.", "", ""},
	"mta-sts-missing":          {25, "Set up MTA-STS with the mode \"testing\", so that senders encrypt mail to the domain and know whom to.", "", ""},
	"mta-sts-mode-testing":     {22, "Once the TLS reports are clean, set the mode of the MTA-STS policy to \"enforce\".", "", ""},
	"tls-rpt-missing":          {18, "Ask for reports on failed TLS:", "_smtp._tls.%D", "v=TLSRPTv1; rua=mailto:tls-reports@%D"},
	DANEMismatch:               {93, "Publish a TLSA record for the certificate that the server has now: senders that know DANE do not deliver.", "", ""},
	DANENoTLS:                  {93, "Have the mail host offer STARTTLS, which its TLSA records demand, or take these out.", "", ""},
	DANELookupBogus:            {95, "Repair the DNSSEC signatures: senders that validate do not deliver.", "", ""},
	DANENotSecure:              {50, "Sign the zone of the mail host with DNSSEC, or take its TLSA records out: unsigned they do nothing.", "", ""},
	DANEUnusable:               {40, "Replace the TLSA records that mail senders pass over by such with \"3 1 1\".", "", ""},
	SMTPConnRefused:            {82, "Have the mail host take connections on port 25, or take it out of the MX records.", "", ""},
	SMTPConnTimeout:            {82, "Find out why the mail host does not answer on port 25: a firewall, or the host is down.", "", ""},
	SMTPTLSFailed:              {81, "Repair TLS of the mail host: the handshake fails.", "", ""},
	SMTPNoSTARTTLS:             {62, "Have the mail host offer STARTTLS: mail to it goes over the net in plain text.", "", ""},
	SMTPCertExpired:            {66, "Renew the certificate of the mail host, and have that done by itself from now on.", "", ""},
	SMTPCertExpiresSoon:        {64, "Renew the certificate of the mail host before it expires.", "", ""},
	SMTPCertName:               {63, "Give the mail host a certificate for the name that the MX record has.", "", ""},
	SMTPCertSelfSigned:         {61, "Give the mail host a certificate of a public authority.", "", ""},
	SMTPCertUntrusted:          {61, "Have the mail host send the whole chain of its certificate, of a public authority.", "", ""},
	SMTPOpenRelay:              {98, "Stop the mail host from relaying for strangers at once.", "", ""},
}

// nextSteps picks the findings that matter most and says what to do about each.
func nextSteps(domain string, results []Result) []Step {
	var steps []Step
	weight := func(s *Step) int { return advices[s.ID].weight }
	for _, r := range results {
		for _, f := range r.Findings {
			if f.Severity == Pass || f.Severity == Unknown || f.Severity == Info && advices[f.ID].weight == 0 {
				continue
			}
			if same := func(s Step) bool { return s.ID == f.ID }; slices.ContainsFunc(steps, same) {
				continue
			}
			steps = append(steps, newStep(domain, r.Check, &f))
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(rank(b.Severity), rank(a.Severity)), cmp.Compare(weight(&b), weight(&a)))
	})
	// One step for what has one cause: without a domain, nothing else counts.
	if len(steps) > 0 && steps[0].ID == MXDomainMissing {
		return steps[:1]
	}
	return slices.Clip(steps[:min(len(steps), maxSteps)])
}

func newStep(domain, name string, f *Finding) Step {
	s := Step{Check: name, ID: f.ID, Severity: f.Severity, Text: f.Text, Reason: f.Text}
	fill := strings.NewReplacer("%D", domain)
	if a, ok := advices[f.ID]; ok && a.text != "" {
		s.Text = fill.Replace(a.text)
		if a.name != "" {
			s.Name, s.Type, s.Value = fill.Replace(a.name), "TXT", fill.Replace(a.value)
		}
	}
	return s
}
