package dsn

import (
	"strconv"
	"strings"
)

// formatZoho reads the bounces of Zoho Mail. Failures and delays look different:
//
//	jane@example.net Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 No such user
//	[Status: Error, Address: <jane@example.net>, ResponseCode 421, , Host not reachable.]
var formatZoho = format{
	name:  "zoho",
	title: "Zoho Mail",
	marks: []string{"ERROR_CODE :", "ERROR CODE :", "[Status: Error, Address:"},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		action := ActionFailed
		if saysDelayed(text) || containsFold(m.subject, "(delay)") {
			action = ActionDelayed
		}
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			if !strings.Contains(line, "ERROR_CODE") && !strings.Contains(line, "ERROR CODE") && !strings.HasPrefix(line, "[Status:") {
				continue
			}
			addrs := addressesIn(line)
			if len(addrs) == 0 {
				continue
			}
			if r := rep.recipient(addrs[0]); r != nil {
				r.setAction(action)
				r.setZoho(line, addrs[0])
			}
		}
	},
}

func (r *Recipient) setZoho(line, addr string) {
	if _, rest, ok := strings.Cut(line, "ResponseCode "); ok {
		code, said, _ := strings.Cut(strings.TrimSuffix(rest, "]"), ",")
		if code = strings.TrimSpace(code); len(code) == 3 && isReply(code) && r.Reply == 0 {
			r.Reply, _ = strconv.Atoi(code)
		}
		r.setDiagnostic("", strings.TrimLeft(said, " ,"))
		return
	}
	_, said, _ := strings.Cut(line, addr)
	r.setDiagnostic("", strings.TrimLeft(said, " ,:>"))
}
