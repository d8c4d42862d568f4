package headers

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// compare sets the results that the header states beside those of now.
func (e *Evaluation) compare(r *Report) {
	for i := range r.Authentication {
		s := &r.Authentication[i]
		for _, result := range s.Results {
			subject, now := e.now(r, s, result)
			if now == "" || len(e.Compared) >= maxResults {
				continue
			}
			c := Comparison{Method: result.Method, Subject: subject, By: s.AuthservID, Hop: s.Hop, Stated: result.Result, Now: now}
			c.Text = whyOther(c, e)
			e.Compared = append(e.Compared, c)
		}
	}
}

// now gives what a stated result is about, and what it is now; "" where that was
// not evaluated.
func (e *Evaluation) now(r *Report, s *Statement, result AuthResult) (subject, now string) {
	switch result.Method {
	case "spf":
		for i := range e.SPF {
			c := &e.SPF[i]
			sender, ip := result.Get(senderNames...), result.ip()
			if c.Hop == s.Hop && (!ip.IsValid() || ip == c.IP) && (sender == "" || strings.EqualFold(domainPart(strings.Trim(sender, "<>\"")), domainPart(c.Sender))) {
				return c.Domain, string(c.Result)
			}
		}
	case "dkim":
		return e.dkimNow(result)
	case "dmarc":
		from := (&analysis{rep: r}).fromDomain()
		stated := asciiDomain(cleanDomain(result.Get("header.from")))
		if from != "" && (stated == "" || stated == from) && s.Instance == 0 {
			return from, e.DMARCResult
		}
	case "arc":
		if e.ARC.Sets > 0 && s.Instance == 0 {
			return "the chain", e.ARC.Result
		}
	}
	return "", ""
}

// dkimNow finds the signature that a stated result is about: by its domain and
// selector, or by the beginning of the signature (header.b, RFC 6008).
func (e *Evaluation) dkimNow(result AuthResult) (subject, now string) {
	domain, selector := result.dkimDomain(), result.Get("header.s")
	for _, sig := range e.DKIM {
		if domain != sig.Domain || selector != "" && !strings.EqualFold(selector, sig.Selector) {
			continue
		}
		if now == "" || sig.Result == check.DKIMPass {
			subject, now = sig.Domain, sig.Result
			if sig.Selector != "" {
				subject += " (" + sig.Selector + ")"
			}
		}
	}
	return subject, now
}

// whyOther says what may be behind a result that is another one now.
func whyOther(c Comparison, e *Evaluation) string {
	if sameResult(c.Stated, c.Now) {
		return "as stated"
	}
	worse := c.Stated == "pass"
	switch c.Now {
	case "temperror", "neutral", "":
		return "can't be said now: " + e.reason(c)
	}
	switch {
	case c.Method == "spf" && worse:
		return "the SPF record has changed since, or the statement is not true"
	case c.Method == "dkim" && worse:
		return "the message was changed behind that server, or the key has changed since"
	case worse:
		return "what it was judged by has changed since, or the statement is not true"
	case c.Now == "pass":
		return "it passes now: DNS has been put right since, or that server saw another message or client"
	}
	return e.reason(c)
}

func (e *Evaluation) reason(c Comparison) string {
	switch c.Method {
	case "spf":
		for _, s := range e.SPF {
			if s.Hop == c.Hop {
				return s.Reason
			}
		}
	case "dkim":
		for _, s := range e.DKIM {
			if s.Result == c.Now && strings.HasPrefix(c.Subject, s.Domain) {
				return s.Reason
			}
		}
	case "dmarc":
		return e.DMARCReason
	case "arc":
		return e.ARC.Reason
	}
	return ""
}

// sameResult reports whether two words for a result mean the same.
func sameResult(a, b string) bool {
	words := map[string]string{"hardfail": "fail", "bestguesspass": "none", "error": "temperror", "unknown": "permerror"}
	if w := words[a]; w != "" {
		a = w
	}
	return a == b
}

// judge notes what is to be said of the results of now.
func (e *Evaluation) judge(r *Report) {
	note := func(severity check.Status, id, format string, args ...any) {
		e.Findings = append(e.Findings, finding(severity, id, format, args...))
	}
	for _, s := range e.SPF {
		if !s.client {
			continue // that of a forwarder further down decides nothing
		}
		note(severityOf(string(s.Result)), NowSPF, "SPF of %s for %s: %s: %s", s.Domain, s.IP, s.Result, s.Reason)
	}
	for _, s := range e.DKIM {
		text := s.Reason
		if text == "" {
			text = "header and body are as they were signed"
		}
		note(severityOf(s.Result), NowDKIM, "the signature of %s (%s): %s: %s", s.Domain, s.Selector, s.Result, text)
		e.Findings = append(e.Findings, s.Findings...)
	}
	if e.ARC.Sets > 0 {
		text := e.ARC.Reason
		if text == "" {
			text = "all seals, and the newest signature"
		}
		note(severityOf(e.ARC.Result), NowARC, "the ARC chain of %s: %s: %s", plural(e.ARC.Sets, "set"), e.ARC.Result, text)
	}
	if d := e.DMARC; d != nil {
		from := (&analysis{rep: r}).fromDomain()
		switch e.DMARCResult {
		case "pass":
			note(check.Pass, NowDMARC, "DMARC of %s passes: %s", from, e.DMARCReason)
		case "none":
			note(check.Info, NowDMARC, "%s has no DMARC record", from)
		case "fail":
			severity := check.Warn
			if d.Disposition == check.DMARCReject || d.Disposition == check.DMARCQuarantine {
				severity = check.Fail
			}
			note(severity, NowDMARC, "DMARC of %s fails, and its policy is %s: %s", from, d.Policy, e.DMARCReason)
		default:
			note(check.Unknown, NowDMARC, "whether DMARC of %s passes can't be said: %s", from, orWord(e.DMARCReason, "what is here of the message does not tell"))
		}
	}
	noted := map[string]bool{}
	for _, c := range e.Compared {
		about := c.Method + " " + c.Subject
		// What DMARC comes from says it already.
		if c.Method == "dmarc" && len(noted) > 0 || noted[about] {
			continue
		}
		if !sameResult(c.Stated, c.Now) && c.Now != "temperror" && c.Now != "neutral" {
			noted[about] = true
			note(check.Warn, NowChanged, "%s of %s: %s said %s, and now it is %s: %s", strings.ToUpper(c.Method), c.Subject, orWord(c.By, "a receiver"), c.Stated, c.Now, c.Text)
		}
	}
}

// severityOf gives the severity of a result.
func severityOf(result string) check.Status {
	switch result {
	case "pass":
		return check.Pass
	case "none":
		return check.Info
	case "temperror", "":
		return check.Unknown
	case "neutral":
		return check.Info
	}
	return check.Warn
}

// All gives the findings on the header and those of Evaluate.
func (r *Report) All() []check.Finding {
	all := append([]check.Finding{}, r.Findings...)
	if r.Now != nil {
		all = append(all, r.Now.Findings...)
	}
	return all
}

// String gives the result as "spf=pass (example.com)", for messages of tests and
// logs.
func (c Comparison) String() string {
	return fmt.Sprintf("%s of %s: %s, now %s", c.Method, c.Subject, c.Stated, c.Now)
}
