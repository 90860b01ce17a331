-- One-time codes by which a person becomes staff.
create table "staff_invite" (
    "id" bigserial not null,
    "hash" bytea not null,
    "role" text not null,
    "limit" bigint,
    "name" text,
    "created_by" text not null,
    "created_at" timestamptz(6) not null,
    "expires_at" timestamptz(6) not null,
    "used_at" timestamptz(6),
    "used_by" bigint,

    constraint "staff_invite_pkey" primary key ("id")
);
create unique index "staff_invite_hash_key" on staff_invite ("hash");
alter table staff_invite
  add constraint "staff_invite_used_by_fkey" foreign key ("used_by") references identity ("id") on delete restrict on update restrict,
  add constraint staff_invite_role check (role in ('agent', 'lead', 'admin') and (role = 'agent') = ("limit" is not null)),
  add constraint staff_invite_used check ((used_at is null) = (used_by is null));
