-- A form that a person is filling in is kept in one way for every chat. Those that are open go on, by the names their buttons have.

CREATE TABLE "chat_form" (
    "platform" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "chat_form_pkey" PRIMARY KEY ("platform", "user_id", "name")
);

CREATE INDEX "chat_form_expires_at_idx" ON "chat_form"("expires_at");

insert into chat_form (platform, user_id, name, body, version, expires_at)
  select 'telegram', user_id, '', body, version, expires_at from telegram_form;
insert into chat_form (platform, user_id, name, body, expires_at)
  select 'discord', user_id, id::text, body, created_at + interval '24 hours' from discord_form;

drop table telegram_form;
drop table discord_form;
