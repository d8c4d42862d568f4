package dsn

import (
	"iter"
	"strings"
)

// A format reads the bounces of one mail system that states recipients in its
// own way and not, or not only, in the fields of RFC 3464.
type format struct {
	// name is that of the file, format_<name>.go, of the folder
	// testdata/<name>, and of Report.Format.
	name string
	// title says for people whose bounces they are.
	title string
	// marks are wordings of the system, as they stand in its text to the
	// letter, each of at least longLiteral bytes. At least one of them is in the
	// text of each of its bounces. A format without marks is told by match alone.
	marks []string
	// match looks closer where a mark was found; nil means that the marks are
	// enough. It is quick.
	match func(*message) bool
	// read adds the recipients, or fills what those of the machine-readable
	// part lack.
	read func(*message, *Report)
}

// formats are tried in this order. The first that matches reads; where it finds
// no recipient, the next one that matches does.
var formats = []format{
	formatMessageLabs,
	formatPostOffice,
	formatGoogleGroups,
	formatGmail,
	formatYahoo,
	formatGMX,
	formatZoho,
	formatSNS,
	formatPEC,
	formatSalesforce,
	formatEZweb,
	formatKDDI,
	formatBiglobe,
	formatJames, // Verizon's gateway writes as its mailets do
	formatVerizon,
	formatX1,
	formatX3,
	formatX6,
	formatSmail,
	formatTencent,
	formatNetEase,
	formatMessagingServer,
	formatHMailServer,
	formatMailEnable,
	formatExchange2003,
	formatExchange,
	formatIIS,
	formatNotes,
	formatDomino,
	formatGroupWise,
	formatIMail,
	formatMDaemon,
	formatCommuniGate,
	formatMercury,
	formatMailMarshal,
	formatInterScan,
	formatMcAfee,
	formatIronMail,
	formatSurfControl,
	formatIronPort,
	formatMimecast,
	formatBarracuda,
	formatMailFoundry,
	formatMFilter,
	formatActiveHunter,
	formatAmavis,
	formatMMDF,
	formatLMail,
	formatX400,
	formatSieve,
	formatMailman,
	formatSympa,
	formatEzmlm,
	formatMajordomo,
	formatListserv,
	formatFML,
	formatMlmmj,
	formatHaraka,
	formatChasquid,
	formatMaddy,
	formatPostal,
	formatZMailer,
	formatOpenSMTPD,
	formatCourier,
	formatSendmail,
	formatDMA,
	formatQmail,
	formatExim,
	formatPostfix,
	formatGeneric, // the last
}

func readFormats(m *message, rep *Report) {
	if rep.Kind != "" {
		return
	}
	if rep.told() {
		rep.readCommands(m)
		return
	}
	if !m.bounceShape() {
		return
	}
	for f := range m.matching() {
		f.read(m, rep)
		if len(rep.Recipients) > 0 || rep.Kind != "" {
			if rep.silent() {
				completeFromText(m, rep)
			}
			if rep.Format == "" {
				rep.Format = f.name
			}
			return
		}
	}
}

// silent reports whether nothing was found of why a recipient did not get the
// message: then the text may say it in another way than the format knows.
func (rep *Report) silent() bool {
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		if r.Diagnostic.Text == "" && r.Reply == 0 && !r.Status.Specific() && (r.Action == ActionFailed || r.Action == ActionDelayed) {
			return true
		}
	}
	return false
}

// matching gives the formats that match, in their order.
func (m *message) matching() iter.Seq[*format] {
	return func(yield func(*format) bool) {
		m.marks = marksIn(m.Text())
		for i := range m.marks.formats.all() {
			if f := &formats[i]; (f.match == nil || f.match(m)) && !yield(f) {
				return
			}
		}
	}
}

// told reports whether the machine-readable part has said all: each recipient
// with an address, a status that is specific, and the whole reply.
func (rep *Report) told() bool {
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		if !strings.Contains(r.Final.Value, "@") || r.Diagnostic.Text == "" || r.Action == "" ||
			beginsReply(r.Diagnostic.Text) || r.exitMeaning() ||
			specificity(r.Status) < 2 && r.Action != ActionDelivered {
			return false
		}
	}
	return len(rep.Recipients) > 0
}
