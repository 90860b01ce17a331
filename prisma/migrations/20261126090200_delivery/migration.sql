-- A notice is for one identity, or for one staff chat. What could not be delivered for days is given up, and staff are told once.
alter table notice alter column identity_id drop not null;
alter table notice add column platform text, add column chat text, add column given_up_at timestamptz(6), add column reported_at timestamptz(6);
alter table notice add constraint notice_recipient check ((identity_id is null) = (chat is not null) and (chat is null) = (platform is null));
-- The list of what waits, and of what a person shall be told at their next contact.
create index notice_waiting on notice (identity_id, id) where sent_at is null;

-- Copies of a card that we learnt of by a press: sent by us, with an answer that was lost.
alter table card add column copies text not null default '', add column given_up_at timestamptz(6), add column reported_at timestamptz(6);
