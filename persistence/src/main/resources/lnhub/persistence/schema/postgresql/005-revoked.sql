CREATE TABLE revoked_htlcs (
  first_index BIGINT NOT NULL,
  lowest_number BIGINT NOT NULL,
  highest_number BIGINT NOT NULL,
  channel BYTEA NOT NULL,
  records BYTEA NOT NULL,
  PRIMARY KEY (channel, first_index)
);

CREATE TABLE revoked_dropped (
  channel BYTEA PRIMARY KEY
);
-- Hashes do not compress. Out of line they leave rows so small that a commitment is found by reading few pages.
ALTER TABLE revoked_htlcs ALTER COLUMN records SET STORAGE EXTERNAL;
