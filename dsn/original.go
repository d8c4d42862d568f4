package dsn

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// readOriginal reads the returned message or header, RFC 6522 section 3, or what
// a format says that is one.
func readOriginal(m *message, rep *Report) {
	if m.returned < 0 {
		if m.quoted != "" {
			raw := strings.TrimLeft(m.quoted, " \t\n")
			h, body := m.headerIn(raw)
			rep.Original.readHeader(&h)
			rep.Original.Complete = strings.TrimSpace(raw[body:]) != ""
			if m.keepReturned {
				rep.Original.Partial = []byte(raw)
			}
		}
		return
	}
	p := &m.tree.Parts[m.returned]
	h, more := m.enclosed()
	rep.Original.readHeader(h)
	rep.Original.Complete = strings.HasPrefix(p.Type, "message/") && !strings.Contains(p.Type, "header") &&
		more
	switch {
	case !m.keepReturned:
	case rep.Original.Complete && !p.Cut:
		rep.Original.Raw = []byte(p.Content())
	default:
		rep.Original.Partial = []byte(p.Content())
	}
}

// maxTrace bounds the Received and DKIM-Signature fields that are read.
const maxTrace = 100

func (o *Original) readHeader(h *header) {
	o.MessageID = messageID(h.Get(fieldMessageID))
	o.Subject = clean(h.Text(fieldSubject))
	o.To = h.addresses(fieldTo)
	o.From = h.firstAddress(fieldFrom)
	o.EnvelopeFrom = bareAddress(clean(h.Get(fieldReturnPath)))
	if v := h.Get(fieldDate); v != "" {
		o.Date, _ = parseDate(clean(v))
	}
	for v := range h.Values(fieldDKIMSignature) {
		if s := parseSignature(v); s.Domain != "" && len(o.DKIM) < maxTrace {
			o.DKIM = append(o.DKIM, s)
		}
	}
	if n := min(h.count(fieldReceived), maxTrace); n > 0 {
		o.Received = make([]Hop, n)
	}
	at := 0
	for v := range h.Values(fieldReceived) {
		if at == len(o.Received) {
			break
		}
		o.Received[at].read(clean(v))
		at++
	}
	for i := range o.Received {
		hop := &o.Received[i]
		if hop.IP.IsValid() && !hop.IP.IsLoopback() && !hop.internal() {
			o.SendingIP, o.HELO = hop.IP, hop.HELO
			break
		}
	}
}

// internal reports whether a hop is between hosts of one provider.
// QUIRK(microsoft365): a message is handed on several times within the service,
// by hosts that are all below outlook.com; what comes in from another tenant is
// from a host with "outbound" in its name.
func (h *Hop) internal() bool {
	return hasSuffixFold(h.By, ".outlook.com") && hasSuffixFold(h.HELO, ".outlook.com") && !containsFold(h.HELO, ".outbound.")
}

// parseSignature takes d= and s= from a DKIM-Signature, RFC 6376 section 3.5.
func parseSignature(v string) (s Signature) {
	for tag, more := "", true; more; {
		tag, v, more = mime.CutByte(v, ';')
		if tag = trimStart(tag); tag == "" || strings.IndexByte("dsx", tag[0]) < 0 {
			continue
		}
		value, ok := strings.CutPrefix(trimStart(tag[1:]), "=")
		if !ok {
			continue
		}
		value = strings.ReplaceAll(clean(value), " ", "")
		switch tag[0] {
		case 'd':
			s.Domain = lowerASCII(strings.TrimSuffix(value, "."))
		case 's':
			s.Selector = lowerASCII(value)
		case 'x':
			if sec, err := strconv.ParseInt(value, 10, 64); err == nil && sec > 0 && sec < 1<<37 {
				s.Expires = time.Unix(sec, 0).UTC()
			}
		}
	}
	return s
}

// fillFromOriginal fills what only the fields of the report and the returned
// header together tell: the envelope sender.
func fillFromOriginal(m *message, rep *Report) {
	if rep.Original.EnvelopeFrom == "" {
		// QUIRK(postfix): the sender is an extension field of the report.
		for _, f := range rep.Fields {
			if strings.EqualFold(f.Name, "X-Postfix-Sender") || strings.EqualFold(f.Name, "X-Maddy-Sender") {
				rep.Original.EnvelopeFrom = parseAddress(f.Value).Value
			}
		}
	}
	rep.nameRecipient(m)
}

// nameRecipient gives the only recipient of a status part, whom neither fields
// nor text name, the one address in what the other side answered, or that of the returned message.
func (rep *Report) nameRecipient(m *message) {
	if len(rep.Recipients) != 1 || rep.Kind != "" {
		return
	}
	r := &rep.Recipients[0]
	if r.Final.Value != "" || r.Original.Value != "" || r.Source != SourceField {
		return
	}
	said := r.Diagnostic.Text
	own := append(m.header.addresses(fieldTo), rep.Original.From, rep.Original.EnvelopeFrom)
	found := slices.DeleteFunc(addressesIn(said), func(addr string) bool { return containsAddress(own, addr) || isContact(addr) })
	if len(found) == 1 && !containsFold(said, "sender") && !containsFold(said, "from") {
		r.Final.Value, r.Source = found[0], SourceText
	} else if to := m.soleRecipient(m.quoted); to != "" {
		r.Final.Value, r.Source = to, SourceOriginal
	}
}
