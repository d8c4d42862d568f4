package main

import "github.com/seed-d13f741b/ndr/diagnose/catalog"

func entries(c *catalog.Catalog) []*catalog.Entry {
	if l, ok := any(c).(interface{ Entries() []*catalog.Entry }); ok {
		return l.Entries()
	}
	return nil
}
