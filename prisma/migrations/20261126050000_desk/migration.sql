-- What staff need all day: who works on a claim, who has seen it, when to look again, and a decision that can be undone until the customer
-- is told of it, or put right afterwards.
alter table ticket
  add column "credited_to" bigint,
  add column "corrections" integer not null default 0,
  add column "told_at" timestamptz(6),
  add column "prior" jsonb,
  add column "claimed_by" bigint,
  add column "claimed_at" timestamptz(6),
  add column "later_until" timestamptz(6);
alter table ticket add constraint "ticket_credited_to_fkey" foreign key ("credited_to") references customer ("id") on delete restrict on update restrict;
alter table ticket add constraint "ticket_claimed_by_fkey" foreign key ("claimed_by") references staff ("id") on delete restrict on update restrict;
create index "ticket_amount_idx" on ticket ("amount");
create index "ticket_card_tail_idx" on ticket ("card_tail");

-- Whoever was decided on before was told at once.
update ticket set told_at = coalesce(decided_at, updated_at) where state in ('approved', 'rejected');

alter table ticket
  add constraint ticket_claimed check ((claimed_by is null) = (claimed_at is null)),
  add constraint ticket_told check (told_at is null or state in ('approved', 'rejected')),
  add constraint ticket_payee check (credited_to is null or state = 'approved');

alter table identity add column "credited_at" timestamptz(6);
update identity set credited_at = now() where staff_id is not null;

alter table notice add column "staff_id" bigint, add column "ticket_id" bigint;
alter table notice add constraint "notice_staff_id_fkey" foreign key ("staff_id") references staff ("id") on delete restrict on update restrict;
alter table notice add constraint "notice_ticket_id_fkey" foreign key ("ticket_id") references ticket ("id") on delete restrict on update restrict;
create index "notice_ticket_id_idx" on notice ("ticket_id");

-- Without foreign keys: their locks would make two who decide a ticket at once wait for each other.
create table "sight" (
    "ticket_id" bigint not null,
    "staff_id" bigint not null,
    "version" integer not null,
    "at" timestamptz(6) not null,

    constraint "sight_pkey" primary key ("ticket_id", "staff_id", "version")
);

-- The transfers of a ticket, for its file. Few transfers have one: costs do not pay for this index.
create index transfer_ticket on transfer (source) where source like 'ticket:%';

-- A decision is final but for two ways out: undone, until the customer is told; corrected, which is counted and told. Money moves back first:
-- a ticket lets go of its posting only once that was reversed.
create or replace function ticket_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'open' and (new.state, new.version, new.credited, new.credited_to, new.reference, new.decided_by, new.decided_at)
      is distinct from (old.state, old.version, old.credited, old.credited_to, old.reference, old.decided_by, old.decided_at)
    and (old.state in ('approved', 'rejected') and new.version > old.version and (
      new.state = 'open' and old.told_at is null
      or new.state in ('approved', 'rejected') and new.corrections = old.corrections + 1 and new.told_at is not null)) is not true then
    raise exception 'ticket % is decided: % stands', old.id, old.state;
  end if;
  if old.told_at is not null and new.told_at is distinct from old.told_at then
    raise exception 'the customer was told of ticket % at %', old.id, old.told_at;
  end if;
  if old.transfer_id is not null and new.transfer_id is distinct from old.transfer_id
    and not exists (select from transfer where reverses = old.transfer_id) then
    raise exception 'ticket % was credited by transfer %', old.id, old.transfer_id;
  end if;
  return new;
end $$;

-- Checked at commit: an approved ticket has its posting, and no other has one.
create or replace function ticket_posted() returns trigger language plpgsql as $$
begin
  if exists (select from ticket where id = new.id and state = 'approved' and transfer_id is null) then
    raise exception 'ticket % is approved without a posting', new.id;
  end if;
  if exists (select from ticket where id = new.id and state <> 'approved' and transfer_id is not null) then
    raise exception 'ticket % is % and has a posting', new.id, new.state;
  end if;
  return null;
end $$;
