package dsn

import "strings"

// formatTencent reads the Chinese notices of QQ Mail and of Tencent's mail for
// companies: labels, with the value beside or below each.
var formatTencent = format{
	name:  "tencent",
	title: "QQ Mail and Tencent Exmail",
	marks: []string{"退信原因", "退回原因", "无法发送到", "無法傳送到"},
	match: func(m *message) bool { return strings.Contains(mailbox(m.header.Get(fieldFrom)), "qq.com") },
	read:  readChineseNotice,
}

// The labels of the Chinese notices.
var (
	chineseRecipient = []string{"无法发送到", "無法傳送到", "收件人：", "收件人:", "收件人地址：", "收件人地址:", "收件人"}
	chineseReason    = []string{"退信原因", "退回原因", "失败原因", "原因：", "原因:"}
	chineseEnglish   = []string{"英文说明", "详细信息", "错误信息", "退信详情"}
)

func readChineseNotice(m *message, rep *Report) {
	text, returned := m.split()
	m.quote(returned)
	var addrs []string
	for _, label := range chineseRecipient {
		if addrs = addressesIn(afterLabel(text, label)); len(addrs) > 0 {
			break
		}
	}
	reason := firstLabel(text, chineseEnglish)
	if reason == "" || replyAt(reason) < 0 {
		if at := replyAt(text); at >= 0 {
			reason = lineAround(text, at)
		} else if reason == "" {
			reason = firstLabel(text, chineseReason)
		}
	}
	for _, addr := range addrs {
		if r := rep.recipient(addr); r != nil {
			r.setAction(ActionFailed)
			r.setSaid(reason)
		}
	}
}

func firstLabel(text string, labels []string) string {
	for _, label := range labels {
		if value := afterLabel(text, label); value != "" {
			return value
		}
	}
	return ""
}

// afterLabel gives what stands behind a label on its line, or else on the next
// line that is not empty.
func afterLabel(text, label string) string {
	i := strings.Index(text, label)
	if i < 0 {
		return ""
	}
	rest := strings.TrimLeft(text[i+len(label):], " \t:：)")
	line, more, _ := strings.Cut(rest, "\n")
	if line = strings.TrimSpace(line); line != "" {
		return line
	}
	line, _, _ = strings.Cut(strings.TrimLeft(more, " \t\r\n"), "\n")
	return strings.TrimSpace(line)
}

// lineAround gives the line that has the byte at i.
func lineAround(text string, i int) string {
	start := strings.LastIndexByte(text[:i], '\n') + 1
	if end := strings.IndexByte(text[i:], '\n'); end >= 0 {
		return text[start : i+end]
	}
	return text[start:]
}
