-- The functions that post. Each takes one round trip and answers with a line of text per posting, "outcome|leg|ids|balance|detail",
-- instead of raising, so that a caller's own transaction survives a refusal (src/ledger/outcome.ts reads it):
--   posted, duplicate   ids of all legs, balance after the last one that touched a wallet
--   conflict            the key was posted with other content
--   unknown             the leg's wallet does not exist
--   currency            the leg's wallet has another currency (detail)
--   credited            the leg's reference has been credited
--   funds               the wallet has only `balance` above its floor
--   large               the balance would leave the range that arithmetic can bear
--   missing, undone, reversal    reverse: no such transfer, reversed already, is itself a reversal
-- Sessions keep the plans of these functions, made perhaps when a table was empty or a batch was long: they are bound to the indexes.
-- Locks, everywhere in this order: accounts that are made on demand, wallets by ascending id (FOR NO KEY UPDATE, in a statement
-- of its own, so that what follows sees what the holder before committed), then keys and references through their indexes.

-- The id of a channel, revenue ...; made when it is first needed.
create function ledger_account(p_code text, p_currency text) returns bigint language plpgsql as $$
declare found_id bigint;
begin
  select id into found_id from account where code = p_code;
  if found then return found_id; end if;
  insert into account (code, currency) values (p_code, p_currency) on conflict (code) do nothing;
  select id into strict found_id from account where code = p_code;
  return found_id;
end $$;

-- What a key that was posted before answers; null when it was not.
create function ledger_known(p_key text, p_fingerprint bytea) returns text language plpgsql as $$
declare known bytea;
begin
  select fingerprint into known from transfer where key = p_key and leg = 0;
  if not found then return null; end if;
  if known <> p_fingerprint then return 'conflict|0|||'; end if;
  return (select 'duplicate|0|' || string_agg(id::text, ',' order by leg) || '|'
    || coalesce((array_agg(balance_after order by leg desc) filter (where wallet is not null))[1]::text, '') || '|' from transfer where key = p_key);
end $$;

-- How many credits of a reference were reversed; null while one stands.
create function ledger_generation(p_channel text, p_reference text) returns smallint language sql as $$
  select case when count(*) = count(r.id) then count(*)::smallint end
  from transfer t left join transfer r on r.reverses = t.id
  where t.kind = 'recharge' and t.reference is not null and t.channel = p_channel and t.reference = p_reference
$$;

-- One transfer under one key.
create function ledger_post(
  p_key text, p_fingerprint bytea, p_from text, p_to text, p_currency text, p_amount bigint, p_kind text, p_occurred timestamptz,
  p_actor text, p_source text, p_channel text, p_reference text, p_product text, p_product_id text, p_reason text, p_forced boolean
) returns text language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  debits constant boolean := starts_with(p_from, 'wallet:');
  credits constant boolean := starts_with(p_to, 'wallet:');
  w account; from_id bigint; to_id bigint; new_id bigint; after bigint; gen smallint := 0;
begin
  if not debits then from_id := ledger_account(p_from, p_currency); end if;
  if not credits then to_id := ledger_account(p_to, p_currency); end if;
  if debits or credits then
    select * into w from account where code = case when debits then p_from else p_to end for no key update;
    if not found then return 'unknown|0|||'; end if;
    if w.currency <> p_currency then return 'currency|0|||' || w.currency; end if;
    if debits then from_id := w.id; after := w.balance - p_amount; else to_id := w.id; after := w.balance + p_amount; end if;
  end if;
  for attempt in 1..3 loop
    perform 1 from transfer where key = p_key and leg = 0;
    if found then return ledger_known(p_key, p_fingerprint); end if;
    if p_kind = 'recharge' and p_reference is not null then
      gen := ledger_generation(p_channel, p_reference);
      if gen is null then return 'credited|0|||'; end if;
    end if;
    if debits and not p_forced and after < w.floor then return concat('funds|0||', w.balance - w.floor, '|'); end if;
    if abs(after) > 1000000000000000000 then return 'large|0|||'; end if;
    insert into transfer (debit, credit, amount, occurred_at, posted_at, wallet, seq, balance_after, floor, generation, forced,
        kind, key, fingerprint, actor, source, channel, reference, product, product_id, reason)
      values (from_id, to_id, p_amount, p_occurred, greatest(clock_timestamp(), w.moved_at), w.id, w.version + 1, after, nullif(w.floor, 0), gen, p_forced,
        p_kind, p_key, p_fingerprint, p_actor, p_source, p_channel, p_reference, p_product, p_product_id, p_reason)
      on conflict do nothing returning id into new_id;
    if new_id is not null then return concat('posted|0|', new_id, '|', after, '|'); end if;
    -- The key or the reference was posted through another wallet in this very moment: its row is visible now.
  end loop;
  raise exception 'posting % met a conflict it cannot name', p_key using errcode = 'serialization_failure';
