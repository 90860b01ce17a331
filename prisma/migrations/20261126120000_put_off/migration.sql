-- Who put a claim off: they hear of it once when it returns.
alter table ticket add column later_by bigint;
