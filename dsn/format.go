package dsn

// A format reads the bounces of one mail system that states recipients in its
// own way and not, or not only, in the fields of RFC 3464.
type format struct {
	// name is that of the file, format_<name>.go, of the folder
	// testdata/<name>, and of Report.Format.
	name string
	// match reports whether the message is of this system. It is quick.
	match func(*message) bool
	// read adds the recipients, or fills what those of the machine-readable
	// part lack.
	read func(*message, *Report)
}

// formats are tried in this order, and the first that matches reads.
var formats = []format{
	formatOpenSMTPD,
	formatCourier,
	formatSendmail,
}

func readFormats(m *message, rep *Report) {
	for _, f := range formats {
		if !f.match(m) {
			continue
		}
		f.read(m, rep)
		if len(rep.Recipients) > 0 && rep.Format == "" {
			rep.Format = f.name
		}
		return
	}
}
