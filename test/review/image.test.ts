import { expect, it } from 'vitest';
import { imageOf, isMoving, publisherOf } from '../../review/kubernetes/image.ts';

it.each([
  ['redis:7.2', 'docker.io/library/redis', 'docker.io/library', false],
  ['docker.io/library/redis:7.2', 'docker.io/library/redis', 'docker.io/library', false],
  ['oliver006/redis_exporter', 'docker.io/oliver006/redis_exporter', 'docker.io/oliver006', true],
  ['quay.io/prometheus/prometheus:main', 'quay.io/prometheus/prometheus', 'quay.io/prometheus', true],
  ['localhost:5000/game:v1', 'localhost:5000/game', 'localhost:5000', false],
  ['registry.example/game@sha256:00', 'registry.example/game', 'registry.example', false],
])('"%s" is %s of %s; moving: %s', (name, repository, publisher, moving) => {
  const image = imageOf(name);
  expect(image.repository).toBe(repository);
  expect(publisherOf(image)).toBe(publisher);
  expect(isMoving(image)).toBe(moving);
});
