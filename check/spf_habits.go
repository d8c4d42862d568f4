package check

import (
	"fmt"
	"net/netip"
	"strings"
)

// Networks wider than this are more than one sender needs: in one's own record,
// and in that of a provider, which serves many.
const (
	spfWideOwn4, spfWideOwn6     = 16, 32
	spfWideOther4, spfWideOther6 = 8, 16
)

// spfMaxSize is the size of an answer that gets through everywhere, RFC 7208
// section 3.4.
const spfMaxSize = 450

// habits tells what is valid in a record but not wise.
func (b *spfBranch) habits() []Finding {
	if b.rec == nil {
		return nil
	}
	all := b.wide()
	if b.parent == nil {
		all = append(all, b.ending()...)
		all = append(all, b.unused()...)
		all = append(all, b.doubled()...)
		all = append(all, b.size()...)
	} else if i := b.rec.all(); i >= 0 && b.rec.Terms[i].Qualifier == '+' && b.via.result() == SPFPass {
		all = append(all, b.note(Warn, SPFPlusAll, b.rec.Terms[i], "the included record of %s ends in %q, which lets every host in the world send as %s",
			b.domain, b.rec.Terms[i].Text, b.path()[0]))
	}
	for _, u := range b.uses {
		switch {
		case u.term.Kind == SPFPTR:
			all = append(all, b.note(Warn, SPFUsesPTR, u.term, "%q in the record of %s is slow and unreliable, and should not be used (RFC 7208 section 5.5)", u.term.Text, b.domain))
		case u.dynamic && b.parent == nil:
			all = append(all, b.note(Info, SPFUsesMacro, u.term, "%q depends on the message, and was not looked up", u.term.Text))
		}
	}
	return all
}

// note makes a finding about a term.
func (b *spfBranch) note(severity Status, id string, t SPFTerm, format string, args ...any) Finding {
	return Finding{Severity: severity, ID: id, Text: fmt.Sprintf(format, args...), Record: b.rec.text, Position: t.Pos}
}

// ending tells how the root's record ends.
func (b *spfBranch) ending() []Finding {
	i := b.rec.all()
	if i < 0 {
		if _, ok := b.rec.modifier(SPFRedirect); ok || len(b.errs) > 0 {
			return nil
		}
		return []Finding{{Severity: Warn, ID: SPFNoAll, Record: b.rec.text, Position: len(b.rec.text),
			Text: `the record ends without "all", so that any other host is neutral: as good as no record`}}
	}
	switch t := b.rec.Terms[i]; t.Qualifier {
	case '+':
		return []Finding{b.note(Warn, SPFPlusAll, t, "%q lets every host in the world send as %s", t.Text, b.domain)}
	case '?':
		return []Finding{b.note(Warn, SPFNeutralAll, t, "%q says nothing of any other host: as good as no record", t.Text)}
	}
	return nil
}

// unused tells of terms that do nothing, or are never looked at (RFC 7208
// sections 5.1 and 6.1).
func (b *spfBranch) unused() []Finding {
	var all []Finding
	end := b.rec.all()
	for i, t := range b.rec.Terms {
		switch {
		case t.Kind == SPFOther && strings.EqualFold(t.Name, "v"):
			all = append(all, b.note(Warn, SPFJoinedRecords, t, "%q stands inside the record: two records were joined into one", t.Text))
		case t.Kind == SPFOther && spfConfused(t.Text):
			all = append(all, b.note(Warn, SPFUnknownModifier, t, `%q does nothing: a mechanism is written with ":", not with "="`, t.Text))
		case end < 0:
		case t.Kind == SPFRedirect:
			all = append(all, b.note(Warn, SPFAfterAll, t, `%q is ignored, because the record has "all"`, t.Text))
		case !t.Modifier() && i > end:
			all = append(all, b.note(Warn, SPFAfterAll, t, `%q comes after "all" and is ignored`, t.Text))
		}
	}
	return all
}

// doubled tells of terms that are there twice, or whose network lies within
// that of another with the same qualifier before it.
func (b *spfBranch) doubled() []Finding {
	var all []Finding
	var networks []SPFTerm
	seen := map[string]bool{}
	for _, t := range b.rec.effective() {
		key := strings.ToLower(strings.TrimPrefix(t.Text, "+"))
		switch {
		case t.Kind == SPFAll:
		case seen[key]:
			all = append(all, b.note(Info, SPFDuplicateTerm, t, "%q is there twice", t.Text))
		case t.Kind == SPFIP4 || t.Kind == SPFIP6:
			if m := t.Network.Masked(); m != t.Network {
				all = append(all, b.note(Info, SPFHostBits, t, "%q stands for %s: the bits after the prefix do not count", t.Text, m))
			}
			if by := spfCovering(networks, t); by != "" {
				all = append(all, b.note(Info, SPFDuplicateTerm, t, "%q lies within %q", t.Text, by))
			}
			if len(networks) < 200 { // a record that is longer has other troubles
				networks = append(networks, t)
			}
		}
		seen[key] = true
	}
	return all
}

// spfCovering gives the text of the network that t lies within, or "".
func spfCovering(networks []SPFTerm, t SPFTerm) string {
	for _, n := range networks {
		if n.Qualifier == t.Qualifier && n.Network.Bits() <= t.Network.Bits() && n.Network.Contains(t.Network.Addr()) {
			return n.Text
		}
	}
	return ""
}

// wide tells of networks that let in more hosts than a sender has, and of
// addresses that no receiver can ever see.
func (b *spfBranch) wide() []Finding {
	var all []Finding
	least4, least6 := spfWideOwn4, spfWideOwn6
	if b.parent != nil {
		least4, least6 = spfWideOther4, spfWideOther6
	}
	for _, u := range b.uses {
		t := u.term
		bits4, bits6 := t.Bits4, t.Bits6
		switch t.Kind {
		case SPFIP4:
			bits4 = t.Network.Bits()
		case SPFIP6:
			bits6 = t.Network.Bits()
		case SPFA, SPFMX:
		default:
			continue
		}
		if t.Qualifier == '+' && (bits4 < least4 || bits6 < least6) {
			all = append(all, b.note(Warn, SPFWideNetwork, t, "%q in the record of %s lets in a very large network", t.Text, b.domain))
		}
		if t.Network.IsValid() && b.parent == nil && spfNeverSeen(t.Network.Addr()) {
			all = append(all, b.note(Info, SPFPrivateNetwork, t, "%q is no address on the internet, and no receiver will see it", t.Text))
		}
	}
	return all
}

// spfNeverSeen reports whether an address can't be that of a client on the
// internet.
func spfNeverSeen(ip netip.Addr) bool {
	shared := netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64}), 10) // RFC 6598
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || shared.Contains(ip)
}

// size tells of a record that may not get through everywhere.
func (b *spfBranch) size() []Finding {
	total := len(b.domain)
	for _, text := range b.pub.texts {
		total += len(text)
	}
	switch {
	case len(b.rec.text) > spfMaxSize:
		return []Finding{{Severity: Warn, ID: SPFRecordLong, Record: b.rec.text, Position: spfMaxSize,
			Text: fmt.Sprintf("the record has %d characters: beyond %d, some receivers can't get it (RFC 7208 section 3.4)", len(b.rec.text), spfMaxSize)}}
	case total > spfMaxSize:
		return []Finding{{Severity: Info, ID: SPFRecordLong, Record: b.rec.text, Position: -1,
			Text: fmt.Sprintf("all TXT records of %s together have %d characters: beyond %d, some receivers can't get them (RFC 7208 section 3.4)", b.domain, total, spfMaxSize)}}
	}
	return nil
}
