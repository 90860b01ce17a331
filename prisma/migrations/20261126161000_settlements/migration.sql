-- A large settlement of a withdrawal waits for a second person, as corrections and adjustments do.
alter table remedy drop constraint remedy_kind;
alter table remedy add constraint remedy_kind check (case kind
    when 'correct' then from_id is null and ticket_id is not null and version is not null and amount >= 0
    when 'settle' then from_id is null and ticket_id is not null and version is not null and amount > 0 and reference is not null
    when 'adjust' then from_id is null and ticket_id is null and amount <> 0 and reference is not null and code is not null
    when 'merge' then from_id is not null and from_id <> customer_id and ticket_id is null and reason is not null
    else false end);
