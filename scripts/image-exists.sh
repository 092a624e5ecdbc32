#!/usr/bin/env bash
# Says whether a tag is in an ECR repository: image-exists.sh REPOSITORY TAG prints exists=true or exists=false.
# Anything but a plain "not found" is an error: a build must not begin because a question failed.
set -euo pipefail

repository=${1:?usage: image-exists.sh REPOSITORY TAG}
tag=${2:?usage: image-exists.sh REPOSITORY TAG}

if answer=$(aws ecr describe-images --repository-name "$repository" --image-ids "imageTag=$tag" 2>&1); then
  echo exists=true
elif [[ $answer == *ImageNotFoundException* ]]; then
  echo exists=false
else
  echo "image-exists: $answer" >&2
  exit 1
fi
