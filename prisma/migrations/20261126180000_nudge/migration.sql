-- Where somebody who takes no direct messages is told that something waits, and that they were.
alter table "identity" add column "place" text, add column "nudged_at" timestamptz(6);
