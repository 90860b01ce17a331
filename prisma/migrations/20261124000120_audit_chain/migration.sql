-- The audit table is a hash chain: each row's hash covers its fields and the hash before it.

-- What the first row follows.
create function audit_genesis() returns bytea language sql immutable as $$ select decode(repeat('00', 32), 'hex') $$;

-- Over every field, as one unambiguous text that no session setting (time zone, date style) changes.
create function audit_hash(previous bytea, a audit) returns bytea language sql immutable as $$
  select sha256(previous || convert_to(jsonb_build_array(
    a.id, (extract(epoch from a.at) * 1000000)::bigint, a.actor, a.action, a.subject, a.before, a.after, a.reason)::text, 'UTF8'))
$$;

create function audit_link() returns trigger language plpgsql as $$
declare last record;
begin
  -- Until commit: ids then follow the chain, without gaps.
  perform pg_advisory_xact_lock(hashtext('audit_chain'));
  select id, hash into last from audit order by id desc limit 1;
  new.id := coalesce(last.id, 0) + 1;
  new.previous := coalesce(last.hash, audit_genesis());
  new.hash := audit_hash(new.previous, new);
  return new;
end $$;
create trigger audit_chain before insert on audit for each row execute function audit_link();
