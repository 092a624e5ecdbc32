#!/bin/bash
# Restores a backup into a server that lives only here, and compares what is in it with what was noted at the dump.
set -euo pipefail
umask 027
mkdir -p "$SCRATCH_DIR/data"
# Where the server does not see its container's limit it would cache half of its node's memory, and be ended for it.
mongod --wiredTigerCacheSizeGB=0.5 --dbpath="$SCRATCH_DIR/data" --bind_ip=127.0.0.1 --port="$SCRATCH_PORT" > /tmp/mongod.log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true' EXIT
deadline=$((SECONDS + 60))
until (exec 3<> "/dev/tcp/127.0.0.1/$SCRATCH_PORT") 2>/dev/null; do
  if ! kill -0 $server 2>/dev/null || [ $SECONDS -gt $deadline ]; then
    echo "the scratch server did not start:" >&2
    tail -n 20 /tmp/mongod.log >&2
    exit 1
  fi
  sleep 0.2
done
uri="mongodb://127.0.0.1:$SCRATCH_PORT/?directConnection=true"
mongorestore --uri="$uri" --gzip --archive="$WORK_DIR/dump.archive.gz" --nsInclude="$DATABASE.*"
# A dump of the restored database counts by itself what has arrived.
mongodump --uri="$uri" --db="$DATABASE" --archive=/dev/null 2> /tmp/mongodump.log
sed -nE 's/.*done dumping ([^ ]+) \(([0-9]+) documents?\).*/\1=\2/p' /tmp/mongodump.log | sort > /tmp/documents
if ! diff "$WORK_DIR/documents" /tmp/documents >&2; then
  echo "the restored database differs from the backup: < expected, > found" >&2
  exit 1
fi
echo "restored $(wc -l < /tmp/documents) collections, all documents there: $(tr '\n' ' ' < /tmp/documents)"
