-- That a chat asks to be linked to an account which has chats already: its owner allows it or not, once.
create table "link_request" (
    "id" bigserial not null,
    "customer_id" bigint not null,
    "identity_id" bigint not null,
    "state" text not null default 'waiting',
    "created_at" timestamptz(6) not null,
    "expires_at" timestamptz(6) not null,
    "decided_by" bigint,
    "decided_at" timestamptz(6),

    constraint "link_request_pkey" primary key ("id")
);
alter table link_request
  add constraint "link_request_customer_id_fkey" foreign key ("customer_id") references customer ("id") on delete restrict on update restrict,
  add constraint "link_request_identity_id_fkey" foreign key ("identity_id") references identity ("id") on delete restrict on update restrict,
  add constraint "link_request_decided_by_fkey" foreign key ("decided_by") references identity ("id") on delete restrict on update restrict,
  add constraint link_request_state check (state in ('waiting', 'allowed', 'denied')),
  add constraint link_request_decided check ((state = 'waiting') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  -- Nobody lets themselves in.
  add constraint link_request_other check (decided_by <> identity_id);
create index "link_request_customer_id_created_at_idx" on link_request ("customer_id", "created_at");
create index "link_request_identity_id_created_at_idx" on link_request ("identity_id", "created_at");

-- What a chat sent for an account that it has left counts against its limits.
create index "ticket_identity_id_state_idx" on ticket ("identity_id", "state");
