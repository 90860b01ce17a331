-- An account that was opened by mistake becomes part of another: closed for good, with a pointer to where everything of it went.
alter table customer add column "merged_into" bigint;
alter table customer
  add constraint "customer_merged_into_fkey" foreign key ("merged_into") references customer ("id") on delete restrict on update restrict,
  add constraint customer_merged check (merged_into is null or (merged_into <> id and status = 'closed'));
create index "customer_merged_into_idx" on customer ("merged_into");

alter table remedy add column "from_id" bigint;
alter table remedy drop constraint remedy_kind, drop constraint remedy_weight,
  add constraint "remedy_from_id_fkey" foreign key ("from_id") references customer ("id") on delete restrict on update restrict,
  add constraint remedy_kind check (case kind
    when 'correct' then from_id is null and ticket_id is not null and version is not null and amount >= 0
    when 'adjust' then from_id is null and ticket_id is null and amount <> 0 and reference is not null and code is not null
    when 'merge' then from_id is not null and from_id <> customer_id and ticket_id is null and reason is not null
    else false end),
  -- Two accounts with nothing in them may be merged.
  add constraint remedy_weight check (weight > 0 or (kind = 'merge' and weight = 0));
-- An account is merged once.
create unique index remedy_merged on remedy (from_id) where kind = 'merge' and state = 'done';

create or replace function remedy_final() returns trigger language plpgsql as $$
begin
  if old.state <> 'waiting' or (new.kind, new.ticket_id, new.version, new.customer_id, new.from_id, new.amount, new.currency, new.weight, new.reference,
      new.code, new.reason, new.asked_by, new.asked_at) is distinct from (old.kind, old.ticket_id, old.version, old.customer_id, old.from_id, old.amount,
      old.currency, old.weight, old.reference, old.code, old.reason, old.asked_by, old.asked_at) then
    raise exception 'remedy % is % and stays as it was asked for', old.id, old.state;
  end if;
  return new;
end $$;
