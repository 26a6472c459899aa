CREATE TABLE users (
    username VARCHAR(64) NOT NULL PRIMARY KEY,
    password_hash VARCHAR(255) NOT NULL
);

-- refresh_ended_ms: no more refreshes. access_ended_ms: its access tokens are refused at once, too.
CREATE TABLE families (
    family_id VARCHAR(64) NOT NULL PRIMARY KEY,
    username VARCHAR(64) NOT NULL,
    created_ms BIGINT NOT NULL,
    access_serial BIGINT NOT NULL,
    refresh_ended_ms BIGINT,
    access_ended_ms BIGINT
);

CREATE TABLE refresh_tokens (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    family_id VARCHAR(64) NOT NULL,
    issued_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    consumed_ms BIGINT
);

CREATE TABLE starts (
    id BIGINT NOT NULL PRIMARY KEY,
    started_ms BIGINT NOT NULL
);
