CREATE TABLE IF NOT EXISTS hub_identity (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  node_id VARBINARY(33) NOT NULL,
  chain_hash VARBINARY(32) NOT NULL
);

CREATE TABLE IF NOT EXISTS forwarding (
  number BIGINT GENERATED ALWAYS AS IDENTITY,
  incoming_channel VARBINARY(32) NOT NULL,
  incoming_htlc BIGINT NOT NULL,
  outgoing_channel VARBINARY(32) NOT NULL,
  amount_in_msat BIGINT NOT NULL,
  amount_out_msat BIGINT NOT NULL,
  resolved_ms BIGINT NOT NULL,
  PRIMARY KEY (incoming_channel, incoming_htlc)
);
CREATE UNIQUE INDEX IF NOT EXISTS forwarding_time_idx ON forwarding (resolved_ms, number);

CREATE TABLE IF NOT EXISTS channel_directory (
  entity_id VARCHAR(255) PRIMARY KEY,
  revision BIGINT NOT NULL,
  channel_id VARBINARY(32) NOT NULL,
  peer VARBINARY(33) NOT NULL,
  short_channel_id BIGINT,
  capacity_sat BIGINT NOT NULL,
  state VARCHAR(64) NOT NULL,
  closed BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS channel_directory_open_idx ON channel_directory (closed, entity_id);
CREATE INDEX IF NOT EXISTS channel_directory_peer_idx ON channel_directory (peer, entity_id);
CREATE INDEX IF NOT EXISTS channel_directory_channel_idx ON channel_directory (channel_id);

CREATE TABLE IF NOT EXISTS wake (
  entity_id VARCHAR(255) PRIMARY KEY,
  revision BIGINT NOT NULL,
  deadline_height BIGINT,
  debt BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS wake_deadline_idx ON wake (deadline_height);
CREATE INDEX IF NOT EXISTS wake_debt_idx ON wake (debt, entity_id);

CREATE TABLE IF NOT EXISTS wake_output (
  entity_id VARCHAR(255) NOT NULL REFERENCES wake (entity_id) ON DELETE CASCADE,
  txid VARBINARY(32) NOT NULL,
  output_index INTEGER NOT NULL,
  PRIMARY KEY (entity_id, txid, output_index)
);
CREATE INDEX IF NOT EXISTS wake_output_txid_idx ON wake_output (txid, output_index);
