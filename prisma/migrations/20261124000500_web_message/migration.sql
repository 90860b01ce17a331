-- The browser chat's message store: one action makes one message, and every change has its place in one order.

ALTER TABLE "web_message" ADD COLUMN "update_id" TEXT, ADD COLUMN "seq" BIGINT NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX "web_message_chat_author_update_id_key" ON "web_message"("chat", "author", "update_id");
CREATE INDEX "web_message_chat_seq_idx" ON "web_message"("chat", "seq");

CREATE SEQUENCE web_message_seq;

-- A reader who has seen seq n must never find a smaller one later, so numbers are handed out in the order of commits:
-- the lock is held until commit (46802 is this lock's own number). Listeners of all processes are woken at commit.
CREATE FUNCTION web_message_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(46802);
  NEW.seq := nextval('web_message_seq');
  PERFORM pg_notify('web_message', NEW.chat);
  RETURN NEW;
END
$$;

CREATE TRIGGER web_message_changed BEFORE INSERT OR UPDATE ON "web_message"
  FOR EACH ROW EXECUTE FUNCTION web_message_changed();
