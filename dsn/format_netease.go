package dsn

import "strings"

// formatNetEase reads the Chinese notices of NetEase (163.com, 126.com,
// yeah.net) and of the Coremail systems of others.
var formatNetEase = format{
	name:  "netease",
	title: "NetEase (163.com) and Coremail",
	marks: []string{"退信原因", "退信代码", "原邮件信息", "英文说明"},
	match: func(m *message) bool {
		return strings.Contains(m.Text(), "被退回") || strings.Contains(m.subject, "系统退信")
	},
	read: readChineseNotice,
}
