package diagnose

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/dsn"
)

// Token gives the token of a secret for a VERP address: the first 16 hexadecimal
// digits of the HMAC-SHA-256 of the recipient's address in lower case. It may
// stand anywhere in the local part between "+", "-", "=", "." or "_":
//
//	bounces+6d0f5b1c9a3e7d24-jane=example.org@lists.example.com
//
// A bounce to such an address can only be about mail to that recipient that the
// owner of the secret has sent.
func Token(secret, recipient string) string {
	return hex.EncodeToString(mac256(secret, strings.ToLower(recipient)))[:tokenLength]
}

// tokenLength is that of a whole token; one of the first leastToken digits is
// taken too.
const (
	tokenLength = 16
	leastToken  = 10
)

func mac256(secret, text string) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(text))
	return h.Sum(nil)
}

func mac1(secret, text string) []byte {
	h := hmac.New(sha1.New, []byte(secret))
	h.Write([]byte(text))
	return h.Sum(nil)
}

// tokens judges the rewritten addresses that the bounce was sent to: not the one
// in the returned message, which whoever wrote the bounce may have made up.
func (p *provenance) tokens() {
	for _, rw := range p.rep.Rewrites {
		if rw.Field == "envelope_from" || rw.Field == "Original-Mail-From" {
			continue
		}
		switch rw.Scheme {
		case dsn.SchemeBATV:
			p.batv(rw.Address)
		case dsn.SchemeSRS0, dsn.SchemeSRS1, dsn.SchemeSRSPlus:
			p.srs(rw)
		case dsn.SchemeVERP, dsn.SchemeEzmlm, dsn.SchemeSympa, dsn.SchemeListserv:
			p.verp(rw)
		}
	}
}

// batv judges a BATV address, "prvs=KDDDSSSSSS=local@domain" (draft-levine-smtp-
// batv section 4): K is the number of the key, DDD the day on which the address
// ends, and SSSSSS the beginning of an HMAC-SHA-1 of K, DDD and the address.
func (p *provenance) batv(address string) {
	local, domain, ok := cutLast(address, "@")
	rest, prvs := cutPrefixFold(local, "prvs=")
	if !ok || !prvs || len(p.own.Secrets) == 0 {
		return
	}
	tag, user, ok := strings.Cut(rest, "=")
	if !ok {
		// QUIRK(exim): before 4.64, "prvs=local/tag".
		if user, tag, ok = cutLast(rest, "/"); !ok {
			return
		}
	}
	if len(tag) != 10 {
		return
	}
	for _, secret := range p.own.Secrets {
		for _, of := range []string{user + "@" + domain, strings.ToLower(user + "@" + domain)} {
			if !strings.EqualFold(hex.EncodeToString(mac1(secret, tag[:4]+of)[:3]), tag[4:]) {
				continue
			}
			if day, err := strconv.Atoi(tag[1:4]); err != nil || !p.current(day) {
				p.other = append(p.other, reason(TokenExpired, "the BATV tag in %s is ours, and its time is over", address))
				return
			}
			p.good = append(p.good, reason(BATVValid, "the BATV tag in %s, to which the bounce was sent, is ours", address))
			return
		}
	}
	p.bad = append(p.bad, reason(BATVInvalid, "the BATV tag in %s, to which the bounce was sent, is not ours", address))
}

// batvDays is how many days before its end a tag may have been made: the draft
// has 7, and Exim allows for 14.
const batvDays = 14

// current reports whether a day, of which the last three digits are known, has
// not passed.
func (p *provenance) current(day int) bool {
	at := p.rep.Date
	if at.IsZero() {
		at = time.Now()
	}
	today := int(at.Unix() / 86400 % 1000)
	return (day-today+1000)%1000 <= batvDays
}

// srs judges an SRS address of ours: its hash is the beginning of the base 64 of
// an HMAC-SHA-1 of the time, the domain and the local part, in lower case
// (libsrs2, Mail::SRS, postsrsd).
func (p *provenance) srs(rw dsn.Rewrite) {
	local, _, ok := cutLast(rw.Address, "@")
	if !ok || len(p.own.Secrets) == 0 {
		return
	}
	var hash, hashed string
	if rest, ok := cutPrefixFold(local, "srs0"); ok && rw.Scheme == dsn.SchemeSRS0 {
		f := strings.SplitN(rest[1:], "=", 4) // hash, time, domain, local part
		if len(f) != 4 {
			return
		}
		hash, hashed = f[0], f[1]+f[2]+f[3]
	} else if rest, ok := cutPrefixFold(local, "srs1"); ok && rw.Scheme == dsn.SchemeSRS1 {
		f := strings.SplitN(rest[1:], "=", 3) // hash, host, what that host has made
		if len(f) != 3 {
			return
		}
		hash, hashed = f[0], f[1]+f[2]
	} else {
		return
	}
	for _, secret := range p.own.Secrets {
		made := base64.StdEncoding.EncodeToString(mac1(secret, strings.ToLower(hashed)))
		if len(hash) >= 4 && len(hash) <= len(made) && strings.EqualFold(made[:len(hash)], hash) {
			p.good = append(p.good, reason(SRSValid, "the SRS address %s, to which the bounce was sent, is ours", rw.Address))
			return
		}
	}
	p.bad = append(p.bad, reason(SRSInvalid, "the SRS address %s, to which the bounce was sent, has a hash that is not ours", rw.Address))
}

// verp judges an address that names a recipient: with a token of ours in it, or
// because it is the very recipient that the bounce is about.
func (p *provenance) verp(rw dsn.Rewrite) {
	local, _, _ := cutLast(strings.ToLower(rw.Address), "@")
	for _, secret := range p.own.Secrets {
		want := Token(secret, rw.Recipient)
		for word := range strings.FieldsFuncSeq(local, func(r rune) bool { return strings.ContainsRune("+-=._", r) }) {
			if len(word) >= leastToken && strings.HasPrefix(want, word) {
				p.good = append(p.good, reason(VERPValid, "the token in %s, to which the bounce was sent, is ours for %s", rw.Address, rw.Recipient))
				return
			}
		}
	}
	if p.about(rw.Recipient) {
		p.weak = append(p.weak, reason(VERPRecipient, "the bounce was sent to %s, the return path of mail to %s, and is about that recipient", rw.Address, rw.Recipient))
	}
}

// about reports whether the report names an address as a recipient by itself: an
// original recipient may have been taken from the return path.
func (p *provenance) about(address string) bool {
	for i := range p.rep.Recipients {
		r := &p.rep.Recipients[i]
		if strings.EqualFold(r.Final.Value, address) {
			return true
		}
		for _, f := range r.Fields {
			if strings.EqualFold(f.Name, "Original-Recipient") && strings.EqualFold(f.Value[strings.LastIndexAny(f.Value, "; ")+1:], address) {
				return true
			}
		}
	}
	return slices.ContainsFunc(p.rep.Original.To, func(to string) bool { return strings.EqualFold(to, address) })
}

// cutLast is strings.Cut around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// cutPrefixFold is strings.CutPrefix without regard to case; there is at least
// one character behind the prefix.
func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// String gives the status with its first reason.
func (a Authenticity) String() string {
	if len(a.Reasons) == 0 {
		return string(a.Status)
	}
	return fmt.Sprintf("%s: %s", a.Status, a.Reasons[0].Text)
}
