#!/bin/bash
# Dumps the database into one compressed archive, and notes how many documents each collection has in it. The connection
# string comes from a file, so that no list of processes shows it. The archive takes its name only when it is whole.
set -euo pipefail
umask 027
printf 'uri: "%s"\n' "$(cat "$URI_FILE")" > /tmp/mongodump.yaml
mongodump --config=/tmp/mongodump.yaml --db="$DATABASE" --gzip --archive="$WORK_DIR/dump.partial" 2>&1 | tee /tmp/mongodump.log
sed -nE 's/.*done dumping ([^ ]+) \(([0-9]+) documents?\).*/\1=\2/p' /tmp/mongodump.log | sort > "$WORK_DIR/documents"
mv "$WORK_DIR/dump.partial" "$WORK_DIR/dump.archive.gz"