end $$;

-- Many postings, each of one or more legs; each is posted whole or not at all, in the order given, as if they came one by one.
-- Accounts are listed once (code and the currency wanted) and named by position from 1. Equal keys share a slot, equal references too;
-- a key that comes once has none. What most legs do not need is not done for each of them: this is the loop that imports run in.

create type ledger_accounts as (
  id bigint[], wallet boolean[], balance bigint[], version bigint[], floor bigint[], moved_at timestamptz[], trouble text[]);

-- Makes the system accounts that are missing and locks the wallets.
create function ledger_lock(p_codes text[], p_currencies text[]) returns ledger_accounts language plpgsql set enable_seqscan = off as $$
declare a ledger_accounts;
begin
  perform ledger_account(c.code, c.currency) from unnest(p_codes, p_currencies) c(code, currency)
    where not starts_with(c.code, 'wallet:') and not exists (select from account s where s.code = c.code) order by c.code;
  with wallets as materialized (
    select w.* from account w where w.code = any (p_codes) and w.wallet order by w.id for no key update)
  select array_agg(coalesce(w.id, s.id) order by c.n), array_agg(s.id is null order by c.n), array_agg(w.balance order by c.n),
      array_agg(w.version order by c.n), array_agg(w.floor order by c.n), array_agg(w.moved_at order by c.n),
      array_agg(case when s.id is not null then null when w.id is null then 'unknown' when w.currency <> c.currency then 'currency' || w.currency end
        order by c.n)
    into a
    from unnest(p_codes, p_currencies) with ordinality c(code, currency, n)
      left join wallets w on w.code = c.code left join account s on s.code = c.code and not s.wallet;
  return a;
end $$;

-- For each leg what is to be written, null where it is refused; for each first leg the line that answers its posting, null where it is posted.
create type ledger_decision as (line text[], id bigint[], owner int[], seq bigint[], balance bigint[], generation smallint[]);

create function ledger_decide(
  a ledger_accounts, p_leg smallint[], p_key text[], p_slot int[], p_fingerprint bytea[], p_from int[], p_to int[], p_amount bigint[],
  p_channel text[], p_reference text[], p_reference_slot int[], p_forced boolean[]
) returns ledger_decision language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  size constant int := array_length(p_leg, 1);
  wallet constant boolean[] := a.wallet; floor constant bigint[] := a.floor; trouble constant text[] := a.trouble;
  balance bigint[] := a.balance; version bigint[] := a.version;
  -- of each slot: the first leg that posted the key; whether the reference is taken
  won int[] := array_fill(null::int, array[size]); taken boolean[] := array_fill(false, array[size]);
  ids bigint[] := array_fill(null::bigint, array[size]); seqs bigint[] := ids; afters bigint[] := ids;
  owner int[] := array_fill(null::int, array[size]); generation smallint[] := array_fill(0::smallint, array[size]);
  lines text[] := array_fill(null::text, array[size]);
  refused text; r record; first int; w int; after bigint; gen smallint;
