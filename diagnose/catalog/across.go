package catalog

// across adds anchors that run over the edges of the group at nodes[i]: those
// of "list {a|b}" are "lista" and "listb" (word breaks are no bytes of a
// folded text). Where another group stands before it, those of both are
// joined.
func (f *anchorFinder) across(nodes []node, i int) (cost int, ok bool) {
	var before, after []byte
	k := i - 1
	for ; k >= 0 && len(before) == 0 && nodes[k].fixes(); k-- {
		before = f.p.litOf(&nodes[k])
		f.node = k
	}
	for k := i + 1; k < len(nodes) && len(after) == 0 && nodes[k].fixes(); k++ {
		after = f.p.litOf(&nodes[k])
	}
	f.set, f.alt = f.set[:0], 0
	if len(before) > 0 || k < 0 || nodes[k].op != opAlt {
		return f.joins(before, &nodes[i], after)
	}
	f.node = k
	for _, a := range f.p.altsOf(&nodes[k]) {
		before, ok := f.fixed(a)
		if !ok {
			return 0, false
		}
		c, ok := f.joins(before, &nodes[i], after)
		if !ok {
			return 0, false
		}
		cost += c
	}
	return cost, true
}

// joins adds an anchor for each alternative of a group, with the bytes before
// and after the group.
func (f *anchorFinder) joins(before []byte, group *node, after []byte) (cost int, ok bool) {
	for _, a := range f.p.altsOf(group) {
		lit, ok := f.fixed(a)
		if !ok {
			return 0, false
		}
		start := len(f.joined)
		f.joined = append(append(append(f.joined, before...), lit...), after...)
		lit = f.joined[start:len(f.joined):len(f.joined)]
		if len(lit) < gramLen {
			return 0, false
		}
		at, count := f.counts.rarest(lit, -keyLen)
		f.add(lit, at, 0, 0, anything)
		cost += count
	}
	return cost, true
}

// fixed gives the bytes of an alternative, if it fixes them all.
func (f *anchorFinder) fixed(a alternative) ([]byte, bool) {
	nodes := f.p.alt(a)
	var lit []byte
	for k := range nodes {
		if !nodes[k].fixes() {
			return nil, false
		}
		if part := f.p.litOf(&nodes[k]); lit == nil {
			lit = part
		} else {
			lit = append(lit[:len(lit):len(lit)], part...)
		}
	}
	return lit, true
}

// litOf gives the bytes of a node that is a literal, else none.
func (p *program) litOf(n *node) []byte {
	if n.op != opLit {
		return nil
	}
	return p.lit(n)
}
