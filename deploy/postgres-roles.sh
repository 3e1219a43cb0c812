#!/bin/sh
# Runs once, when the volume of PostgreSQL is new: one role each for Temporal and Slipway, neither a superuser.
# Names are fixed and passwords come as psql variables, so nothing is spliced into SQL.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set temporal="$TEMPORAL_DB_PASSWORD" --set slipway="$SLIPWAY_DB_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE ROLE slipway LOGIN PASSWORD :'slipway';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE DATABASE slipway OWNER slipway;
SQL
