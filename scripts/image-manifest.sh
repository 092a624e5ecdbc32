#!/usr/bin/env bash
# Fetches the manifest of a pushed image: image-manifest.sh IMAGE FILE writes its bytes to FILE and prints digest=sha256:...
set -euo pipefail

image=${1:?usage: image-manifest.sh IMAGE FILE}
file=${2:?usage: image-manifest.sh IMAGE FILE}

docker buildx imagetools inspect --raw "$image" >"$file"
told=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")
digest=sha256:$(sha256sum "$file" | cut -d ' ' -f 1)
if [ "$digest" != "$told" ]; then
  echo "image-manifest: the manifest of $image hashes to $digest, the registry says $told" >&2
  exit 1
fi
echo "digest=$digest"
