-- Refused events carry people of parcels that nobody flagged, so they go after a time.

-- Drops the partitions of dead_letters whose day lies before `first_kept` and returns those days.
-- Runs as the owner: the daemon's role may forget old days without being able to drop tables. The
-- lock is that of ensure_day_partitions, so that no day is made and dropped at once.
CREATE FUNCTION trigate.drop_dead_letter_days(first_kept date) RETURNS date[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  child name;
  day date;
  dropped date[] := '{}';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('trigate.day_partitions'));
  FOR child IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'trigate.dead_letters'::regclass
      AND c.relname ~ '^dead_letters_[0-9]{8}$'
    ORDER BY c.relname
  LOOP
    day := to_date(right(child, 8), 'YYYYMMDD');
    CONTINUE WHEN day >= first_kept;
    EXECUTE format('DROP TABLE trigate.%I', child);
    dropped := dropped || day;
  END LOOP;
  RETURN dropped;
END
$$;
REVOKE ALL ON FUNCTION trigate.drop_dead_letter_days(date) FROM PUBLIC;
