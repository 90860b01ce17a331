-- The audit table is a hash chain: each row's hash covers its fields and the hash before it; the first follows 32 zero bytes.

-- What is hashed: every field, in one unambiguous text that no session setting (time zone, date style) changes.
create function audit_text(a audit) returns text language sql immutable as $$
  select jsonb_build_array(a.id, (extract(epoch from a.at) * 1000000)::bigint, a.actor, a.action, a.subject, a.before, a.after, a.reason)::text
$$;

create function audit_link() returns trigger language plpgsql as $$
declare last record;
begin
  -- Until commit: the order of ids is the order of the chain, without gaps.
  perform pg_advisory_xact_lock(hashtext('audit_chain'));
  select id, hash into last from audit order by id desc limit 1;
  new.id := coalesce(last.id, 0) + 1;
  new.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
  new.hash := sha256(new.previous || convert_to(audit_text(new), 'UTF8'));
  return new;
end $$;
create trigger audit_chain before insert on audit for each row execute function audit_link();
