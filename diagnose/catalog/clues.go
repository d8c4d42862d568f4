package catalog

func (s *scratch) clues(c *Catalog) Clues { return Clues{} }
