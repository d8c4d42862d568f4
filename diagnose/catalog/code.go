package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A codeCond is a condition on the codes of a refusal: a range of reply codes,
// an enhanced status, or both. Zero parts are not asked for.
type codeCond struct {
	replyMin, replyMax uint16
	status             bool
	class              uint8 // 0 for any
	anySubject         bool
	subject            uint16
	detailMin          uint16
	detailMax          uint16
}

// appendCodes parses a "Code:" value: conditions with commas between them.
func appendCodes(list []codeCond, s string) ([]codeCond, error) {
	for part := range strings.SplitSeq(s, ",") {
		c, err := parseCodeCond(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// parseCodeCond parses "550", "5xx", "5.7.1", "x.7.26", "5.7.x",
// "5.x.350-399", or a reply and a status with a space between them.
func parseCodeCond(s string) (codeCond, error) {
	var c codeCond
	reply, status, both := strings.Cut(s, " ")
	if !both && strings.Contains(s, ".") {
		reply, status = "", s
	}
	if reply != "" {
		lo, hi, ok := parseReplyCond(reply)
		if !ok {
			return c, badCode(s)
		}
		c.replyMin, c.replyMax = lo, hi
	}
	if status != "" && !c.parseStatus(status) {
		return c, badCode(s)
	}
	if c == (codeCond{}) {
		return c, badCode(s)
	}
	return c, nil
}

func badCode(s string) error {
	return fmt.Errorf("want codes such as 550, 5.7.1, 550 5.7.1, x.7.26, 5.7.x or 4xx, got %q", s)
}

// parseReplyCond parses "550", "55x" or "5xx".
func parseReplyCond(s string) (lo, hi uint16, ok bool) {
	if len(s) != 3 {
		return 0, 0, false
	}
	a, errA := strconv.ParseUint(strings.ReplaceAll(s, "x", "0"), 10, 16)
	b, errB := strconv.ParseUint(strings.ReplaceAll(s, "x", "9"), 10, 16)
	if errA != nil || errB != nil || a < 200 || b > 599 {
		return 0, 0, false
	}
	return uint16(a), uint16(b), true
}

// parseStatus parses the enhanced part of a condition.
func (c *codeCond) parseStatus(s string) bool {
	class, rest, ok := strings.Cut(s, ".")
	subject, detail, ok2 := strings.Cut(rest, ".")
	if !ok || !ok2 {
		return false
	}
	switch class {
	case "2", "4", "5":
		c.class = class[0] - '0'
	case "x", "X":
	default:
		return false
	}
	c.status = true
	if subject == "x" {
		c.anySubject = true
	} else if c.subject, ok = parseSmall(subject); !ok {
		return false
	}
	if detail == "x" {
		c.detailMax = 999
		return true
	}
	lo, hi, ranged := strings.Cut(detail, "-")
	c.detailMin, ok = parseSmall(lo)
	c.detailMax = c.detailMin
	if ok && ranged {
		c.detailMax, ok = parseSmall(hi)
	}
	return ok
}

// parseSmall parses a number of one to three digits.
func parseSmall(s string) (uint16, bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	return uint16(n), err == nil && len(s) <= 3
}

// anyHolds reports whether the codes of a refusal meet one of the conditions.
func anyHolds(list []codeCond, reply int, status dsn.Status, lenient bool) bool {
	for i := range list {
		if list[i].holds(reply, status, lenient) {
			return true
		}
	}
	return false
}

// holds reports whether a refusal with these codes meets the condition.
// Where lenient, a code that is not known does not stand against it.
func (c *codeCond) holds(reply int, status dsn.Status, lenient bool) bool {
	if c.replyMin != 0 {
		switch {
		case reply == 0 && !lenient, reply != 0 && (reply < int(c.replyMin) || reply > int(c.replyMax)):
			return false
		}
	}
	if !c.status {
		return true
	}
	if status.IsZero() {
		return lenient
	}
	return (c.class == 0 || c.class == status.Class) && (c.anySubject || c.subject == status.Subject) &&
		c.detailMin <= status.Detail && status.Detail <= c.detailMax
}

// permanence gives what the class of the condition says, or "".
func (c *codeCond) permanence() Permanence {
	digit := uint16(c.class)
	if digit == 0 && c.replyMin/100 == c.replyMax/100 {
		digit = c.replyMin / 100
	}
	return classPermanence(int(digit))
}

// classPermanence gives the permanence of the first digit of a code, or "".
func classPermanence(digit int) Permanence {
	switch digit {
	case 2:
		return NothingFailed
	case 4:
		return Temporary
	case 5:
		return Permanent
	}
	return ""
}

// codesPermanence gives the permanence that all conditions agree on, or "".
func codesPermanence(codes []codeCond) Permanence {
	if len(codes) == 0 {
		return ""
	}
	p := codes[0].permanence()
	for i := range codes {
		if codes[i].permanence() != p {
			return ""
		}
	}
	return p
}
