package dsn

import "strings"

// formatNetEase reads the Chinese notices of NetEase (163.com, 126.com,
// yeah.net) and of the Coremail systems of others.
var formatNetEase = format{
	name:  "netease",
	title: "NetEase (163.com) and Coremail",
	marks: []string{"退信原因", "退信代码", "原邮件信息", "收件人："},
	match: func(m *message) bool {
		text := m.Text()
		return strings.Contains(text, "退信") || strings.Contains(text, "被退回") || strings.Contains(text, "无法投递")
	},
	read: readChineseNotice,
}
