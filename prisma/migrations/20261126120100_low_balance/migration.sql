-- That a balance fell below what its customer set is seen where the balance is moved, by whichever way: nothing is looked for. A wallet
-- without a threshold, and one that stays on its side of it, pays for one comparison.

-- The customer's low_balance, beside the balance.
alter table account add column warn_below bigint;

-- A balance that is below. The row goes when the balance comes back: the next fall is another crossing.
create table crossing (
  customer_id bigint primary key references customer (id) on delete restrict on update restrict,
  crossed_at timestamptz(6) not null,
  told_at timestamptz(6),
  held text not null default ''
);
create index crossing_due_idx on crossing (customer_id) where told_at is null or held <> '';

create function balance_crossed() returns trigger language plpgsql as $$
begin
  if new.balance < new.warn_below then
    insert into crossing (customer_id, crossed_at) values (new.customer_id, clock_timestamp()) on conflict do nothing;
  else
    delete from crossing where customer_id = new.customer_id;
  end if;
  return null;
end $$;
create trigger balance_crossed after update of balance on account for each row
  when ((old.balance < old.warn_below) is distinct from (new.balance < new.warn_below)) execute function balance_crossed();

-- A threshold set above the balance is no crossing: who sets it knows. The wallet's lock is taken first, so that a posting at the same
-- moment is either seen here or sees the new threshold.
create function warning_set() returns trigger language plpgsql as $$
declare now_held bigint;
begin
  update account set warn_below = new.low_balance where customer_id = new.id returning balance into now_held;
  delete from crossing where customer_id = new.id;
  if now_held < new.low_balance then
    insert into crossing (customer_id, crossed_at, told_at) values (new.id, clock_timestamp(), clock_timestamp());
  end if;
  return null;
end $$;
create trigger warning_set after update of low_balance on customer for each row
  when (new.low_balance is distinct from old.low_balance) execute function warning_set();

create function warning_opened() returns trigger language plpgsql as $$
begin
  new.warn_below := (select low_balance from customer where id = new.customer_id);
  return new;
end $$;
create trigger warning_opened before insert on account for each row when (new.wallet) execute function warning_opened();

update account a set warn_below = c.low_balance from customer c where c.id = a.customer_id and c.low_balance is not null;
insert into crossing (customer_id, crossed_at, told_at) select customer_id, now(), now() from account where balance < warn_below;

-- Which payment by hand was chosen when and by whom, and that its proof was asked for once.
alter table recharge add column chosen_at timestamptz(6), add column chosen_by bigint, add column reminded_at timestamptz(6);
create index recharge_chosen_idx on recharge (chosen_at) where state = 'created' and reminded_at is null and chosen_at is not null;
