-- A time is in seconds since 1970, UTC.
CREATE TABLE messages (
  id          INTEGER PRIMARY KEY,
  digest      BLOB    NOT NULL UNIQUE,
  source      TEXT    NOT NULL,
  item        TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  received    INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  format      TEXT    NOT NULL,
  authenticity TEXT   NOT NULL,
  hashed      INTEGER NOT NULL,
  document    BLOB,
  raw         BLOB
);

CREATE TABLE events (
  event_id    TEXT    NOT NULL PRIMARY KEY,
  digest      BLOB    NOT NULL,
  idx         INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  recipient   TEXT    NOT NULL,
  original    TEXT    NOT NULL,
  domain      TEXT    NOT NULL,
  action      TEXT    NOT NULL,
  status      TEXT    NOT NULL,
  reply       INTEGER NOT NULL,
  category    TEXT    NOT NULL,
  permanence  TEXT    NOT NULL,
  suppress    INTEGER NOT NULL,
  provider    TEXT    NOT NULL,
  cause       TEXT    NOT NULL,
  confidence  TEXT    NOT NULL,
  fix         INTEGER NOT NULL
);

-- What to do about events; each text is there once. The id is a hash of it.
CREATE TABLE fixes (
  id          INTEGER NOT NULL PRIMARY KEY,
  who         TEXT    NOT NULL,
  text        TEXT    NOT NULL,
  record      TEXT    NOT NULL
);

-- What could not be read as a mail. A message over the size limit has no raw.
CREATE TABLE undecodable (
  digest      BLOB    NOT NULL PRIMARY KEY,
  source      TEXT    NOT NULL,
  item        TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  reason      TEXT    NOT NULL,
  raw         BLOB
);

-- Where each source goes on.
CREATE TABLE positions (
  source      TEXT    NOT NULL PRIMARY KEY,
  position    TEXT    NOT NULL
);

-- What was handled of sources in which nothing changes.
CREATE TABLE seen (
  source      TEXT    NOT NULL,
  item        TEXT    NOT NULL,
  received    INTEGER NOT NULL,
  PRIMARY KEY (source, item)
) WITHOUT ROWID;

-- What is known of an address beside its events: lifted is when it was taken
-- off the suppression list by hand; the others sum up events that retention
-- has deleted.
CREATE TABLE addresses (
  address     TEXT    NOT NULL PRIMARY KEY,
  lifted      INTEGER NOT NULL DEFAULT 0,
  since       INTEGER NOT NULL DEFAULT 0,
  last        INTEGER NOT NULL DEFAULT 0,
  reason      TEXT    NOT NULL DEFAULT '',
  category    TEXT    NOT NULL DEFAULT '',
  events      INTEGER NOT NULL DEFAULT 0
);

-- Hooks to be called for new events. A row is deleted when its hook was; one
-- that is given up is dead.
CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  hook        TEXT    NOT NULL,
  event_id    TEXT    NOT NULL,
  body        BLOB    NOT NULL,
  created     INTEGER NOT NULL,
  due         INTEGER NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0,
  dead        INTEGER NOT NULL DEFAULT 0,
  error       TEXT    NOT NULL DEFAULT '',
  UNIQUE (hook, event_id)
);
CREATE INDEX outbox_due ON outbox (dead, due);
