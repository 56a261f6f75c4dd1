CREATE TABLE IF NOT EXISTS channel_policy (
  entity_id VARCHAR(255) PRIMARY KEY,
  fee_base_msat BIGINT NOT NULL,
  fee_proportional_millionths BIGINT NOT NULL,
  cltv_expiry_delta INTEGER NOT NULL,
  htlc_minimum_msat BIGINT NOT NULL,
  htlc_maximum_msat BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS channel_closing (
  entity_id VARCHAR(255) PRIMARY KEY,
  revision BIGINT NOT NULL,
  funding_txid VARBINARY(32) NOT NULL,
  funding_index INTEGER NOT NULL,
  peer VARBINARY(33) NOT NULL,
  short_channel_id BIGINT,
  capacity_sat BIGINT NOT NULL,
  initiator BOOLEAN NOT NULL,
  kind VARCHAR(64) NOT NULL,
  txid VARBINARY(32) NOT NULL,
  height INTEGER NOT NULL,
  settled_sat BIGINT NOT NULL,
  ended BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS channel_closing_ended_idx ON channel_closing (ended, entity_id);
