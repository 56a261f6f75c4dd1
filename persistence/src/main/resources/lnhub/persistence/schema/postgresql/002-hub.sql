CREATE TABLE hub_identity (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  node_id BYTEA NOT NULL,
  chain_hash BYTEA NOT NULL
);

CREATE TABLE forwarding (
  number BIGSERIAL,
  incoming_channel BYTEA NOT NULL,
  incoming_htlc BIGINT NOT NULL,
  outgoing_channel BYTEA NOT NULL,
  amount_in_msat BIGINT NOT NULL,
  amount_out_msat BIGINT NOT NULL,
  resolved_ms BIGINT NOT NULL,
  PRIMARY KEY (incoming_channel, incoming_htlc)
);
CREATE UNIQUE INDEX forwarding_time_idx ON forwarding (resolved_ms, number);

CREATE TABLE channel_directory (
  entity_id VARCHAR(255) PRIMARY KEY,
  revision BIGINT NOT NULL,
  channel_id BYTEA NOT NULL,
  peer BYTEA NOT NULL,
  short_channel_id BIGINT,
  capacity_sat BIGINT NOT NULL,
  state VARCHAR(64) NOT NULL,
  closed BOOLEAN NOT NULL
);
CREATE INDEX channel_directory_open_idx ON channel_directory (closed, entity_id);
CREATE INDEX channel_directory_peer_idx ON channel_directory (peer, entity_id);
CREATE INDEX channel_directory_channel_idx ON channel_directory (channel_id);

CREATE TABLE wake (
  entity_id VARCHAR(255) PRIMARY KEY,
  revision BIGINT NOT NULL,
  deadline_height BIGINT,
  debt BOOLEAN NOT NULL
);
CREATE INDEX wake_deadline_idx ON wake (deadline_height) WHERE deadline_height IS NOT NULL;
CREATE INDEX wake_debt_idx ON wake (entity_id) WHERE debt;

CREATE TABLE wake_output (
  entity_id VARCHAR(255) NOT NULL REFERENCES wake (entity_id) ON DELETE CASCADE,
  txid BYTEA NOT NULL,
  output_index INTEGER NOT NULL,
  PRIMARY KEY (entity_id, txid, output_index)
);
CREATE INDEX wake_output_txid_idx ON wake_output (txid, output_index);
