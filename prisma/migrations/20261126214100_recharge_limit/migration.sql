-- What one chat starts counts, for whichever account: found by an index.
create index "recharge_identity_id_created_at_idx" on recharge ("identity_id", "created_at");
