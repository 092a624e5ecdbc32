#!/bin/bash
# Dumps the database into one compressed archive. The connection string comes from a file, so that no process list
# shows it. The archive takes its final name only when it is whole.
set -euo pipefail
umask 077
printf 'uri: "%s"\n' "$(cat "$URI_FILE")" > /tmp/mongodump.yaml
mongodump --config=/tmp/mongodump.yaml --db="$DATABASE" --gzip --archive="$WORK_DIR/dump.partial"
mv "$WORK_DIR/dump.partial" "$WORK_DIR/dump.archive.gz"
