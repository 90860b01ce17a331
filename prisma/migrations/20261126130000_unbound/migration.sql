-- Wallets that may go below their floor while an import is open, with the floor that each gets back when it is closed.
create table "unbound" (
    "account_id" bigint not null,
    "floor" bigint not null,

    constraint "unbound_pkey" primary key ("account_id")
);
