-- Whose account it is, among several chats that speak for it: the first one that was linked. Kept by the database, so that by whichever way
-- a chat is linked, unlinked or moved, an account with chats has exactly one owner.
alter table identity add column owner boolean not null default false;

update identity i set owner = true from (
  select distinct on (customer_id) id from identity where customer_id is not null order by customer_id, linked_at nulls first, id) first
  where i.id = first.id;
create unique index identity_owner_key on identity (customer_id) where owner;

create function identity_linked() returns trigger language plpgsql as $$
begin
  new.owner := false;
  if new.customer_id is not null then
    -- Of two first chats that are linked at once, the second sees the first.
    perform from customer where id = new.customer_id for no key update;
    new.owner := not exists (select from identity where customer_id = new.customer_id and owner);
  end if;
  return new;
end $$;
create trigger identity_added before insert on identity for each row execute function identity_linked();
create trigger identity_linked before update of customer_id on identity for each row
  when (new.customer_id is distinct from old.customer_id) execute function identity_linked();

create function identity_left() returns trigger language plpgsql as $$
declare heir bigint;
begin
  perform from customer where id = old.customer_id for no key update;
  loop
    select id into heir from identity where customer_id = old.customer_id order by linked_at nulls first, id limit 1;
    exit when heir is null or exists (select from identity where customer_id = old.customer_id and owner);
    -- It may be unlinked itself at this moment: then the next one is asked.
    update identity set owner = true where id = heir and customer_id = old.customer_id;
    exit when found;
  end loop;
  return null;
end $$;
create trigger identity_left after update of customer_id on identity for each row
  when (old.owner and new.customer_id is distinct from old.customer_id) execute function identity_left();
