#!/usr/bin/env bash
# Rolls a release out: deploy.sh IMAGE [MANIFESTS]
#   IMAGE      full reference of the app's image, best with its digest (registry/name@sha256:...)
#   MANIFESTS  folder with a folder of manifests for each namespace (default: dist)
# Variables:
#   SMOKE            command that tries the live site after the rollout; it fails: undone (default: none)
#                    (on the first deploy it finds SMOKE_REACHABLE_SECONDS=1200, if that is not set)
#   READY_SECONDS    how long one new pod may take to become ready (default: 90)
#   KUBECTL          the kubectl to use (default: kubectl)
#
# Image and configuration travel in one rollout: the Deployment is paused, its manifest applied with the image that is
# live, then the image is set, then it resumes. So one undo takes both back. Until the release is accepted an annotation
# names the ReplicaSet to go back to; a run that was cut off leaves it, and the next run completes with the same way back.
set -euo pipefail

NAMESPACE=playcode
DEPLOYMENT=playcode-app
NAMESPACES=(playcode monitoring ingress-nginx)
MANAGER=playcode-deploy
RETURN_TO=playcode.gg/return-to

IMAGE=${1:?usage: deploy.sh IMAGE [MANIFESTS]}
MANIFESTS=${2:-dist}
READY_SECONDS=${READY_SECONDS:-90}
KUBECTL=${KUBECTL:-kubectl}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { echo "deploy: $*"; }
fail() {
  echo "deploy: $*" >&2
  [ -z "${GITHUB_STEP_SUMMARY:-}" ] || echo "**Deploy failed.** $*" >>"$GITHUB_STEP_SUMMARY"
  exit 1
}
kube() { "$KUBECTL" --namespace "$NAMESPACE" "$@"; }

# A step that fails where nothing else answers it is told to people, too. The way back stays noted.
set -o errtrace
trap '[ "$BASH_SUBSHELL" -gt 0 ] || fail "stopped half-way, the reason is above; run the same deploy again: it completes, or goes back"' ERR

