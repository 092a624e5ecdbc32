#!/usr/bin/env bash
# Names the image that is live, for the build of the next one, which keeps its pages' assets: live-image.sh IMAGE
#   IMAGE  the app's image without a tag (registry/name); tags are commits
# prints context=before=docker-image://IMAGE:COMMIT, or context= where nothing was deployed yet or its image is gone.
# What is live is the newest deployment to the environment "production" that GitHub calls a success.
set -euo pipefail

image=${1:?usage: live-image.sh IMAGE}
# shellcheck disable=SC2016 # GitHub's variables, not the shell's
query='query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    deployments(environments: ["production"], first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { commitOid state }
    }
  }
}'
commit=$(gh api graphql -f query="$query" -f owner="${GITHUB_REPOSITORY%/*}" -f name="${GITHUB_REPOSITORY#*/}" --jq \
  'first(.data.repository.deployments.nodes[] | select(.state == "ACTIVE" or .state == "SUCCESS")).commitOid // ""')

exists=exists=false
[ -z "$commit" ] || exists=$("${BASH_SOURCE[0]%/*}/image-exists.sh" "${image#*/}" "$commit")
if [ "$exists" = exists=true ]; then
  echo "context=before=docker-image://$image:$commit"
else
  echo context=
fi
