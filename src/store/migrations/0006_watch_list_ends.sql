-- Who ended a watch-list entry, beside who made it.

ALTER TABLE trigate.watch_entries
  ALTER COLUMN deleted SET DEFAULT false,
  ADD COLUMN ended_by text NOT NULL DEFAULT '',  -- principal; empty while it is in force
  ADD COLUMN ended_at timestamptz;
-- An end used to be written over the row that it ended: creator and created_at of such a row are
-- those of the end, and who made the entry is no longer known here.
UPDATE trigate.watch_entries SET ended_by = creator, ended_at = created_at, creator = ''
WHERE deleted;
