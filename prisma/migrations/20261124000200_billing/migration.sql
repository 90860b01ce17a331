-- What the tables of people and tickets must never hold, whatever the program believes.

alter table customer
  add constraint customer_status check (status in ('active', 'frozen', 'closed')),
  add constraint customer_number check (number ~ '^[0-9A-Za-z_-]{1,32}$');

alter table staff
  add constraint staff_role check (role in ('agent', 'lead', 'admin')),
  add constraint staff_limit check ("limit" is null or "limit" >= 0);

alter table recharge
  add constraint recharge_amount check (amount > 0),
  add constraint recharge_state check (state in ('created', 'proof', 'paid', 'expired', 'failed'));

alter table ticket
  add constraint ticket_amount check (amount > 0 and (paid_amount is null or paid_amount > 0)),
  add constraint ticket_state check (state in ('open', 'approved', 'rejected', 'withdrawn')),
  add constraint ticket_version check (version > 0),
  -- Approved is exactly: decided by somebody, with a reference, an amount, and (deferred below) a posting.
  add constraint ticket_approved check (
    (state = 'approved') = (credited is not null)
    and (state <> 'approved' or (decided_by is not null and decided_at is not null and reference is not null))),
  add constraint ticket_rejected check (state <> 'rejected' or (decided_by is not null and decided_at is not null and reason_code is not null));

alter table ticket add constraint ticket_transfer foreign key (transfer_id) references transfer (id);

-- A decision is final: only the posting that belongs to it may still be written, in the same transaction.
create function ticket_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'open' and (new.state, new.version, new.credited, new.reference, new.decided_by, new.decided_at)
      is distinct from (old.state, old.version, old.credited, old.reference, old.decided_by, old.decided_at) then
    raise exception 'ticket % is decided: % stands', old.id, old.state;
  end if;
  if old.transfer_id is not null and new.transfer_id is distinct from old.transfer_id then
    raise exception 'ticket % was credited by transfer %', old.id, old.transfer_id;
  end if;
  return new;
end $$;
create trigger ticket_final before update on ticket for each row execute function ticket_final();

-- Checked at commit: no approved ticket without its posting.
create function ticket_posted() returns trigger language plpgsql as $$
begin
  if exists (select from ticket where id = new.id and state = 'approved' and transfer_id is null) then
    raise exception 'ticket % is approved without a posting', new.id;
  end if;
  return null;
end $$;
create constraint trigger ticket_posted after insert or update on ticket deferrable initially deferred
  for each row execute function ticket_posted();

create index ticket_reference on ticket (method, reference) where reference is not null;
create index notice_unsent on notice (created_at) where sent_at is null;

-- Numbers that people read aloud start where they do not look like the first ever.
alter sequence ticket_id_seq restart with 3001;
