-- A payment that the bank took back names the channel by which it came: what may go back by that channel is less by it. And crediting more than
-- was claimed, above what one person may do alone, waits for a second one.
alter table remedy add column "channel" text;
alter table remedy drop constraint remedy_kind;
alter table remedy
  add constraint remedy_kind check (case kind
    when 'correct' then from_id is null and ticket_id is not null and version is not null and amount >= 0
    when 'settle' then from_id is null and ticket_id is not null and version is not null and amount > 0 and reference is not null
    when 'credit' then from_id is null and ticket_id is not null and version is not null and amount > 0 and reference is not null and reason is not null
    when 'adjust' then from_id is null and ticket_id is null and amount <> 0 and reference is not null and code is not null
    when 'merge' then from_id is not null and from_id <> customer_id and ticket_id is null and reason is not null
    else false end),
  add constraint remedy_channel check (channel is null or (kind = 'adjust' and code = 'chargeback'));

create or replace function remedy_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'waiting' or (new.kind, new.ticket_id, new.version, new.customer_id, new.from_id, new.amount, new.currency, new.weight, new.reference,
      new.channel, new.code, new.reason, new.asked_by, new.asked_at) is distinct from (old.kind, old.ticket_id, old.version, old.customer_id,
      old.from_id, old.amount, old.currency, old.weight, old.reference, old.channel, old.code, old.reason, old.asked_by, old.asked_at) then
    raise exception 'remedy % is % and stays as it was asked for', old.id, old.state;
  end if;
  return new;
end $$;

-- That a chat spoke for an account, kept for ever: unlinking it makes the account no stranger's to the member of staff whose chat it is. Written
-- by the database, so that no way of linking forgets it.
create table spoke (
  "identity_id" bigint not null,
  "customer_id" bigint not null,
  constraint "spoke_pkey" primary key ("identity_id", "customer_id"),
  constraint "spoke_identity_id_fkey" foreign key ("identity_id") references identity ("id") on delete restrict on update restrict,
  constraint "spoke_customer_id_fkey" foreign key ("customer_id") references customer ("id") on delete restrict on update restrict
);
create index "spoke_customer_id_idx" on spoke ("customer_id");

insert into spoke (identity_id, customer_id)
  select id, customer_id from identity where customer_id is not null
  union select identity_id, customer_id from ticket
  union select identity_id, customer_id from recharge
  union select identity_id, customer_id from attempt where customer_id is not null and kind = 'ticket'
  union select identity_id, customer_id from link_request where state = 'allowed';

create function identity_spoke() returns trigger language plpgsql as $$
begin
  insert into spoke (identity_id, customer_id) values (new.id, new.customer_id) on conflict do nothing;
  return null;
end $$;
create trigger identity_spoke_first after insert on identity for each row when (new.customer_id is not null) execute function identity_spoke();
create trigger identity_spoke after update of customer_id on identity for each row
  when (new.customer_id is distinct from old.customer_id and new.customer_id is not null) execute function identity_spoke();

-- When staff changed who owns an account: for a day nothing goes back from it.
alter table customer add column "owner_changed_at" timestamptz(6);
