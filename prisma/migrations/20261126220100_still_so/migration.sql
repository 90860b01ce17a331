-- What a warning or a reminder is about: one that waited, for a platform or for its person, is told only while it is still so.
alter table notice add column about text;
-- Who is to be reminded after their quiet hours keeps nobody behind them waiting.
alter table recharge add column held_until timestamptz(6);
