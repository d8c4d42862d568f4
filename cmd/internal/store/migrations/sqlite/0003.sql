-- What bounces said takes less room, and less time to write. What many messages
-- or events have in common is there once, in origins and findings, whose ids are
-- hashes of it. Documents are kept many in one, as packs. The views messages and
-- events have all as it was, for those who read.
ALTER TABLE messages RENAME TO old_messages;
ALTER TABLE events RENAME TO old_events;

-- Where messages are from and what they are.
CREATE TABLE origins (
  id           INTEGER NOT NULL PRIMARY KEY,
  source       TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  format       TEXT   NOT NULL,
  authenticity TEXT   NOT NULL
);

CREATE TABLE message_rows (
  id          INTEGER NOT NULL PRIMARY KEY,
  digest      BLOB   NOT NULL UNIQUE,
  item        TEXT   NOT NULL,
  at          INTEGER NOT NULL,
  received    INTEGER NOT NULL,
  hashed      INTEGER NOT NULL,
  origin      INTEGER NOT NULL
);

-- Messages as they came, where they are kept.
CREATE TABLE raws (
  message     INTEGER NOT NULL PRIMARY KEY,
  raw         BLOB   NOT NULL
);

-- A pack has the documents of messages of which first and last are the ids.
-- Where a message is between them its pack is that with the greatest first that
-- is no greater than the id.
CREATE TABLE packs (
  first       INTEGER NOT NULL PRIMARY KEY,
  last        INTEGER NOT NULL,
  documents   BLOB   NOT NULL
);

-- What was found of failures.
CREATE TABLE findings (
  id          INTEGER NOT NULL PRIMARY KEY,
  kind        TEXT   NOT NULL,
  action      TEXT   NOT NULL,
  status      TEXT   NOT NULL,
  reply       INTEGER NOT NULL,
  category    TEXT   NOT NULL,
  permanence  TEXT   NOT NULL,
  suppress    INTEGER NOT NULL,
  provider    TEXT   NOT NULL,
  cause       TEXT   NOT NULL,
  confidence  TEXT   NOT NULL,
  fix         INTEGER NOT NULL
);

-- The id of an event is that of its message times 65536, plus its place in the
-- document.
CREATE TABLE event_rows (
  id          INTEGER NOT NULL PRIMARY KEY,
  event_id    BLOB   NOT NULL UNIQUE,
  at          INTEGER NOT NULL,
  recipient   TEXT   NOT NULL,
  original    TEXT   NOT NULL,
  domain      TEXT   NOT NULL,
  finding     INTEGER NOT NULL
);

CREATE VIEW messages AS
  SELECT m.id, m.digest, o.source, m.item, m.at, m.received, o.kind, o.format, o.authenticity, m.hashed
  FROM message_rows m JOIN origins o ON o.id = m.origin;

CREATE VIEW events AS
  SELECT e.id, e.event_id, e.id / 65536 AS message, e.id % 65536 AS idx, e.at, f.kind, e.recipient, e.original, e.domain,
    f.action, f.status, f.reply, f.category, f.permanence, f.suppress, f.provider, f.cause, f.confidence, f.fix
  FROM event_rows e JOIN findings f ON f.id = e.finding;

-- Of what there is, the number of a row is its id.
INSERT INTO origins SELECT row_number() OVER (), * FROM (SELECT DISTINCT source, kind, format, authenticity FROM old_messages);
INSERT INTO message_rows SELECT m.id, m.digest, m.item, m.at, m.received, m.hashed, o.id FROM old_messages m
  JOIN origins o ON o.source = m.source AND o.kind = m.kind AND o.format = m.format AND o.authenticity = m.authenticity ORDER BY m.id;
INSERT INTO raws SELECT id, raw FROM old_messages WHERE raw IS NOT NULL ORDER BY id;
INSERT INTO packs SELECT id, id, document FROM old_messages WHERE document IS NOT NULL ORDER BY id;
INSERT INTO findings SELECT row_number() OVER (), * FROM
  (SELECT DISTINCT kind, action, status, reply, category, permanence, suppress, provider, cause, confidence, fix FROM old_events);
CREATE TEMP TABLE found AS SELECT * FROM findings;
CREATE INDEX temp.found_all ON found (fix, cause, category, status, reply, kind, action, permanence, suppress, provider, confidence);
INSERT OR IGNORE INTO event_rows SELECT m.id * 65536 + e.idx, unhex(e.event_id), e.at, e.recipient, e.original, e.domain, f.id FROM old_events e
  JOIN old_messages m ON m.digest = e.digest
  JOIN found f ON f.fix = e.fix AND f.cause = e.cause AND f.category = e.category AND f.status = e.status AND f.reply = e.reply AND f.kind = e.kind
    AND f.action = e.action AND f.permanence = e.permanence AND f.suppress = e.suppress AND f.provider = e.provider AND f.confidence = e.confidence
  ORDER BY m.id;
DROP TABLE temp.found;
DROP TABLE old_messages;
DROP TABLE old_events;
