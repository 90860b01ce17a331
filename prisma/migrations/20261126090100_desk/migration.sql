-- A place at the desk, by a role or group on the platform: sees and claims, decides nothing.
alter table staff drop constraint staff_role;
alter table staff add constraint staff_role check (role in ('desk', 'agent', 'lead', 'admin'));
