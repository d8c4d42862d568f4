package dsn

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

func TestFieldNumbers(t *testing.T) {
	for id := fieldNone + 1; id < fieldIDs; id++ {
		name := askedFields[id]
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || name == "" {
			t.Errorf("askedFields[%d] = %q, want letters in lower case, digits and hyphens", id, name)
			continue
		}
		upper := strings.ToUpper(name)
		if got := fieldIDOf(upper, mime.HashName(upper)); got != id {
			t.Errorf("fieldIDOf(%q) = %d (%s), want %d", upper, got, askedFields[got], id)
		}
	}
	if got := fieldIDOf("X-Unheard-Of", mime.HashName("X-Unheard-Of")); got != fieldNone {
		t.Errorf("fieldIDOf of a name that no stage asks for = %d (%s), want none", got, askedFields[got])
	}
}
