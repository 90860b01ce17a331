-- What the ledger's tables promise, whoever writes to them. How money moves: docs/ledger.md.

-- ---- Accounts ----

alter table account
  add constraint account_currency check (currency ~ '^[A-Z]{3}$'),
  add constraint account_code check (
    case when wallet then customer_id is not null and code = 'wallet:' || customer_id
    else customer_id is null and code ~ ('^(channel:[a-z0-9][a-z0-9_-]*|revenue|adjustments|opening|clearing):' || currency || '$') end),
  -- Only a wallet keeps its balance; every other account is the sum of its transfers, so that none of them is a hot row.
  add constraint account_derived check (wallet or (balance = 0 and version = 0 and floor = 0 and moved_at is null));

-- A balance update then stays on its page and touches no index.
alter table account set (fillfactor = 50);

create function account_guard() returns trigger language plpgsql as $$
begin
  raise exception 'an account''s % is changed by its transfers alone', case tg_op when 'DELETE' then 'existence' else 'identity or balance' end
    using errcode = 'integrity_constraint_violation';
end $$;

-- Depth 0 is a statement of a client or function; transfer_posted() below runs at depth 1.
create trigger account_opened before insert on account for each row
  when (new.balance <> 0 or new.version <> 0 or new.moved_at is not null) execute function account_guard();
create trigger account_moved before update on account for each row
  when (pg_trigger_depth() = 0 and (new.balance, new.version, new.moved_at) is distinct from (old.balance, old.version, old.moved_at))
  execute function account_guard();
create trigger account_renamed before update of id, code, currency, wallet, customer_id on account for each row execute function account_guard();
create trigger account_kept before delete or truncate on account for each statement execute function account_guard();

-- ---- Transfers ----

alter table transfer
  add constraint transfer_amount check (amount > 0),
  add constraint transfer_sides check (debit <> credit),
  add constraint transfer_wallet check (
    (wallet is null and seq is null and balance_after is null and floor is null)
    or (wallet in (debit, credit) and seq > 0 and balance_after is not null)),
  -- Not on the account: a lead may force a wallet below its floor, and a later recharge must still be possible.
  add constraint transfer_floor check (wallet is null or wallet = credit or forced or balance_after >= coalesce(floor, 0)),
  add constraint transfer_kind check (kind in ('opening', 'recharge', 'cost', 'refund', 'withdrawal', 'adjustment', 'reversal', 'move')),
  add constraint transfer_reversal check ((kind = 'reversal') = (reverses is not null) and (kind = 'reversal') = (undoes is not null)),
  add constraint transfer_reference check (reference is null or (channel is not null and reference <> '')),
  add constraint transfer_key check (leg >= 0 and generation >= 0 and length(key) between 1 and 200 and length(fingerprint) = 16);

create unique index transfer_reverses_key on transfer (reverses) where reverses is not null;
-- One reference of one channel credits once; a reversed credit frees it, which the next generation says.
create unique index transfer_reference_key on transfer (channel, reference, generation) where kind = 'recharge' and reference is not null;
-- A customer's list of one kind, newest first. A reversal stands in the list of what it undoes.
create index transfer_records_idx on transfer (wallet, coalesce(undoes, kind), occurred_at desc, id desc) where wallet is not null;

create function append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger transfer_append_only before update or delete or truncate on transfer for each statement execute function append_only();
create trigger audit_append_only before update or delete or truncate on audit for each statement execute function append_only();

-- Proves every new row against its accounts and its predecessor in the wallet, then moves the wallets. Whoever inserts a
-- transfer, by which way ever, therefore keeps the books; and nothing else can change a balance (account_moved).
create function transfer_posted() returns trigger language plpgsql as $$
declare wrong bigint;
begin
  select f.id into wrong
  from fresh f
    left join account d on d.id = f.debit
    left join account c on c.id = f.credit
    left join transfer p on p.wallet = f.wallet and p.seq = f.seq - 1
    left join transfer o on o.id = f.reverses
  where (d.currency = c.currency
    and not (d.wallet and c.wallet)
    and f.wallet is not distinct from case when d.wallet then f.debit when c.wallet then f.credit end
    and (f.wallet is null or (
      (f.seq = 1 or p.seq is not null)
      and f.balance_after = coalesce(p.balance_after, 0) + case when d.wallet then -f.amount else f.amount end
      and f.floor is not distinct from nullif(case when d.wallet then d.floor else c.floor end, 0)
      and (p.posted_at is null or f.posted_at >= p.posted_at)))
    and (f.reverses is null or (
      o.reverses is null and o.amount = f.amount and o.debit = f.credit and o.credit = f.debit and o.kind = f.undoes))) is not true
  limit 1;
  if found then
    raise exception 'transfer % contradicts its accounts, the transfer before it or the one it reverses', wrong
      using errcode = 'check_violation';
  end if;
  update account a set balance = l.balance_after, version = l.seq, moved_at = l.posted_at
  from (select distinct on (wallet) wallet, seq, balance_after, posted_at from fresh where wallet is not null order by wallet, seq desc) l
  where a.id = l.wallet;
  return null;
end $$;
create trigger transfer_posted after insert on transfer referencing new table as fresh
  for each statement execute function transfer_posted();
