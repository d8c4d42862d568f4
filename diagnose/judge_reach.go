package diagnose

import (
	"fmt"

	"github.com/seed-d13f741b/ndr/check"
)

// reach holds a verdict that the recipient's mail hosts can't be reached against
// what they do now, where that was tried. What only this network may be to
// blame for leaves it as it is.
func (w *weighing) reach(v Verdict) Verdict {
	res, servers := w.probed("smtp"), w.servers()
	if len(servers) == 0 {
		return v
	}
	greeted := 0
	for _, s := range servers {
		if s.State.Greeted() {
			greeted++
		}
	}
	switch {
	case greeted == len(servers):
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce says that the mail hosts of %s can't be reached, but they answer now.", w.f.RecipientDomain)
		v.Evidence = []Evidence{{Check: "smtp", Target: res.Target, Detail: fmt.Sprintf("%s (%s) greets with %d %s", servers[0].Host, servers[0].Address, servers[0].Banner.Code, servers[0].Banner.Text)}}
		v.Fix = []Fix{{Text: "Send again. If it bounces again, look at what stands between the sending system and the receiver: a firewall, a route, or a block of its address."}}
	case greeted > 0:
		v.Evidence = append(v.Evidence, evidence(res, ""))
	case res.Status == check.Fail:
		v.Confidence = Confirmed
		v.Evidence = append([]Evidence{evidence(res, "")}, v.Evidence...)
	default:
		v.Evidence = append(v.Evidence, evidence(res, check.SMTPEgressUnknown))
	}
	return v
}
