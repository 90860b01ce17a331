-- Corrections and adjustments, with who asked for each and who countersigned it.
create table "remedy" (
    "id" bigserial not null,
    "kind" text not null,
    "ticket_id" bigint,
    "version" integer,
    "customer_id" bigint not null,
    "amount" bigint not null,
    "currency" char(3) not null,
    "weight" bigint not null,
    "reference" text,
    "code" text,
    "reason" text,
    "state" text not null,
    "asked_by" bigint not null,
    "asked_at" timestamptz(6) not null,
    "expires_at" timestamptz(6) not null,
    "decided_by" bigint,
    "decided_at" timestamptz(6),

    constraint "remedy_pkey" primary key ("id")
);
alter table remedy
  add constraint "remedy_ticket_id_fkey" foreign key ("ticket_id") references ticket ("id") on delete restrict on update restrict,
  add constraint "remedy_customer_id_fkey" foreign key ("customer_id") references customer ("id") on delete restrict on update restrict,
  add constraint "remedy_asked_by_fkey" foreign key ("asked_by") references staff ("id") on delete restrict on update restrict,
  add constraint "remedy_decided_by_fkey" foreign key ("decided_by") references staff ("id") on delete restrict on update restrict,
  add constraint remedy_kind check (case kind
    when 'correct' then ticket_id is not null and version is not null and amount >= 0
    when 'adjust' then ticket_id is null and amount <> 0 and reference is not null and code is not null
    else false end),
  add constraint remedy_state check (state in ('waiting', 'done', 'declined', 'expired')),
  add constraint remedy_weight check (weight > 0),
  -- Nobody countersigns what they asked for.
  add constraint remedy_second check (decided_by is null or decided_by <> asked_by or state = 'declined'),
  add constraint remedy_decided check ((decided_by is null) = (decided_at is null) and (decided_by is null or state in ('done', 'declined')));
create index "remedy_state_expires_at_idx" on remedy ("state", "expires_at");
create index "remedy_asked_by_asked_at_idx" on remedy ("asked_by", "asked_at");
create index "remedy_ticket_id_idx" on remedy ("ticket_id");
-- One reference adjusts one account once.
create unique index remedy_reference on remedy (customer_id, reference) where kind = 'adjust' and state in ('waiting', 'done');

-- What was asked for does not change; a decision is final.
create function remedy_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'waiting' or (new.kind, new.ticket_id, new.version, new.customer_id, new.amount, new.currency, new.weight, new.reference, new.code,
      new.reason, new.asked_by, new.asked_at) is distinct from (old.kind, old.ticket_id, old.version, old.customer_id, old.amount, old.currency,
      old.weight, old.reference, old.code, old.reason, old.asked_by, old.asked_at) then
    raise exception 'remedy % is % and stays as it was asked for', old.id, old.state;
  end if;
  return new;
end $$;
create trigger remedy_final before update on remedy for each row execute function remedy_final();

-- As a partial index it still lets one posting stand for one ticket only, but changing it no longer locks the ticket's key: whoever writes a
-- row that refers to the ticket and then moves the ticket would wait for somebody who does the same.
drop index "ticket_transfer_id_key";
create unique index ticket_transfer_id on ticket (transfer_id) where transfer_id is not null;
