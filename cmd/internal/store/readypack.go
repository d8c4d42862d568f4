package store

// A readyPack is a pack that was made ahead of Save. Its ids are counted from 0:
// so are those that the messages will get, as they follow each other.
type readyPack struct {
	encoded []byte
	count   int   // how many documents there are
	span    int64 // from the first to the last
}

// minReady is how many documents are worth a pack: fewer become one with those
// before and behind them.
const minReady = packDocuments / 2

// packDocuments makes packs of the documents of messages that follow each other,
// where there are enough.
func (s *Store) packDocuments(list []*Message) {
	p, _ := s.packs.Get().(*pack)
	if p == nil {
		p = &pack{}
	}
	defer s.packs.Put(p)
	p.clear()
	first := 0 // the message with the first document of p
	place := int64(0)
	for i, m := range list {
		if m.Undecodable != "" {
			continue // it gets no id
		}
		if len(m.Document) > 0 {
			p.add(place, m.Document)
			m.place = place
		}
		place++
		if p.full() {
			p.seal(list[first : i+1])
			first = i + 1
		}
	}
	if len(p.ids) >= minReady {
		p.seal(list[first:])
	}
	p.clear()
}

// seal gives the messages the pack instead of their documents, and makes p empty.
func (p *pack) seal(list []*Message) {
	ready := &readyPack{encoded: p.encode(), count: len(p.ids), span: p.last() - p.ids[0]}
	for _, m := range list {
		if len(m.Document) > 0 {
			m.ready, m.Document = ready, nil
			m.place -= p.ids[0]
		}
	}
	p.clear()
}

// fits reports whether the pack is just that of messages that have it, with their
// ids: of a message that was in the store already it must have none.
func (r *readyPack) fits(list []numbered) bool {
	return len(list) == r.count && list[len(list)-1].id-list[0].id == r.span
}
