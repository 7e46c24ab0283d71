-- Who may call, and what they did.

CREATE TABLE trigate.principals (
  id text COLLATE "C" PRIMARY KEY,
  role smallint NOT NULL,
  display_name text NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  all_regions boolean NOT NULL,
  regions integer[] NOT NULL,
  hub_region integer NOT NULL,
  disabled boolean NOT NULL,
  epoch bigint NOT NULL
);

CREATE TABLE trigate.audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  principal text NOT NULL,
  role text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  reason text NOT NULL,
  outcome text NOT NULL
);

-- Append only, for the owner too. A superuser can still drop the trigger; only heads of the log
-- that leave the machine would show it.
CREATE FUNCTION trigate.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append only' USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trigate.audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION trigate.refuse_change();
