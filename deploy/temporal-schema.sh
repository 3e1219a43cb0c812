#!/bin/sh
# Bring the schemas of Temporal's two databases to the version of these tools. Safe to run again, and how an upgrade
# begins: `setup-schema` leaves a recorded version alone, `update-schema` applies what is missing.
# The password comes in SQL_PASSWORD.
set -eu

schema() {
    database=$1 versions=$2
    sql="temporal-sql-tool --plugin postgres12 --ep $POSTGRES_SEEDS -p 5432 -u $POSTGRES_USER --db $database"
    $sql setup-schema -v 0.0
    $sql update-schema -d "/etc/temporal/schema/postgresql/v12/$versions/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
