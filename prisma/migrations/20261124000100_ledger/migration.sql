-- What the ledger's tables promise, whoever writes to them. How money moves: docs/ledger.md.
--
-- A CHECK is parsed anew from its stored form by every statement that writes its table, so CHECKs are short here, an account has none
-- (a balance update would pay for them), and what compares rows is one set-based trigger: measured, that halved the cost of a posting.

-- ---- Accounts ----

-- A balance update then stays on its page and touches no index.
alter table account set (fillfactor = 50);

create function account_opened() returns trigger language plpgsql as $$
begin
  if new.balance <> 0 or new.version <> 0 or new.moved_at is not null then
    raise exception 'account % is not opened with a balance: transfers alone change it', new.code using errcode = 'check_violation';
  end if;
  if new.currency !~ '^[A-Z]{3}$' or (case
      when new.wallet then new.customer_id is not null and new.code = 'wallet:' || new.customer_id
      else new.customer_id is null and new.floor = 0
        and new.code ~ ('^(channel:[a-z0-9][a-z0-9_-]*|revenue|adjustments|opening|clearing):' || new.currency || '$') end) is not true then
    raise exception 'no such account: % in %', new.code, new.currency using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger account_opened before insert on account for each row execute function account_opened();

create function account_guard() returns trigger language plpgsql as $$
begin
  raise exception '% of % refused: its balance is moved by transfers alone, and it is kept for ever', lower(tg_op), tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
-- Depth 0 is a statement of a client or function; transfer_posted() below runs at depth 1.
create trigger account_moved before update of balance, version, moved_at on account for each row
  when (pg_trigger_depth() = 0) execute function account_guard();
create trigger account_renamed before update of id, code, currency, wallet, customer_id, created_at on account
  for each row execute function account_guard();
create trigger account_floor before update of floor on account for each row when (not new.wallet) execute function account_guard();
create trigger account_kept before delete or truncate on account for each statement execute function account_guard();

-- ---- Transfers ----

alter table transfer
  add constraint transfer_amount check (amount > 0),
  add constraint transfer_sides check (debit <> credit),
  add constraint transfer_wallet check (num_nulls(wallet, seq, balance_after) in (0, 3) and (wallet = debit or wallet = credit)),
  -- Not on the account: a lead may force a wallet below its floor, and a later recharge must still be possible.
  add constraint transfer_floor check (wallet = credit or forced or balance_after >= coalesce(floor, 0));

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

create function transfer_refused(wallet bigint) returns bigint language plpgsql as $$
begin
  raise exception 'a transfer of account % contradicts its accounts, the transfer before it or the one it reverses', wallet
    using errcode = 'check_violation';
end $$;

-- What a transfer says by itself; written so that the planner sees through it.
create function transfer_formed(t transfer) returns boolean language sql immutable as $$
  select t.kind = any ('{opening,recharge,cost,refund,withdrawal,adjustment,reversal,move}')
    and (t.kind = 'reversal') = (t.reverses is not null) and (t.reverses is null) = (t.undoes is null)
    and (t.reference is null or t.channel is not null)
$$;

-- Proves every new row against its accounts and its predecessor in the wallet, and moves the wallets. Whoever inserts a transfer, by
-- which way ever, therefore keeps the books; and nothing else can change a balance (account_moved). A session keeps this plan, which
-- the first statement of many rows would otherwise make for itself: it is bound to the indexes.
create function transfer_posted() returns trigger language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update account a set balance = l.last[2], moved_at = l.latest, version = case when l.proved then l.last[1] else transfer_refused(a.id) end
  from (
    select f.wallet, max(array[f.seq, f.balance_after]) as last, max(f.posted_at) as latest,
      bool_and(coalesce(transfer_formed(f)
        and w.wallet and not o.wallet and o.currency = w.currency
        and (f.seq = 1 or p.seq is not null)
        and f.balance_after = coalesce(p.balance_after, 0) + case when f.wallet = f.credit then f.amount else -f.amount end
        and coalesce(f.floor, 0) = w.floor
        and f.posted_at >= coalesce(p.posted_at, f.posted_at), false)) as proved
    from fresh f
      join account w on w.id = f.wallet
      left join account o on o.id = f.debit + f.credit - f.wallet
      left join transfer p on p.wallet = f.wallet and p.seq = f.seq - 1
    group by f.wallet) l
  where a.id = l.wallet;
  return null;
end $$;
create trigger transfer_posted after insert on transfer referencing new table as fresh
  for each statement execute function transfer_posted();

-- What few transfers are: a reversal, or between two accounts of which none is a wallet.
create function transfer_proved() returns trigger language plpgsql as $$
begin
  if not transfer_formed(new)
    or new.reverses is not null and not exists (select from transfer o where o.id = new.reverses and o.reverses is null
      and o.amount = new.amount and o.debit = new.credit and o.credit = new.debit and o.kind = new.undoes)
    or new.wallet is null and (new.floor is not null or not exists (select from account d join account c on c.currency = d.currency
      where d.id = new.debit and c.id = new.credit and not d.wallet and not c.wallet))
  then
    perform transfer_refused(coalesce(new.wallet, new.debit));
  end if;
  return null;
end $$;
create trigger transfer_proved after insert on transfer for each row
  when (new.wallet is null or new.reverses is not null) execute function transfer_proved();
