CREATE TABLE IF NOT EXISTS revoked_htlcs (
  first_index BIGINT NOT NULL,
  lowest_number BIGINT NOT NULL,
  highest_number BIGINT NOT NULL,
  channel VARBINARY(32) NOT NULL,
  records VARBINARY(65536) NOT NULL,
  PRIMARY KEY (channel, first_index)
);

CREATE TABLE IF NOT EXISTS revoked_dropped (
  channel VARBINARY(32) PRIMARY KEY
);
