-- What a ticket claims: a payment by hand, with its proof, or one by an automatic method that was not credited.
alter table ticket add column kind text not null default 'proof';
