-- Who spoke for whom was filled in before the triggers were there that go on with it: what a process of the version before linked in between is
-- in neither.
insert into spoke (identity_id, customer_id)
  select id, customer_id from identity where customer_id is not null
  union select identity_id, customer_id from ticket
  union select identity_id, customer_id from recharge
  union select identity_id, customer_id from attempt where customer_id is not null and kind = 'ticket'
  union select identity_id, customer_id from link_request where state = 'allowed'
on conflict do nothing;
