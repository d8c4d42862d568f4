package dsn

import (
	"crypto/sha256"
	"encoding/hex"
)

// finish fills what follows from all that was read: actions, the kind, and the
// event ids.
func (rep *Report) finish() {
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		r.inferAction()
		if r.Final.Value == "" && r.Original.Value == "" {
			rep.problem(ProblemNoRecipient, "the fields of a recipient do not say who it is")
		}
		r.EventID = rep.eventID(r)
	}
	if rep.Kind == "" {
		rep.Kind = rep.kind()
	}
	for _, a := range rep.Attached {
		a.finish()
	}
}

// inferAction gives a recipient without one the action that its codes mean.
func (r *Recipient) inferAction() {
	if r.Action == "" {
		r.Action = actionOf(r.Status, r.Reply)
	}
}

// actionOf is the action of a recipient that states a code and no action.
func actionOf(s Status, reply int) Action {
	class := int(s.Class)
	if class == 0 {
		class = reply / 100
	}
	switch class {
	case 2:
		return ActionDelivered
	case 4:
		return ActionDelayed
	case 5:
		return ActionFailed
	}
	return ""
}

// kind is that of the recipient that fared worst.
func (rep *Report) kind() Kind {
	kind := KindNone
	for _, r := range rep.Recipients {
		switch r.Action {
		case ActionFailed:
			return KindFailure
		case ActionDelayed:
			kind = KindDelay
		case ActionDelivered, ActionRelayed, ActionExpanded:
			if kind == KindNone {
				kind = KindDelivery
			}
		}
	}
	return kind
}

// eventID hashes what stays the same however often one failure is reported.
func (rep *Report) eventID(r *Recipient) string {
	message := rep.Original.MessageID
	if message == "" {
		message = rep.EnvelopeID
	}
	recipient := r.Final.Value
	if recipient == "" {
		recipient = r.Original.Value
	}
	key := make([]byte, 0, 512)
	key = append(appendLower(key, rep.ReportingMTA.Name), 0)
	key = append(append(key, message...), 0)
	key = append(appendLower(key, recipient), 0)
	key = append(append(key, r.Action...), 0)
	key = r.Status.append(key)
	sum := sha256.Sum256(key)
	var id [32]byte
	return string(hex.AppendEncode(id[:0], sum[:16]))
}
