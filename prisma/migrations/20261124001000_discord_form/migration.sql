-- A form that a person on Discord is filling in: its windows hold five questions at most, and come up again with what was entered.

CREATE TABLE "discord_form" (
    "id" BIGSERIAL NOT NULL,
    "user_id" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "discord_form_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "discord_form_created_at_idx" ON "discord_form"("created_at");