# The image's name without tag and digest: every mention of it in the manifests is the app.
repository=${IMAGE%@*}
[[ ${repository##*/} != *:* ]] || repository=${repository%:*}

# What is wrong with the arguments is said before anything is touched.
for namespace in "${NAMESPACES[@]}"; do
  [ -d "$MANIFESTS/$namespace" ] || fail "$MANIFESTS/$namespace: no such folder; run 'npm run synth' first"
done
grep -rqE "image: \"?${repository//./\\.}[:@]" "$MANIFESTS/$NAMESPACE" ||
  fail "no manifest in $MANIFESTS/$NAMESPACE uses an image of $repository; is IMAGE ($IMAGE) of another registry?"

# apply IMAGE: the manifests of every namespace with the app's image replaced, server-side, owned by this script.
apply() {
  local image=$1 namespace folder
  for namespace in "${NAMESPACES[@]}"; do
    folder=$work/$namespace
    rm -rf "$folder"
    cp -R "$MANIFESTS/$namespace" "$folder"
    find "$folder" -type f -name '*.yaml' -exec \
      sed -E -i.bak "s|(image: \"?)${repository//./\\.}[:@][^\"[:space:]]*|\1$image|" {} +
    find "$folder" -name '*.bak' -delete
    "$KUBECTL" apply --server-side --force-conflicts --field-manager "$MANAGER" --recursive -f "$folder"
  done
}

# replica_sets: NAME REVISION AVAILABLE IMAGE of each of the app's ReplicaSets.
replica_sets() {
  kube get replicasets --selector "app.kubernetes.io/name=$DEPLOYMENT" --output jsonpath="{range .items[*]}{.metadata.name} {.metadata.annotations.deployment\.kubernetes\.io/revision} {.status.availableReplicas} {.spec.template.spec.containers[?(@.name=='$DEPLOYMENT')].image}{'\n'}{end}" |
    awk '{ if (NF == 3) print $1, $2, 0, $3; else print }'
}

deployment() { kube get deployment "$DEPLOYMENT" --ignore-not-found --output "jsonpath=$1"; }

# status: waits for the rollout. Each pod may take its time to become ready, and the last old one its time to drain.
status() {
  local replicas grace
  replicas=$(deployment '{.spec.replicas}')
  grace=$(deployment '{.spec.template.spec.terminationGracePeriodSeconds}')
  kube rollout status "deployment/$DEPLOYMENT" --timeout "$((${replicas:-1} * READY_SECONDS + ${grace:-30}))s"
}

smoke() { [ -z "${SMOKE:-}" ] || bash -c "$SMOKE"; }

# explain: what is wrong with the new pods, for the log of the failed job.
explain() {
  say 'pods:'
  kube get pods --selector "app.kubernetes.io/name=$DEPLOYMENT" --output custom-columns='NAME:.metadata.name,IMAGE:.spec.containers[*].image,READY:.status.containerStatuses[*].ready,RESTARTS:.status.containerStatuses[*].restartCount,WAITING:.status.containerStatuses[*].state.waiting.reason,WHY:.status.containerStatuses[*].state.waiting.message' || true
  say 'latest warnings:'
  kube get events --field-selector type=Warning --sort-by .lastTimestamp --output custom-columns='OBJECT:.involvedObject.name,REASON:.reason,MESSAGE:.message' 2>/dev/null | tail -n 10 || true
}

# own: stops where the Deployment wants another image by now. A second deploy, by hand beside the pipeline's, has the same
# way back and goes on with its own release: what is done here from then on would be done to that one.
own() {
  local wanted
  wanted=$(deployment "{.spec.template.spec.containers[?(@.name=='$DEPLOYMENT')].image}")
  [ "$wanted" = "$IMAGE" ] || fail "another deploy has set $wanted meanwhile; it goes on, this one has stopped"
}

# undo REASON: back to the ReplicaSet that was live before, image and configuration together.
undo() {
  local reason=$1 back revision
  explain
  own
  back=$(deployment "{.metadata.annotations.${RETURN_TO//./\\.}}")
  revision=$(replica_sets | awk -v name="$back" '$1 == name { print $2 }')
  [ -n "$revision" ] || fail "$reason, and there is no earlier release to go back to"
  say "$reason; going back to revision $revision ($back)"
  kube rollout undo "deployment/$DEPLOYMENT" --to-revision "$revision" ||
    fail "$reason, and revision $revision could not be had back: look at once"
  status || fail "$reason, and revision $revision did not come back: look at once"
  kube annotate deployment "$DEPLOYMENT" "$RETURN_TO-" >/dev/null
  fail "$reason; undone, revision $revision serves again"
}

# The first deploy: nothing to keep alive, nothing to go back to. A question that failed is no answer.
exists=$(deployment '{.metadata.name}')
if [ -z "$exists" ]; then
  say "first deploy of $IMAGE"
  apply "$IMAGE"
  status || { explain; fail "the first release did not become ready"; }
  # The site's name and certificate are made from now on, and whoever has looked for the name before is told for a quarter
  # of an hour that there is none.
  export SMOKE_REACHABLE_SECONDS=${SMOKE_REACHABLE_SECONDS:-1200}
  smoke || { explain; fail "the smoke test failed on the first release"; }
  say "done: $IMAGE"
  exit 0
fi

# The way back: what an interrupted run noted, else the ReplicaSet that serves.
back=$(deployment "{.metadata.annotations.${RETURN_TO//./\\.}}")
live=$(replica_sets | awk -v name="$back" '$1 == name { print $4 }')
if [ -z "$live" ]; then
  latest=$(replica_sets | sort -k3,3nr -k2,2nr | awk 'NR == 1')
  [ -n "$latest" ] || fail "the Deployment has no ReplicaSet yet, so nothing to go back to: wait for the cluster, run again"
  read -r back _ _ live <<<"$latest"
  kube annotate deployment "$DEPLOYMENT" --overwrite "$RETURN_TO=$back" >/dev/null
else
  say "completing a deploy that was interrupted"
fi
say "live: $live ($back)"
say "next: $IMAGE"

paused=$(deployment '{.spec.paused}')
[ "$paused" = true ] || kube rollout pause "deployment/$DEPLOYMENT"
apply "$live"
kube set image "deployment/$DEPLOYMENT" "$DEPLOYMENT=$IMAGE"
kube rollout resume "deployment/$DEPLOYMENT"
status || undo "the new pods did not become ready in time"
smoke || undo "the smoke test of the live site failed"

own
# Accepted: jobs that use the app's image follow, and this script owns every field again. No pod of the app restarts.
apply "$IMAGE"
kube annotate deployment "$DEPLOYMENT" "$RETURN_TO-" >/dev/null
say "done: $IMAGE"
