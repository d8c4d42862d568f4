package diagnose

// loop is for a message that came back to where it was. Mail hosts with
// loopback or private addresses make one: each sender finds itself there.
func (w *weighing) loop() {
	state, _ := w.mx()
	if v, found := w.domainVerdict(); found && (state == mxBroken || state == mxNull) {
		w.add(v)
		w.add(Verdict{Cause: Loop, Confidence: Possible})
		return
	}
	w.add(Verdict{Cause: Loop, Confidence: Likely})
}
