package store

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkSave writes batches of 512 messages with one event each.
func BenchmarkSave(b *testing.B) { benchmarkSave(b, nil) }

// BenchmarkSaveWithHook does so with a row of the outbox for each event.
func BenchmarkSaveWithHook(b *testing.B) { benchmarkSave(b, []Subscription{{Hook: "crm"}}) }

func benchmarkSave(b *testing.B, subscriptions []Subscription) {
	s, err := Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "ndr.db"), os.Getenv)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	s.Subscribe(subscriptions)
	const size = 512
	n := 0
	for b.Loop() {
		b.StopTimer()
		batch := make([]*Message, size)
		for i := range batch {
			batch[i] = benchMessage(n)
			n++
		}
		b.StartTimer()
		if _, err := s.Save(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/message")
}

func benchMessage(i int) *Message {
	m := &Message{Source: "maildir:/var/mail/bounces", Item: fmt.Sprint(i), At: time.Unix(int64(1790000000+i), 0), Received: time.Unix(1790000000, 0), Kind: "failure", Format: "rfc3464", Document: make([]byte, 800)}
	rand.Read(m.Digest[:])
	rand.Read(m.Document)
	id := make([]byte, 16)
	rand.Read(id)
	m.Events = []Event{{ID: hex.EncodeToString(id), Recipient: fmt.Sprintf("user%d@example.net", i), Domain: "example.net", Action: "failed", Status: "5.1.1", Reply: 550, Category: "user-unknown", Permanence: "permanent", Suppress: true, Provider: "postfix", Cause: "recipient-unknown", Confidence: "likely"}}
	return m
}
