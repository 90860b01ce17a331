-- Below which balance somebody is warned is each chat's own, as language and time zone are: what one sets changes nothing for the others of
-- its account. A posting still pays for one comparison where nobody's threshold is crossed: they stand beside the balance, ascending.

drop trigger balance_crossed on account;
drop trigger warning_opened on account;
drop trigger warning_set on customer;
drop function warning_opened();
drop function warning_set();

-- Null where nobody set any. By their order the database finds between which of them a balance is.
alter table account drop column warn_below, add column warn_below bigint[];
alter table identity add column low_balance bigint;
update identity i set low_balance = c.low_balance from customer c where c.id = i.customer_id and c.low_balance is not null;
alter table customer drop column low_balance;

create function thresholds_of(customer bigint) returns bigint[] language sql stable as $$
  select array_agg(distinct low_balance order by low_balance) from identity where customer_id = customer and low_balance is not null
$$;
update account set warn_below = thresholds_of(customer_id)
  where customer_id in (select customer_id from identity where low_balance is not null);

-- What was noted of an account goes to each of its chats: who was told is not told again, and who was held for the night still is.
alter table crossing drop constraint crossing_pkey, add column identity_id bigint, add column held_until timestamptz(6);
insert into crossing (customer_id, identity_id, crossed_at, told_at)
  select c.customer_id, i.id, c.crossed_at, case when i.id::text <> all (string_to_array(c.held, ' ')) then c.told_at end
  from crossing c join identity i on i.customer_id = c.customer_id;
delete from crossing where identity_id is null;
alter table crossing drop column customer_id, drop column held, add constraint crossing_pkey primary key (identity_id),
  add constraint crossing_identity_id_fkey foreign key (identity_id) references identity (id) on delete restrict on update restrict;
create index crossing_due_idx on crossing (crossed_at) where told_at is null;

-- Of the chats whose thresholds lie between the balance before and after, and of no others, something changes.
create or replace function balance_crossed() returns trigger language plpgsql as $$
begin
  delete from crossing c using identity i where i.id = c.identity_id and i.customer_id = new.customer_id and new.balance >= i.low_balance;
  insert into crossing (identity_id, crossed_at)
    select id, clock_timestamp() from identity where customer_id = new.customer_id and new.balance < low_balance on conflict do nothing;
  return null;
end $$;
create trigger balance_crossed after update of balance on account for each row
  when (width_bucket(old.balance, old.warn_below) is distinct from width_bucket(new.balance, new.warn_below)) execute function balance_crossed();

-- A threshold set above the balance is no crossing, nor is an account that a chat comes to: who does it knows. The wallets' locks are taken
-- first, in their order, so that a posting at the same moment is either seen here or sees the new threshold.
create function warning_set() returns trigger language plpgsql as $$
begin
  perform from account where customer_id in (old.customer_id, new.customer_id) order by id for no key update;
  update account set warn_below = thresholds_of(customer_id) where customer_id in (old.customer_id, new.customer_id);
  delete from crossing where identity_id = new.id;
  insert into crossing (identity_id, crossed_at, told_at)
    select new.id, clock_timestamp(), clock_timestamp() from account where customer_id = new.customer_id and balance < new.low_balance;
  return null;
end $$;
create trigger warning_set after update of low_balance, customer_id on identity for each row
  when ((old.low_balance, old.customer_id) is distinct from (new.low_balance, new.customer_id)
    and coalesce(old.low_balance, new.low_balance) is not null) execute function warning_set();
create trigger warning_set_first after insert on identity for each row
  when (new.low_balance is not null and new.customer_id is not null) execute function warning_set();

create function warning_opened() returns trigger language plpgsql as $$
begin
  new.warn_below := thresholds_of(new.customer_id);
  return new;
end $$;
create trigger warning_opened before insert on account for each row when (new.wallet) execute function warning_opened();
