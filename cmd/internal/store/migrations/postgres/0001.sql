-- A time is in seconds since 1970, UTC.
CREATE TABLE messages (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest      BYTEA   NOT NULL UNIQUE,
  source      TEXT    NOT NULL,
  item        TEXT    NOT NULL,
  at          BIGINT  NOT NULL,
  received    BIGINT  NOT NULL,
  kind        TEXT    NOT NULL,
  format      TEXT    NOT NULL,
  authenticity TEXT   NOT NULL,
  hashed      BIGINT  NOT NULL,
  document    BYTEA,
  raw         BYTEA
);

CREATE TABLE events (
  event_id    TEXT    NOT NULL PRIMARY KEY,
  digest      BYTEA   NOT NULL,
  idx         BIGINT  NOT NULL,
  at          BIGINT  NOT NULL,
  kind        TEXT    NOT NULL,
  recipient   TEXT    NOT NULL,
  original    TEXT    NOT NULL,
  domain      TEXT    NOT NULL,
  action      TEXT    NOT NULL,
  status      TEXT    NOT NULL,
  reply       BIGINT  NOT NULL,
  category    TEXT    NOT NULL,
  permanence  TEXT    NOT NULL,
  suppress    BIGINT  NOT NULL,
  provider    TEXT    NOT NULL,
  cause       TEXT    NOT NULL,
  confidence  TEXT    NOT NULL,
  fix         BIGINT  NOT NULL
);

-- What to do about events; each text is there once. The id is a hash of it.
CREATE TABLE fixes (
  id          BIGINT  NOT NULL PRIMARY KEY,
  who         TEXT    NOT NULL,
  text        TEXT    NOT NULL,
  record      TEXT    NOT NULL
);

-- What could not be read as a mail. A message over the size limit has no raw.
CREATE TABLE undecodable (
  digest      BYTEA   NOT NULL PRIMARY KEY,
  source      TEXT    NOT NULL,
  item        TEXT    NOT NULL,
  received    BIGINT  NOT NULL,
  reason      TEXT    NOT NULL,
  raw         BYTEA
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
  received    BIGINT  NOT NULL,
  PRIMARY KEY (source, item)
);

-- What is known of an address beside its events: lifted is when it was taken
-- off the suppression list by hand; the others sum up events that retention
-- has deleted.
CREATE TABLE addresses (
  address     TEXT    NOT NULL PRIMARY KEY,
  lifted      BIGINT  NOT NULL DEFAULT 0,
  since       BIGINT  NOT NULL DEFAULT 0,
  last        BIGINT  NOT NULL DEFAULT 0,
  reason      TEXT    NOT NULL DEFAULT '',
  category    TEXT    NOT NULL DEFAULT '',
  events      BIGINT  NOT NULL DEFAULT 0
);

-- Hooks to be called for new events. A row is deleted when its hook was; one
-- that is given up is dead.
CREATE TABLE outbox (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hook        TEXT    NOT NULL,
  event_id    TEXT    NOT NULL,
  body        BYTEA   NOT NULL,
  created     BIGINT  NOT NULL,
  due         BIGINT  NOT NULL,
  attempts    BIGINT  NOT NULL DEFAULT 0,
  dead        BIGINT  NOT NULL DEFAULT 0,
  error       TEXT    NOT NULL DEFAULT '',
  UNIQUE (hook, event_id)
);
CREATE INDEX outbox_due ON outbox (dead, due);
