-- Where a withdrawal is to go stands by itself: what is written later is added to the note, and must not pass for the account.
alter table ticket add column account text;
alter table ticket add constraint ticket_account check (account is null or kind = 'withdrawal');

-- Where nothing was added the note is the account; where something was, nobody can tell the two apart any more, and the note stays whole.
update ticket set account = note, note = null where kind = 'withdrawal' and amendments = 0 and note is not null;
set constraints all immediate;
