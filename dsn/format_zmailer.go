package dsn

import "strings"

// formatZMailer reads the list in the text of ZMailer's reports, whose headings
// have the place of fields:
//
//	FAILED:
//	  Original Recipient:
//	    rfc822;jane@example.net
//	  Control data:
//	    smtp example.net jane@example.net 65534
//	  Diagnostic texts:
//	    <mx.example.net>: 550 5.1.1 No such user
var formatZMailer = format{
	name:  "zmailer",
	title: "ZMailer",
	marks: []string{"Control data:", "Diagnostic texts:"},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		e := &zmailerEntry{}
		part := ""
		for line := range strings.Lines(text) {
			bare := strings.TrimSpace(line)
			switch a := zmailerAction(bare); {
			case a != "" && indent(line) < 2:
				e.flush(rep)
				e, part = &zmailerEntry{action: a}, ""
			case indent(line) < 4 && strings.HasSuffix(bare, ":"):
				if bare == "Original Recipient:" || bare == "Control data:" && e.control != "" {
					e.flush(rep)
					e = &zmailerEntry{action: e.action}
				}
				part = bare
			case bare == "":
			default:
				e.add(part, bare)
			}
		}
		e.flush(rep)
	},
}

func zmailerAction(heading string) Action {
	switch heading {
	case "FAILED:":
		return ActionFailed
	case "DELAYED:", "RETRYING:":
		return ActionDelayed
	case "DELIVERED:":
		return ActionDelivered
	case "RELAYED:":
		return ActionRelayed
	case "EXPANDED:":
		return ActionExpanded
	}
	return ""
}

// A zmailerEntry is one recipient's part of the list.
type zmailerEntry struct {
	action            Action
	original, control string
	said              strings.Builder
}

func (e *zmailerEntry) add(part, line string) {
	switch part {
	case "Original Recipient:":
		e.original = parseAddress(line).Value
	case "Control data:":
		e.control = line
	case "Diagnostic texts:":
		if e.said.Len() < maxValue {
			e.said.WriteString(line + "\n")
		}
	}
}

// flush adds the recipient: the one that the channel was given, or else the
// original one.
func (e *zmailerEntry) flush(rep *Report) {
	to := e.original
	if list := addressesIn(e.control); len(list) > 0 {
		to = list[len(list)-1]
	}
	if e.action == "" || to == "" {
		return
	}
	r := rep.recipient(to)
	if r == nil {
		return
	}
	r.setAction(e.action)
	if e.original != to && r.Original.Value == "" {
		r.Original.Value = clean(e.original)
	}
	r.setSaid(strings.TrimPrefix(strings.TrimSpace(e.said.String()), "<>: "))
}
