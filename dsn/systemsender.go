package dsn

import "strings"

// systemSender reports whether the mail says that no person wrote it.
func (m *message) systemSender() bool { return m.memo.system.of(m.noPerson) }

func (m *message) noPerson() bool {
	h := &m.header
	if v := strings.TrimSpace(h.Get(fieldAutoSubmitted)); v != "" && !strings.EqualFold(v, "no") {
		return true
	}
	if m.returned >= 0 || m.nullSender() || m.tree.Parts[0].Type == "multipart/report" {
		return true
	}
	return m.lowFrom() == "" || m.fromHas(fromSystemName)
}

// systemNames are in the names and addresses by which systems write.
var systemNames = []string{
	"daemon", "postmaster", "post_master", "post office", "postoffice", "mailer", "mail delivery", "mail.delivery", "delivery", "bounce",
	"mail system", "mailsystem", "mail server", "mailserver", "mail router", "mail administrator", "mailadmin", "system administrator",
	"microsoftexchange", "microsoft outlook", "no-reply", "noreply", "do-not-reply", "donotreply", "gateway", "notification", "smtp", "root@", "mta@",
	"mail-admin", "mmdf", "proxy", "memo service", "mail_admin", "zustell", "antispam", "mailgw", "mailscan", "autoresponder", "admin@", "administrator", "mail service",
	"messaging", "mail relay", "mailrelay", "mailhost", "mail host", "mail gateway", "mail filter", "virus", "scanner", "system", "sistema", "système",
	"систем", "почтов", "почта", "システム", "メール", "系统", "系統", "邮件", "郵件", "메일", "listserv", "majordomo", "courrier", "correo", "posta ",
}
