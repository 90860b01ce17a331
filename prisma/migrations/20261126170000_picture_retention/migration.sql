-- Pictures may be removed when their time is over: the bytes go, the row with its hashes stays, and says when.
ALTER TABLE "attachment" ADD COLUMN "removed_at" TIMESTAMPTZ(6);
ALTER TABLE "attachment" ALTER COLUMN "original" DROP NOT NULL;
ALTER TABLE "attachment" ALTER COLUMN "clean" DROP NOT NULL;
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_removed" CHECK (
  ("original" IS NULL) = ("removed_at" IS NOT NULL) AND ("clean" IS NULL) = ("removed_at" IS NOT NULL)
);
CREATE INDEX "attachment_kept" ON "attachment"("created_at") WHERE "removed_at" IS NULL;
