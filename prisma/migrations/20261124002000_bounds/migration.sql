-- Whose affairs a notice tells: it is sent only while its chat speaks for them. Null: it may be told in any case.
alter table notice add column customer_id bigint;

-- How much one chat has changed within the hour.
create index update_identity_id_created_at_idx on update (identity_id, created_at);
