#!/usr/bin/env bash
# Makes the secrets of compose.yaml, once: a password of the database, the same for its clients, the cluster's secret, a key of metrics.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077
mkdir -p secrets
[ -e secrets/postgres ] || openssl rand -hex 24 > secrets/postgres
[ -e secrets/cluster ] || openssl rand -hex 24 > secrets/cluster
[ -e secrets/metrics ] || openssl rand -hex 24 > secrets/metrics
printf 'postgres:5432:wellspring:wellspring:%s\n' "$(cat secrets/postgres)" > secrets/pgpass
# The program runs as user 10001 in its container, and PostgreSQL's client wants the file to be its own.
chown 10001 secrets/pgpass secrets/cluster secrets/metrics 2>/dev/null || chmod 644 secrets/pgpass secrets/cluster secrets/metrics
