-- Updates of Telegram that others waited behind: Telegram takes a number as the sign that all before it are done.

CREATE TABLE "telegram_update" (
    "update_id" BIGINT NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "telegram_update_pkey" PRIMARY KEY ("update_id")
);
