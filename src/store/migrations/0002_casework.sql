-- Events that were refused, and the watch list.

CREATE TABLE trigate.dead_letters (
  received_day date NOT NULL,  -- UTC, of the receipt that the journal records
  hub text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  position bigint NOT NULL,
  region_code integer NOT NULL,
  received_at timestamptz NOT NULL,
  errors jsonb NOT NULL,   -- [["field", "description"], ...]
  key_id bigint NOT NULL,
  payload bytea NOT NULL,  -- AES-256-GCM ciphertext bound to hub and sequence
  PRIMARY KEY (received_day, hub, sequence)
) PARTITION BY RANGE (received_day);
CREATE INDEX dead_letters_newest
  ON trigate.dead_letters (received_day DESC, position DESC, sequence DESC);
CREATE INDEX dead_letters_hub
  ON trigate.dead_letters (hub, received_day DESC, position DESC, sequence DESC);

CREATE TABLE trigate.watch_entries (
  entry_id bigint PRIMARY KEY,
  position bigint NOT NULL,
  kind smallint NOT NULL,
  key_id bigint NOT NULL,
  value bytea NOT NULL,  -- AES-256-GCM ciphertext bound to the entry
  authority_reference text NOT NULL,
  creator text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  deleted boolean NOT NULL
);
CREATE INDEX watch_entries_in_force ON trigate.watch_entries (entry_id DESC) WHERE NOT deleted;
