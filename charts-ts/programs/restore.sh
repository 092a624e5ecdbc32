#!/bin/bash
# Restores a backup into the live database: each collection of the backup replaces the one that is there.
set -euo pipefail
umask 027
printf 'password: "%s"\n' "$(cat "$PASSWORD_FILE")" > /tmp/mongorestore.yaml
mongorestore --config=/tmp/mongorestore.yaml --host="$MONGODB_HOST" --username=root --authenticationDatabase=admin \
  --gzip --archive="$WORK_DIR/dump.archive.gz" --nsInclude="$DATABASE.*" --drop
