-- A third kind of ticket: a customer asks for balance back by the way it came. Its money leaves the wallet with the request and stands in
-- clearing; settled, it goes on to the channel; rejected or taken back, it returns.
alter table ticket add constraint ticket_kind check (kind in ('proof', 'missing', 'withdrawal'));

-- One number of a channel's own settles one withdrawal.
create unique index ticket_settled on ticket (method, reference) where kind = 'withdrawal' and state = 'approved';

-- Checked at commit: an approved ticket has its posting and no other has one; what a withdrawal asks for is out of the wallet exactly while
-- it is open or settled.
create or replace function ticket_posted() returns trigger language plpgsql as $$
declare held bigint;
begin
  if exists (select from ticket where id = new.id and state = 'approved' and transfer_id is null) then
    raise exception 'ticket % is approved without a posting', new.id;
  end if;
  if exists (select from ticket where id = new.id and state <> 'approved' and transfer_id is not null) then
    raise exception 'ticket % is % and has a posting', new.id, new.state;
  end if;
  if new.kind = 'withdrawal' then
    select coalesce(sum(t.amount), 0) into held from transfer t left join transfer r on r.reverses = t.id
      where t.source like 'ticket:%' and t.source = 'ticket:' || new.id and t.kind = 'withdrawal' and t.wallet is not null and r.id is null;
    if exists (select from ticket where id = new.id and held <> case state when 'open' then amount when 'approved' then credited else 0 end) then
      raise exception 'ticket % asks for another amount than the % that left the wallet for it', new.id, held;
    end if;
  end if;
  return null;
end $$;
