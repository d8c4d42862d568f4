// Package diagnose finds out why a message bounced and what to do about it: it
// weighs what the bounce says against what DNS says now, names the cause with
// its evidence, and computes the fix.
//
//	d := &diagnose.Diagnoser{Resolver: check.NewCache(&check.Client{})}
//	dg := d.Diagnose(ctx, report) // a *dsn.Report
//	for _, v := range dg.Verdicts {
//		fmt.Println(v.Cause, v.Confidence, v.Summary)
//	}
//
// # How a verdict comes about
//
// Package catalog says what each recipient's refusal is about, by its words and
// codes. That and the entry that it found choose the follow-up checks. Their
// subjects, [Facts], are taken from the bounce itself: the sending address that
// the refusal names or that the reporting system recorded, the domains of From
// and of the envelope sender, the signatures of the returned header, the
// blocklists that the text names. All checks run at once and share lookups.
// Then each recipient is judged by the category of its refusal, and recipients
// with the same verdict are grouped.
//
// A verdict is confirmed only where a live lookup reproduces the failure for
// this message's own facts, and refuted where it shows that what the bounce
// says is no longer so. A lookup that failed proves nothing: the verdict stays
// likely (the bounce says it plainly) or possible. Without a Resolver nothing
// is ever confirmed or refuted.
//
// The first verdict explains the bounce best. The policy of a domain
// (dmarc-policy-reject) stands beside the failure that it turned into a
// refusal, never before it.
//
// # Many reports
//
// [Diagnoser.Stream] diagnoses many reports at once, in order, with one cache
// for all. [Diagnosis.VerdictOf] gives what to put beside one recipient in a
// table. [Diagnosis.Letters] writes to those who alone can act on a cause.
//
// # Own checks
//
// [Check] is the hook, for one's own checks as for the built-in ones: a value
// that says which targets of a case it wants to look at, and looks. Pass it in
// Diagnoser.Checks; its results stand in Diagnosis.Checks behind the others.
// There is no registry.
//
// # Limits
//
// A report is a stranger's: the lookups for one are bounded in number
// (Diagnoser.MaxQueries) and time (Diagnoser.Timeout), and nobody is asked but the
// Resolver. Only where there is a Diagnoser.Prober are servers connected to, and
// then none that is not on the public internet, unless the Prober allows that.
package diagnose
