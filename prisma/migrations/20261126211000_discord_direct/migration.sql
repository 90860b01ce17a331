-- Direct messages with the bot, and how far each person was heard: Discord tells a new connection nothing of what was written before it.

CREATE TABLE "discord_direct" (
    "user_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "heard" BIGINT NOT NULL,

    CONSTRAINT "discord_direct_pkey" PRIMARY KEY ("user_id")
);

CREATE INDEX "discord_direct_heard_idx" ON "discord_direct"("heard");