begin
  for r in select u.*, x.id is not null as known
    from unnest(p_leg, p_key, p_slot, p_fingerprint, p_from, p_to, p_amount, p_channel, p_reference, p_reference_slot, p_forced)
      with ordinality u(leg, key, slot, print, f, t, amount, channel, reference, reference_slot, forced, n)
      left join transfer x on x.key = u.key and x.leg = 0
    order by u.n
  loop
    if r.leg = 0 then
      refused := null; first := r.n;
    elsif refused is not null then
      continue;
    end if;
    w := case when wallet[r.f] then r.f when wallet[r.t] then r.t end;
    if trouble[w] is not null then
      refused := case when trouble[w] = 'unknown' then concat('unknown|', r.leg, '|||') else concat('currency|', r.leg, '|||', substr(trouble[w], 9)) end;
    elsif r.leg = 0 and r.known then
      refused := ledger_known(r.key, r.print);
    elsif r.leg = 0 and won[r.slot] is not null then
      refused := ledger_repeated(r.print, p_fingerprint[won[r.slot]], won[r.slot], p_leg, ids, afters);
    elsif r.reference_slot is not null then
      gen := case when not taken[r.reference_slot] then ledger_generation(r.channel, r.reference) end;
      if gen is null then refused := concat('credited|', r.leg, '|||'); else generation[r.n] := gen; end if;
    end if;
    if refused is null and w is not null then
      after := balance[w] + case when w = r.f then -r.amount else r.amount end;
      if w = r.f and after < floor[w] and not r.forced then refused := concat('funds|', r.leg, '||', balance[w] - floor[w], '|');
      elsif abs(after) > 1000000000000000000 then refused := concat('large|', r.leg, '|||'); end if;
    end if;
    if refused is null then
      ids[r.n] := nextval('transfer_id_seq');
      if w is not null then
        balance[w] := after; version[w] := version[w] + 1;
        owner[r.n] := w; seqs[r.n] := version[w]; afters[r.n] := after;
      end if;
      if r.reference_slot is not null then taken[r.reference_slot] := true; end if;
      if r.slot is not null and coalesce(p_leg[r.n + 1], 0) = 0 then won[r.slot] := first; end if;
    else
      lines[first] := refused;
      -- The legs before it are taken back.
      for i in first .. r.n - 1 loop
        w := owner[i];
        if w is not null then
          balance[w] := balance[w] + case when w = p_from[i] then p_amount[i] else -p_amount[i] end; version[w] := version[w] - 1;
        end if;
        if p_reference_slot[i] is not null then taken[p_reference_slot[i]] := false; end if;
        ids[i] := null;
      end loop;
    end if;
  end loop;
  return (lines, ids, owner, seqs, afters, generation);
end $$;

-- What a key answers that an earlier posting of the same batch has, which begins at p_first.
create function ledger_repeated(p_print bytea, p_known bytea, p_first int, p_leg smallint[], p_ids bigint[], p_afters bigint[])
returns text language plpgsql as $$
declare ids bigint[]; last bigint; i int := p_first;
begin
  if p_print <> p_known then return 'conflict|0|||'; end if;
  loop
    ids := array_append(ids, p_ids[i]); last := coalesce(p_afters[i], last); i := i + 1;
    exit when coalesce(p_leg[i], 0) = 0;
  end loop;
  return concat('duplicate|0|', array_to_string(ids, ','), '|', last, '|');
end $$;

