-- A notice for one chat of several: that another of the customer's chats takes messages tells nobody of this one.
alter table "notice" add column "alone" boolean not null default false;
