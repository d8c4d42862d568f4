package catalog

// maxActive bounds the providers that one reply is taken to be of.
const maxActive = 6

// recognise finds whose reply it is: q.Provider, then the text's own
// signature, then the hosts. The text comes before the hosts because a
// gateway passes on what another system said; but a provider that stands
// behind the servers of another comes before that one, whose signature is on
// its replies too. Last come codes that one provider alone gives.
func (s *scratch) recognise(c *Catalog, q *Query) {
	s.activate(0)
	if q.Provider != "" {
		if p, ok := c.byName[q.Provider]; ok {
			s.activate(p)
		}
		return
	}
	for _, h := range s.scan.hits(stageFirst) {
		if h.kind() != refSignature {
			continue
		}
		if ref := c.index.refOf(h); s.providerRank(int(ref.owner)) < 0 {
			if _, ok := s.verify(c, ref, h); ok {
				s.activate(int(ref.owner))
			}
		}
	}
	for _, host := range q.Hosts {
		if p, ok := c.hosts.provider(host); ok {
			s.activate(p)
			s.putBefore(p, c.providers[p].within, c)
		}
	}
	for _, p := range c.byCode {
		if anyHolds(c.providers[p].codes, s.reply, s.status, false) {
			s.activate(p)
		}
	}
}

// putBefore puts the provider noted last before another one, where both are
// noted.
func (s *scratch) putBefore(p int, other string, c *Catalog) {
	if other == "" || s.active[len(s.active)-1] != p {
		return
	}
	if rank := s.providerRank(c.byName[other]); rank >= 0 {
		copy(s.active[rank+1:], s.active[rank:])
		s.active[rank] = p
	}
}

// activate notes a provider once.
func (s *scratch) activate(p int) {
	if len(s.active) < maxActive && s.providerRank(p) < 0 {
		s.active = append(s.active, p)
	}
}
