package check

import (
	"slices"
	"strings"
)

// heloSyntax gives the findings about the HELO name itself, and sets the name to
// look up where it is one.
func (p *ptrRun) heloSyntax() []Finding {
	name := p.helo
	if name == "" {
		return nil
	}
	shown := printable(name, 255)
	one := func(severity Status, id, text string) []Finding { return []Finding{finding(severity, id, text)} }
	if ip, ok := parseLiteral(name); ok {
		switch {
		case !strings.HasPrefix(name, "["):
			return one(Fail, HELONotFQDN, "the HELO name "+shown+" is an address without brackets, which RFC 5321 section 4.1.3 does not allow")
		case p.ip.IsValid() && ip.Unmap() != p.ip:
			return one(Warn, HELOMismatch, "the client says in HELO that it is "+shown+", but its address is "+p.ip.String())
		}
		return one(Warn, HELOLiteral, "the client gives the address "+shown+" in HELO where its name is expected; many receivers refuse that")
	}
	ascii, err := asciiName(name)
	switch {
	case err != nil:
		return one(Fail, HELOInvalid, "the HELO name "+shown+" is no host name: "+strings.TrimPrefix(err.Error(), "check: "))
	case !isHostName(ascii):
		return one(Fail, HELOInvalid, "the HELO name "+shown+" has characters that a host name must not have (RFC 5321 section 4.1.2)")
	case IsLocalName(ascii):
		return one(Fail, HELOLocal, "the HELO name "+shown+" only exists inside a network or computer")
	case !strings.Contains(ascii, "."):
		return one(Fail, HELONotFQDN, "the HELO name "+shown+" is not fully qualified, as RFC 5321 section 4.1.1.1 wants it")
	}
	p.heloName = ascii
	return nil
}

// heloAddresses compares the addresses of the HELO name with the client's.
func (p *ptrRun) heloAddresses() {
	addrs := p.heloAnswers.addrs()
	p.data.HELOAddresses = addrs
	a, failed := p.heloAnswers.failure()
	if p.ip.IsValid() && len(addrs) > 0 {
		// The other family has no say in whether the client's address is there.
		a = p.heloAnswer()
		failed = !a.Outcome.Known()
	}
	switch {
	case slices.Contains(addrs, p.ip):
		p.heloAgainstPTR()
	case failed:
		p.unknown = true
		p.noAnswer(a, "the addresses of the HELO name %s could not be looked up: %s", p.heloName, why(a))
	case p.heloAnswers.missing():
		p.add(Fail, HELONoAddress, "the HELO name %s does not exist", p.heloName)
	case len(addrs) == 0:
		p.add(Fail, HELONoAddress, "the HELO name %s has no address", p.heloName)
	case p.ip.IsValid() && unreachable(p.ip) == "":
		p.add(Warn, HELOMismatch, "the HELO name %s has the address %s, not the client's %s", p.heloName, addrs[0], p.ip)
	}
}

// heloAnswer gives the answer for the HELO name's addresses of the client's
// family.
func (p *ptrRun) heloAnswer() Answer {
	if p.ip.Is6() {
		return p.heloAnswers.aaaa
	}
	return p.heloAnswers.a
}

// heloAgainstPTR notes that the client has two names.
func (p *ptrRun) heloAgainstPTR() {
	if len(p.data.Names) > 0 && !slices.Contains(p.data.Names, p.heloName) {
		p.add(Info, HELONotPTR, "the client is %s in HELO, but %s in reverse DNS", p.heloName, p.data.Names[0])
	}
}
