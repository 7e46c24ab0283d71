-- Which journal the position counts in: positions of another one mean other records.

ALTER TABLE trigate.sink_position
  -- Chosen at random when the journal began; empty until the first batch.
  ADD COLUMN journal_id text COLLATE "C" NOT NULL DEFAULT '';
