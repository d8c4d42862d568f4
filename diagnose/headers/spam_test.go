package headers_test

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// TestSpam reads the fields of filters: what each decides, and a word of what is
// said of it.
func TestSpam(t *testing.T) {
	for _, tt := range []struct{ field, verdict, says string }{
		{"X-Spam-Status: Yes, score=7.2 required=5.0 tests=BAYES_99,\n URIBL_BLACK autolearn=no version=4.0.0", "spam", "7.2 points of the 5.0 that make spam; rules that matched: BAYES_99, URIBL_BLACK"},
		{"X-Spam-Status: No, score=-1.9 required=5.0 tests=[BAYES_00=-1.9, SPF_PASS=-0.001] autolearn=ham", "clean", "not spam, -1.9"},
		{"X-Spam-Status: No, hits=1.2 required=5.0", "clean", "1.2 points"},
		{"X-Spam-Status: maybe", "", "no decision"},
		{"X-Spam-Flag: YES", "spam", "yes"},
		{"X-Spam-Flag: NO", "clean", "no"},
		{"X-Spam-Score: 3.4", "", "points"},
		{"X-Spamd-Result: default: False [-3.10 / 15.00];\n ARC_ALLOW(-1.00)[i=1]", "clean", "-3.10 points of the 15.00"},
		{"X-Spamd-Result: default: True [16.10 / 15.00]", "spam", "16.10"},
		{"X-Rspamd-Action: add header", "spam", "add header"},
		{"X-Rspamd-Action: no action", "clean", "nothing"},
		{"X-MS-Exchange-Organization-SCL: -1", "clean", "-1"},
		{"X-MS-Exchange-Organization-SCL: 1", "clean", "not spam"},
		{"X-MS-Exchange-Organization-SCL: 5", "spam", "Junk"},
		{"X-MS-Exchange-Organization-SCL: 9", "spam", "certain"},
		{"X-Forefront-Antispam-Report: CIP:192.0.2.10;CTRY:US;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:out.example.com;PTR:out.example.com;CAT:NONE;SFS:(13230040);DIR:INB;", "clean", "SFV NSPM, not spam; IPV NLI"},
		{"X-Forefront-Antispam-Report: CIP:192.0.2.10;SCL:9;SFV:SPM;CAT:HPHISH;", "spam", "phishing for certain"},
		{"X-Forefront-Antispam-Report: SFV:SKN;SCL:-1;CAT:NONE", "clean", "a rule or an earlier filter"},
		{"X-Forefront-Antispam-Report: nothing known", "", "what Exchange Online Protection found"},
		{"X-Microsoft-Antispam: BCL:0;ARA:13230040;", "clean", "0"},
		{"X-Microsoft-Antispam: BCL:8;", "spam", "many complaints"},
		{"X-Microsoft-Antispam: ARA:1", "", "bulk"},
		{"X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:0;auth:0;dest:J;ENG:(1)", "spam", "Junk"},
		{"X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;dest:I;", "clean", "inbox"},
		{"X-Proofpoint-Spam-Details: rule=outbound_notspam policy=outbound score=0 spamscore=0", "clean", "score 0 of 100"},
		{"X-Proofpoint-Spam-Details: rule=spam policy=default score=100", "spam", "score 100"},
		{"X-SES-Spam-Verdict: FAIL", "spam", "yes"},
		{"X-SES-Virus-Verdict: PASS", "clean", "no"},
		{"X-Mailgun-Sflag: No", "clean", "Mailgun"},
		{"X-Yandex-Spam: 4", "spam", "4"},
		{"X-Yandex-Spam: 1", "clean", "1"},
		{"X-UI-Filterresults: notjunk:1;V03:K0:abc", "clean", "not taken"},
		{"X-MailScanner-SpamCheck: not spam, SpamAssassin (score=1.2, required 6)", "clean", "not spam"},
		{"X-MailScanner-SpamCheck: spam, SpamAssassin (score=9.2, required 6)", "spam", "spam"},
		{"X-TM-AS-Result: No--4.2-5.0-31-1", "clean", "Trend"},
		{"X-TM-AS-Result: Yes-12.0-5.0-31-1", "spam", "Trend"},
		{"X-KLMS-AntiSpam-Status: not_detected", "clean", "not spam"},
		{"X-ESET-AS: R=OK;S=0;OP=CALC", "clean", "not spam"},
		{"X-Bogosity: Ham, tests=bogofilter, spamicity=0.000000", "clean", "no"},
		{"X-DSPAM-Result: Innocent", "clean", "no"},
		{"X-CMAE-Score: 100", "spam", "Cloudmark"},
		{"X-Gm-Spam: 0", "clean", "Gmail"},
		{"X-Virus-Scanned: Debian amavis at mx.example.net", "", "looked at"},
		{"X-Spam-Score:", "", "points"},
	} {
		rep, err := headers.Analyze([]byte(tt.field+"\nFrom: a@example.com\n"), headers.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(rep.Spam) != 1 {
			t.Errorf("%s: %d notes, want 1", tt.field, len(rep.Spam))
			continue
		}
		if n := rep.Spam[0]; n.Verdict != tt.verdict || !strings.Contains(n.Text, tt.says) {
			t.Errorf("%s: %q, %q; want %q, and %q in it", tt.field, n.Verdict, n.Text, tt.verdict, tt.says)
		}
	}
}

// TestHandling reads the fields that say what sort of mail a message is.
func TestHandling(t *testing.T) {
	for field, says := range map[string]string{
		"Auto-Submitted: no":                                                "a person sent it",
		"Auto-Submitted: auto-replied (vacation)":                           "answered another message",
		"Auto-Submitted: auto-generated":                                    "a program made it",
		"Auto-Submitted: auto-notified; owner-email=\"a@example.com\"":      "tells of something",
		"Precedence: bulk":                                                  "mail to many",
		"Precedence: list":                                                  "of a list",
		"Precedence: odd":                                                   "no value that is in common use",
		"X-Auto-Response-Suppress: All":                                     "not to answer automatically",
		"List-Unsubscribe: <https://example.com/u>, <mailto:u@example.com>": "web address",
		"List-Unsubscribe: <mailto:u@example.com>":                          "by mail alone",
		"List-Unsubscribe: click here":                                      "without an address",
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click":                 "one click",
		"List-Unsubscribe-Post: yes":                                        "must be",
		"Feedback-ID: 1:camp:esp":                                           "complaints",
		"TLS-Required: No":                                                  "even without TLS",
		"X-Originating-IP: [203.0.113.5]":                                   "author's computer",
		"X-SES-Outgoing: 2026.11.02-192.0.2.27":                             "Amazon SES",
		"Disposition-Notification-To: a@example.com":                        "read receipt",
	} {
		rep, err := headers.Analyze([]byte(field+"\nFrom: a@example.com\n"), headers.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(rep.Handling) != 1 || !strings.Contains(rep.Handling[0].Text, says) {
			t.Errorf("%s: %+v, want one note with %q", field, rep.Handling, says)
		}
	}
}
