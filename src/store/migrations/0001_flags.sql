-- Flags and everything that hangs on one: findings, waybill, links, timeline.
--
-- Codes are COLLATE "C": they compare as bytes, and a prefix search uses the plain index.
-- Every object is named with its schema and nothing relies on ownership, so the same statements
-- serve a role that owns nothing.

-- How far the journal is applied. One row; its lock serialises writers.
CREATE TABLE trigate.sink_position (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  position bigint NOT NULL,
  through_time timestamptz NOT NULL,
  policy_version text NOT NULL,
  policy_digest text NOT NULL,
  -- Tells the key of the blind index apart from any other; NULL until the first entry.
  index_fingerprint bigint
);
INSERT INTO trigate.sink_position (position, through_time, policy_version, policy_digest)
VALUES (0, 'epoch', '', '');

CREATE TABLE trigate.flags (
  flag_id bigint PRIMARY KEY,
  position bigint NOT NULL,
  first_position bigint NOT NULL,
  flagged_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  accepted_at timestamptz,
  region_code integer NOT NULL,
  state smallint NOT NULL,
  action smallint NOT NULL,
  score smallint NOT NULL,
  peak_score smallint NOT NULL,
  gates smallint NOT NULL,  -- bit n: a finding of gate n exists
  carrier text COLLATE "C" NOT NULL,
  waybill_number text COLLATE "C" NOT NULL,
  hub text COLLATE "C" NOT NULL,
  policy_version text NOT NULL,
  policy_digest text NOT NULL,
  -- A column and not an expression index: only then are its entries read without the table.
  prefecture integer GENERATED ALWAYS AS (region_code / 100) STORED
);
-- One index per order; the key ends in flag_id, so a page token is unique.
CREATE INDEX flags_flagged ON trigate.flags (flagged_at DESC, flag_id DESC);
CREATE INDEX flags_updated ON trigate.flags (updated_at DESC, flag_id DESC);
CREATE INDEX flags_score ON trigate.flags (score DESC, flag_id DESC);
CREATE INDEX flags_peak_score ON trigate.flags (peak_score DESC, flag_id DESC);
-- Changes in journal order, for those who watch.
CREATE INDEX flags_position ON trigate.flags (position, flag_id);
-- One index per thing that a page is narrowed by; each serves the default order as it stands.
CREATE INDEX flags_waybill ON trigate.flags (waybill_number, flag_id DESC);
CREATE INDEX flags_hub ON trigate.flags (hub, flagged_at DESC, flag_id DESC);
CREATE INDEX flags_carrier ON trigate.flags (carrier, flagged_at DESC, flag_id DESC);
CREATE INDEX flags_prefecture ON trigate.flags (prefecture, flagged_at DESC, flag_id DESC);
CREATE INDEX flags_county ON trigate.flags (region_code, flagged_at DESC, flag_id DESC);
CREATE INDEX flags_action ON trigate.flags (action, flagged_at DESC, flag_id DESC);
-- The work list of a place: its flags by score.
CREATE INDEX flags_hub_score ON trigate.flags (hub, score DESC, flag_id DESC);
CREATE INDEX flags_prefecture_score ON trigate.flags (prefecture, score DESC, flag_id DESC);
CREATE INDEX flags_county_score ON trigate.flags (region_code, score DESC, flag_id DESC);
ALTER TABLE trigate.flags SET (autovacuum_vacuum_scale_factor = 0.02,
                               autovacuum_analyze_scale_factor = 0.02);

CREATE TABLE trigate.findings (
  flag_id bigint NOT NULL,
  rule_id text COLLATE "C" NOT NULL,
  flagged_at timestamptz NOT NULL,  -- of the flag: one index then lists a rule's flags in order
  position bigint NOT NULL,
  ordinal integer NOT NULL,
  raised_at timestamptz NOT NULL,
  gate smallint NOT NULL,
  action smallint NOT NULL,
  evaluation_error boolean NOT NULL,
  score_group text NOT NULL,
  weight_milli integer NOT NULL,
  strength_milli integer NOT NULL,
  message_zh text NOT NULL,
  message_en text NOT NULL,
  legal_source text NOT NULL,
  PRIMARY KEY (flag_id, rule_id)
);
CREATE INDEX findings_rule ON trigate.findings (rule_id, flagged_at DESC, flag_id DESC);

-- What the waybill says. Each bytea is AES-256-GCM ciphertext bound to flag and column.
CREATE TABLE trigate.waybills (
  flag_id bigint PRIMARY KEY,
  position bigint NOT NULL,
  key_id bigint NOT NULL,
  sender_name bytea NOT NULL,
  sender_phone bytea NOT NULL,
  sender_address bytea NOT NULL,
  sender_document bytea NOT NULL,
  sender_region integer NOT NULL,
  sender_privacy_phone boolean NOT NULL,
  recipient_name bytea NOT NULL,
  recipient_phone bytea NOT NULL,
  recipient_address bytea NOT NULL,
  recipient_region integer NOT NULL,
  recipient_privacy_phone boolean NOT NULL,
  contents bytea NOT NULL
);
CREATE INDEX waybills_key ON trigate.waybills (key_id);

-- Keyed hashes of what flags can have in common. kind: 1 sender phone, 2 recipient phone,
-- 3 document, 4 sender address, 5 recipient address, 6 device, 7 staff, 8 and 9 phone of sender and
-- recipient that is found but links nothing (a privacy number, a placeholder).
CREATE TABLE trigate.blind_index (
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  flag_id bigint NOT NULL,
  kind smallint NOT NULL,
  PRIMARY KEY (hash, flag_id, kind)
);
CREATE INDEX blind_index_flag ON trigate.blind_index (flag_id);

-- Everything reported about a flagged parcel, by the UTC day of the flag. The key holds that day
-- because a key of a partitioned table must; it comes from the journal, so a replay finds the same.
CREATE TABLE trigate.timeline (
  flag_day date NOT NULL,
  flag_id bigint NOT NULL,
  position bigint NOT NULL,
  event_index integer NOT NULL,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  kind text NOT NULL,
  hub text NOT NULL,
  site text NOT NULL,
  staff text NOT NULL,
  device text NOT NULL,
  summary_en text NOT NULL,
  summary_zh text NOT NULL,
  PRIMARY KEY (flag_day, flag_id, position, event_index)
) PARTITION BY RANGE (flag_day);

-- Makes the partitions of the days given. Runs as the owner, so that the daemon's role may insert
-- days without being able to create tables. ATTACH instead of PARTITION OF: readers go on.
CREATE FUNCTION trigate.ensure_day_partitions(parent text, days date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  day date;
  child text;
BEGIN
  IF parent NOT IN ('timeline', 'dead_letters') THEN
    RAISE EXCEPTION 'no table % with day partitions', parent USING ERRCODE = '22023';
  END IF;
  FOREACH day IN ARRAY days LOOP
    child := parent || '_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('trigate.' || child) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(hashtext('trigate.day_partitions'));
    CONTINUE WHEN to_regclass('trigate.' || child) IS NOT NULL;
    EXECUTE format('CREATE TABLE trigate.%I (LIKE trigate.%I INCLUDING DEFAULTS)', child, parent);
    EXECUTE format('ALTER TABLE trigate.%I ATTACH PARTITION trigate.%I'
                   ' FOR VALUES FROM (%L) TO (%L)', parent, child, day, day + 1);
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION trigate.ensure_day_partitions(text, date[]) FROM PUBLIC;
