-- What the Telegram adapter keeps: forms asked question by question, albums that arrive picture by picture, the menu each chat
-- has, and which messages one answer took.

CREATE TABLE "telegram_form" (
    "user_id" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "telegram_form_pkey" PRIMARY KEY ("user_id")
);

CREATE INDEX "telegram_form_expires_at_idx" ON "telegram_form"("expires_at");

CREATE TABLE "telegram_album" (
    "update_id" BIGINT NOT NULL,
    "album" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "taken_at" TIMESTAMPTZ(6),
    "done_at" TIMESTAMPTZ(6),

    CONSTRAINT "telegram_album_pkey" PRIMARY KEY ("update_id")
);

CREATE INDEX "telegram_album_album_idx" ON "telegram_album"("album");
CREATE INDEX "telegram_album_created_at_idx" ON "telegram_album"("created_at");

CREATE TABLE "telegram_chat" (
    "chat" TEXT NOT NULL,
    "menu" TEXT NOT NULL,

    CONSTRAINT "telegram_chat_pkey" PRIMARY KEY ("chat")
);

CREATE TABLE "telegram_trail" (
    "chat" TEXT NOT NULL,
    "message" INTEGER NOT NULL,
    "pages" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "telegram_trail_pkey" PRIMARY KEY ("chat", "message")
);

CREATE INDEX "telegram_trail_created_at_idx" ON "telegram_trail"("created_at");
