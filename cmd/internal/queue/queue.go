// Package queue spreads the work over machines: watchers put bounces into a
// stream of NATS JetStream, and workers take them from it into a store that
// they share. The stream keeps a message on disk until a worker says that the
// store has it.
package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The names of what we have on the server.
const (
	streamName    = "NDR"
	streamSubject = "ndr.bounces"
	deadName      = "NDR_DEAD"
	deadSubject   = "ndr.dead"
	consumerName  = "workers"
	memoryBucket  = "ndr-sources"
	dnsBucket     = "ndr-dns"
	largeBucket   = "ndr-large"
)

const (
	// duplicates is how long the server tells that a message was published
	// before. The store tells it for ever.
	duplicates = 10 * time.Minute
	// ackWait is how long a worker may be silent about a message.
	ackWait = 30 * time.Second
	// underWay is how many messages all workers together have: the others wait in
	// the stream.
	underWay = 100_000
	// maxInline is the size from which on a message is an object of its own:
	// servers take messages of up to 1 MB.
	maxInline = 512 << 10
	// dnsTTL bounds how long an answer of DNS is shared.
	dnsTTL = 24 * time.Hour
)

// A Queue is a connection to the server. It may be used by several goroutines.
type Queue struct {
	conn   *nats.Conn
	js     jetstream.JetStream
	memory jetstream.KeyValue
	large  jetstream.ObjectStore
	log    *slog.Logger
}

// Open connects to "nats://HOST:4222" or "tls://HOST:4222", with the options
// "?creds=FILE", "?ca=FILE" and "?replicas=N", and makes the streams where they
// are missing. A password is never part of the URL.
func Open(ctx context.Context, rawURL string, log *slog.Logger) (*Queue, error) {
	server, replicas, options, err := parse(rawURL)
	if err != nil {
		return nil, err
	}
	options = append(options, nats.Name("ndr"), nats.MaxReconnects(-1), nats.ReconnectWait(time.Second), nats.Timeout(10*time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("the queue is out of reach: trying again", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("the queue is back") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { log.Warn("queue", "error", err) }))
	q := &Queue{log: log}
	err = patiently(ctx, log, func() (err error) {
		if q.conn, err = nats.Connect(server, options...); err != nil {
			return err
		}
		if err = q.prepare(ctx, replicas); err != nil {
			q.conn.Close()
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("queue: %s: %w", server, err)
	}
	return q, nil
}

// The pauses between tries of what needs a server that may be about to start:
// some twelve seconds together.
const firstPause, lastPause = 100 * time.Millisecond, 6400 * time.Millisecond

// patiently calls f again after an error that may pass.
func patiently(ctx context.Context, log *slog.Logger, f func() error) error {
	for pause := firstPause; ; pause *= 2 {
		err := f()
		if err == nil || pause > lastPause || errors.Is(err, nats.ErrAuthorization) || ctx.Err() != nil {
			return err
		}
		log.Warn("the queue does not answer as it should: trying again", "error", err, "pause", pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// A urlError says that a URL names no queue: it matches ErrURL.
type urlError struct{ error }

// Is tells errors.Is.
func (urlError) Is(target error) bool { return target == ErrURL }

// ErrURL is matched by errors of Open that no server can mend.
var ErrURL = errors.New("queue: not the URL of a queue")

func badURL(format string, args ...any) error { return urlError{fmt.Errorf("queue: "+format, args...)} }

// parse reads the URL.
func parse(raw string) (server string, replicas int, options []nats.Option, err error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", 0, nil, badURL("the URL can't be read: must be like nats://HOST:4222")
	}
	server = u.Scheme + "://" + u.Host
	if u.User == nil && u.Host == "" {
		server, _, _ = strings.Cut(raw, "?")
	}
	if u.Scheme != "nats" && u.Scheme != "tls" || u.Host == "" {
		return "", 0, nil, badURL("%s: must be like nats://HOST:4222 or tls://HOST:4222", server)
	}
	if u.User != nil {
		return "", 0, nil, badURL("%s: no user or password in the URL: name a file of credentials with ?creds=FILE", server)
	}
	replicas = 1
	for key, values := range u.Query() {
		switch value := values[len(values)-1]; key {
		case "creds":
			options = append(options, nats.UserCredentials(value))
		case "ca":
			options = append(options, nats.RootCAs(value))
		case "replicas":
			if len(value) != 1 || !strings.Contains("135", value) {
				return "", 0, nil, badURL("replicas=%s: must be 1, 3 or 5", value)
			}
			replicas = int(value[0] - '0')
		default:
			return "", 0, nil, badURL("unknown option %q: known are creds, ca and replicas", key)
		}
	}
	return server, replicas, options, nil
}

// prepare makes the streams, buckets and the consumer; those that are there
// stay as their owner has set them.
func (q *Queue) prepare(ctx context.Context, replicas int) error {
	js, err := jetstream.New(q.conn, jetstream.WithPublishAsyncMaxPending(4096))
	if err != nil {
		return err
	}
	q.js = js
	for _, c := range []jetstream.StreamConfig{
		{Name: streamName, Subjects: []string{streamSubject}, Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew, Storage: jetstream.FileStorage, Replicas: replicas, Duplicates: duplicates, Compression: jetstream.S2Compression, Description: "bounces that wait for a worker"},
		{Name: deadName, Subjects: []string{deadSubject}, Discard: jetstream.DiscardNew, Storage: jetstream.FileStorage, Replicas: replicas, Compression: jetstream.S2Compression, Description: "bounces that no worker could read"},
	} {
		if err := made(js.CreateStream(ctx, c)); err != nil {
			return fmt.Errorf("stream %s: %w", c.Name, err)
		}
	}
	_, err = js.CreateConsumer(ctx, streamName, jetstream.ConsumerConfig{
		Durable: consumerName, AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxAckPending: underWay,
	})
	if err != nil && !errors.Is(err, jetstream.ErrConsumerExists) {
		return fmt.Errorf("consumer %s: %w", consumerName, err)
	}
	if q.memory, err = js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: memoryBucket, Replicas: replicas, Description: "what sources have given"}); err != nil {
		return fmt.Errorf("bucket %s: %w", memoryBucket, err)
	}
	if q.large, err = js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: largeBucket, Replicas: replicas, Description: "large bounces"}); err != nil {
		return fmt.Errorf("bucket %s: %w", largeBucket, err)
	}
	return nil
}

// made lets a stream be that was there before.
func made(_ jetstream.Stream, err error) error {
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return nil
	}
	return err
}

// Close ends the connection.
func (q *Queue) Close() error {
	return q.conn.Drain()
}

// Ping tells whether the server answers.
func (q *Queue) Ping(ctx context.Context) error {
	if err := q.conn.FlushWithContext(ctx); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

// Waiting gives how many messages wait for a worker, those under way included,
// and how many are dead.
func (q *Queue) Waiting(ctx context.Context) (waiting, dead uint64, err error) {
	for name, n := range map[string]*uint64{streamName: &waiting, deadName: &dead} {
		s, err := q.js.Stream(ctx, name)
		if err != nil {
			return 0, 0, fmt.Errorf("queue: stream %s: %w", name, err)
		}
		*n = s.CachedInfo().State.Msgs
	}
	return waiting, dead, nil
}
