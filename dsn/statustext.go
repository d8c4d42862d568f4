package dsn

import "strings"

// readStatusText reads the fields of RFC 3464 where they stand in a text part:
// the parts of the report were lost on the way, or it came as plain text.
func readStatusText(m *message, rep *Report) {
	if rep.Kind != "" || len(rep.Recipients) > 0 || !m.bounceShape() {
		return
	}
	text := m.Text()
	if !looksLikeStatus(text) {
		if text = m.attachedStatus(); text == "" {
			return
		}
	}
	var blocks [][]Field
	for _, block := range m.parseBlocks(text[statusStart(text):]) {
		if !hasStatusField(block) {
			break
		}
		blocks = append(blocks, block)
	}
	rep.addBlocks(blocks)
	rep.readFields()
	if len(rep.Recipients) > 0 {
		rep.Format = "rfc3464"
		rep.problem(ProblemStatusInText, "the status fields stand in a text part")
	}
}

// attachedStatus gives the text of an attachment of no known type that has the
// fields, or "".
// QUIRK(gateways): they send the status part on as "details.txt".
func (m *message) attachedStatus() string {
	for i := range m.tree.Parts {
		if p := &m.tree.Parts[i]; p.Type == "application/octet-stream" && (m.returned < 0 || i < m.returned) {
			if text := p.Text(); looksLikeStatus(text) {
				return text
			}
		}
	}
	return ""
}

// statusStart is where the first line with a field of RFC 3464 begins.
func statusStart(text string) int {
	at := 0
	for line := range strings.Lines(text) {
		if name, _ := cutField(strings.TrimSpace(line)); name != "" {
			if name, use := knownField(name); use.is(ofReport) || use.is(ofRecipient) && name != "action" && name != "status" {
				return at
			}
		}
		at += len(line)
	}
	return at
}

func hasStatusField(block []Field) bool {
	for _, f := range block {
		if _, use := knownField(f.Name); use.is(ofReport | ofRecipient) {
			return true
		}
	}
	return false
}