-- Answers three lines, each with a field for each leg: ids and balances (empty where refused), and what is answered instead.
create function ledger_post_batch(
  p_codes text[], p_currencies text[], p_leg smallint[], p_key text[], p_slot int[], p_fingerprint bytea[], p_from int[], p_to int[],
  p_amount bigint[], p_kind text[], p_occurred timestamptz[], p_actor text[], p_source text[], p_channel text[], p_reference text[],
  p_reference_slot int[], p_product text[], p_product_id text[], p_reason text[], p_forced boolean[]
) returns text language plpgsql as $$
declare a ledger_accounts; d ledger_decision; at timestamptz; acc bigint[]; floor bigint[]; moved timestamptz[];
begin
  a := ledger_lock(p_codes, p_currencies);
  acc := a.id; floor := a.floor; moved := a.moved_at;
  for attempt in 1..3 loop
    begin
      d := ledger_decide(a, p_leg, p_key, p_slot, p_fingerprint, p_from, p_to, p_amount, p_channel, p_reference, p_reference_slot, p_forced);
      at := clock_timestamp();
      insert into transfer (id, debit, credit, amount, occurred_at, posted_at, wallet, seq, balance_after, floor, leg, generation, forced,
          kind, key, fingerprint, actor, source, channel, reference, product, product_id, reason)
        select u.id, acc[u.f], acc[u.t], u.amount, u.occurred, greatest(at, moved[u.owner]), acc[u.owner], u.seq, u.after, nullif(floor[u.owner], 0),
          u.leg, u.gen, u.forced, u.kind, u.key, u.print, u.actor, u.source, u.channel, u.reference, u.product, u.product_id, u.reason
        from unnest(d.id, p_from, p_to, p_amount, p_occurred, d.owner, d.seq, d.balance, p_leg, d.generation, p_forced, p_kind, p_key, p_fingerprint,
            p_actor, p_source, p_channel, p_reference, p_product, p_product_id, p_reason)
          u(id, f, t, amount, occurred, owner, seq, after, leg, gen, forced, kind, key, print,
            actor, source, channel, reference, product, product_id, reason)
        where u.id is not null;
      return concat_ws(E'\n', array_to_string(d.id, ';', ''), array_to_string(d.balance, ';', ''), array_to_string(d.line, ';', ''));
    exception when unique_violation then
      -- A key or reference was posted through another wallet in this very moment: the next attempt sees its row.
      null;
    end;
  end loop;
  raise exception 'a batch met a conflict it cannot name' using errcode = 'serialization_failure';
end $$;

-- Undoes one transfer by its opposite, which names it.
create function ledger_reverse(
  p_transfer bigint, p_key text, p_fingerprint bytea, p_occurred timestamptz, p_actor text, p_source text, p_reason text, p_forced boolean
) returns text language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare o transfer; w account; new_id bigint; after bigint; known text;
begin
  select * into o from transfer where id = p_transfer;
  if not found then return 'missing|0|||'; end if;
  -- Without a wallet, w and what is reckoned from it stay null.
  select * into w from account where id = o.wallet for no key update;
  after := w.balance + case when o.wallet = o.credit then -o.amount else o.amount end;
  for attempt in 1..3 loop
    known := ledger_known(p_key, p_fingerprint);
    if known is not null then return known; end if;
    if o.reverses is not null then return 'reversal|0|||'; end if;
    perform 1 from transfer where reverses = p_transfer;
    if found then return 'undone|0|||'; end if;
    if o.wallet = o.credit and not p_forced and after < w.floor then return concat('funds|0||', w.balance - w.floor, '|'); end if;
    if abs(after) > 1000000000000000000 then return 'large|0|||'; end if;
    insert into transfer (debit, credit, amount, occurred_at, posted_at, wallet, seq, balance_after, floor, reverses, forced,
        kind, undoes, key, fingerprint, actor, source, channel, reference, product, product_id, reason)
      values (o.credit, o.debit, o.amount, p_occurred, greatest(clock_timestamp(), w.moved_at), o.wallet, w.version + 1, after, nullif(w.floor, 0),
        o.id, p_forced, 'reversal', o.kind, p_key, p_fingerprint, p_actor, p_source, o.channel, o.reference, o.product, o.product_id, p_reason)
      on conflict do nothing returning id into new_id;
    if new_id is not null then return concat('posted|0|', new_id, '|', after, '|'); end if;
  end loop;
  raise exception 'reversing % met a conflict it cannot name', p_transfer using errcode = 'serialization_failure';
end $$;

-- A wallet's balance before an instant. posted_at never falls along seq, so it is found by halving, without an index of its own.
create function ledger_balance_before(p_wallet bigint, p_instant timestamptz) returns bigint language plpgsql stable set enable_seqscan = off as $$
declare low bigint := 0; high bigint; middle bigint; posted timestamptz;
begin
  select version into high from account where id = p_wallet;
  while low < high loop
    middle := (low + high + 1) / 2;
    select posted_at into posted from transfer where wallet = p_wallet and seq = middle;
    if posted < p_instant then low := middle; else high := middle - 1; end if;
  end loop;
  return coalesce((select balance_after from transfer where wallet = p_wallet and seq = low), 0);
end $$;
