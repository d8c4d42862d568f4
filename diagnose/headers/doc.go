// Package headers reads the header of any message: the way it took and how long
// each step was, what the systems on the way said of its authentication, whose
// name it bears, and what is odd about it.
//
//	rep, err := headers.Analyze(message, headers.Options{Now: time.Now()})
//	for _, hop := range rep.Hops {
//		fmt.Println(hop.By, hop.Date)
//	}
//
// Analyze is a pure function of the message. Evaluate is the second stage: it
// asks DNS what SPF, DKIM, ARC and DMARC say of the message now, and sets that
// beside what the header states.
//
// A header proves nothing: each line was written by a system that the message
// came through, or by its author. Only the lines of one's own servers can be
// relied on. With Options.Own, Report.Border is the hop where these begin.
package headers
