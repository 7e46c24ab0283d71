-- Compliance counters and completeness. No row speaks of a single parcel.

-- Per hour of intake. Figures of a gate: parcels (screens for xray) that the rule applies to,
-- passed, failed, exempt as letters, exempt by agreement.
CREATE TABLE trigate.counters (
  hour timestamptz NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  region_code integer NOT NULL,
  hub text COLLATE "C" NOT NULL,
  accepted bigint NOT NULL,
  real_name_subject bigint NOT NULL,
  real_name_passed bigint NOT NULL,
  real_name_failed bigint NOT NULL,
  real_name_exempt_letter bigint NOT NULL,
  real_name_exempt_agreement bigint NOT NULL,
  inspection_subject bigint NOT NULL,
  inspection_passed bigint NOT NULL,
  inspection_failed bigint NOT NULL,
  inspection_exempt_letter bigint NOT NULL,
  inspection_exempt_agreement bigint NOT NULL,
  xray_subject bigint NOT NULL,
  xray_passed bigint NOT NULL,
  xray_failed bigint NOT NULL,
  xray_exempt_letter bigint NOT NULL,
  xray_exempt_agreement bigint NOT NULL,
  all_three_subject bigint NOT NULL,
  all_three_passed bigint NOT NULL,
  all_three_failed bigint NOT NULL,
  all_three_exempt_letter bigint NOT NULL,
  all_three_exempt_agreement bigint NOT NULL,
  PRIMARY KEY (hour, carrier, region_code, hub)
);

-- The same per day of Asia/Shanghai, written in the same transaction: a quarter of one carrier is
-- read from 1/24 of the rows.
CREATE TABLE trigate.counter_days (LIKE trigate.counters);
ALTER TABLE trigate.counter_days DROP COLUMN hour;
ALTER TABLE trigate.counter_days ADD COLUMN day date NOT NULL;
ALTER TABLE trigate.counter_days ADD PRIMARY KEY (carrier, day, region_code, hub);
CREATE INDEX counter_days_day ON trigate.counter_days (day);

-- What a hub says it handled in an hour; its last word counts.
CREATE TABLE trigate.manifests (
  hub text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  hour timestamptz NOT NULL,
  position bigint NOT NULL,
  accepted bigint NOT NULL,
  identified bigint NOT NULL,
  inspected bigint NOT NULL,
  screened bigint NOT NULL,
  PRIMARY KEY (hub, carrier, hour)
);

-- What it actually reported, by hour of occurrence.
CREATE TABLE trigate.hub_hours (
  hub text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  hour timestamptz NOT NULL,
  accepted bigint NOT NULL,
  identified bigint NOT NULL,
  inspected bigint NOT NULL,
  screened bigint NOT NULL,
  events bigint NOT NULL,
  PRIMARY KEY (hub, carrier, hour)
);
