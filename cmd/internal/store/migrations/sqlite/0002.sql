-- Hooks to be called for new events; nothing was ever put into the table that
-- the first step made. What a hook is told is read from the event when it is
-- called, so that retention and anonymising hold for it too. A row is deleted
-- when its hook was called. Who takes a row moves its due to when it may be
-- taken again, and counts an attempt. One that is given up is dead.
DROP TABLE outbox;
CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  hook        TEXT    NOT NULL,
  event_id    TEXT    NOT NULL,
  created     INTEGER NOT NULL,
  due         INTEGER NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0,
  dead        INTEGER NOT NULL DEFAULT 0,
  error       TEXT    NOT NULL DEFAULT '',
  UNIQUE (hook, event_id)
);
CREATE INDEX outbox_due ON outbox (hook, dead, due, id);
