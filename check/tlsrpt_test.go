package check_test

import (
	"slices"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

// TestParseTLSRPT goes through RFC 8460 section 3.
func TestParseTLSRPT(t *testing.T) {
	tests := []struct {
		text     string
		rua      []string
		valid    bool
		problems string
	}{
		{"v=TLSRPTv1;rua=mailto:reports@example.com", []string{"mailto:reports@example.com"}, true, ""}, // the examples of the RFC
		{"v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt", []string{"https://reporting.example.com/v1/tlsrpt"}, true, ""},
		{"v=TLSRPTv1; rua=mailto:a@example.com,https://b.example/x?y=z;", []string{"mailto:a@example.com", "https://b.example/x?y=z"}, true, ""},
		{"v=TLSRPTv1; rua=mailto:a@example.com , mailto:b@example.com", []string{"mailto:a@example.com", "mailto:b@example.com"}, true, ""},
		{"v=TLSRPTv1 ; rua=mailto:a@example.com", []string{"mailto:a@example.com"}, true, "warn tls-rpt-version-space@10"},
		{"v=TLSRPTv1; rua=mailto:a@example.com; ext=1", []string{"mailto:a@example.com"}, true, "info tls-rpt-unknown-field@38"},
		{"v=TLSRPTv1;", nil, false, "fail tls-rpt-record-invalid@-1"},
		{"v=TLSRPTv1", nil, false, "fail tls-rpt-record-invalid@-1"},
		{"v=TLSRPTv1; ruf=mailto:a@example.com", nil, false, "info tls-rpt-unknown-field@12, fail tls-rpt-record-invalid@-1"},
		{"v=TLSRPTv1; rua=", nil, false, "fail tls-rpt-record-invalid@12"},
		{"v=TLSRPTv1; rua=a@example.com", nil, false, "warn tls-rpt-uri-invalid@16, fail tls-rpt-record-invalid@-1"},
		{"v=TLSRPTv1; rua=http://example.com/", nil, false, "warn tls-rpt-uri-invalid@16, fail tls-rpt-record-invalid@-1"},
		{"v=TLSRPTv1; rua=mailto:example.com", nil, false, "warn tls-rpt-uri-invalid@16, fail tls-rpt-record-invalid@-1"},
		{"v=TLSRPTv1; rua=https:///x", nil, false, "warn tls-rpt-uri-invalid@16, fail tls-rpt-record-invalid@-1"},
		{"v=TLSRPTv1; rua=mailto:a@example.com!10m", nil, false, "warn tls-rpt-uri-invalid@16, fail tls-rpt-record-invalid@-1"},
		{"v=TLSRPTv1; rua=mailto:a@example.com,,mailto:b@example.com", []string{"mailto:a@example.com", "mailto:b@example.com"}, true, "warn tls-rpt-uri-invalid@37"},
		{"v=TLSRPTv1; rua=mailto:a@example.com; rua=mailto:b@example.com", []string{"mailto:a@example.com"}, true, "warn tls-rpt-duplicate-field@38"},
		{"v=TLSRPTv1; rua = mailto:a@example.com", nil, false, "fail tls-rpt-record-invalid@12"},
		{"v=TLSRPTv1; mailto:a@example.com", nil, false, "fail tls-rpt-record-invalid@12"},
	}
	for _, tt := range tests {
		r := check.ParseTLSRPT(tt.text)
		if got := positions(r.Problems); got != tt.problems || r.Valid != tt.valid || !slices.Equal(r.RUA, tt.rua) {
			t.Errorf("ParseTLSRPT(%q) = %v, %v, %s, want %v, %v, %s", tt.text, r.RUA, r.Valid, got, tt.rua, tt.valid, tt.problems)
		}
	}
}

func TestTLSRPT(t *testing.T) {
	const record = `_smtp._tls.example.net. TXT "v=TLSRPTv1; rua=mailto:tls@reports.example"` + "\n"
	tests := []struct {
		name, zone string
		status     check.Status
		ids        string
	}{
		{"good", record + "reports.example. MX 10 mx.reports.example.\n", check.Pass, ""},
		{"own domain", `_smtp._tls.example.net. TXT "v=TLSRPTv1; rua=mailto:tls@example.net"` + "\n", check.Pass, ""},
		{"nothing", "", check.Info, "info tls-rpt-missing"},
		{"other TXT only", `_smtp._tls.example.net. TXT "hello"` + "\n", check.Info, "info tls-rpt-missing"},
		{"beside other TXT", record + `_smtp._tls.example.net. TXT "hello"` + "\nreports.example. A 192.0.2.1\n", check.Pass, ""},
		{"two records", record + `_smtp._tls.example.net. TXT "v=TLSRPTv1; rua=mailto:b@example.net"` + "\n", check.Fail, "fail tls-rpt-multiple-records"},
		{"wrong case", `_smtp._tls.example.net. TXT "v=TLSRPTV1; rua=mailto:b@example.net"` + "\n", check.Fail, "fail tls-rpt-record-invalid"},
		{"reports to nobody", record, check.Warn, "warn tls-rpt-target-missing"},
		{"reports to a null MX", record + "reports.example. MX 0 .\n", check.Warn, "warn tls-rpt-target-missing"},
		{"SERVFAIL", ";ndr fail _smtp._tls.example.net servfail\n", check.Unknown, "unknown tls-rpt-dns-failure"},
		{"SERVFAIL of the target", record + ";ndr fail reports.example servfail\n", check.Pass, ""},
	}
	for _, tt := range tests {
		zone := world(t, tt.zone)
		res := check.TLSRPT(t.Context(), zone, check.TLSRPTQuery{Domain: "example.net"})
		wellFormed(t, res, zone)
		if res.Status != tt.status || ids(res) != tt.ids {
			t.Errorf("%s: %s, %s\n%s\nwant %s, %s", tt.name, res.Status, ids(res), texts(res), tt.status, tt.ids)
		}
	}
}
