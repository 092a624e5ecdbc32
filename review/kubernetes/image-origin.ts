import type { Consequence } from '../consequence.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { imageOf, isMoving, publisherOf } from './image.ts';
import { imagesOf, podTemplateOf } from './pod-template.ts';

/** Whoever publishes an image runs a program of his in the cluster, and under a name that moves another one tomorrow. */
export function imageOrigins(base: Platform, head: Platform): Consequence[] {
  const before = [...base.objects.values()].flatMap(imagesIn);
  const publishers = new Set(before.map((image) => publisherOf(imageOf(image))));
  const known = new Set(before);
  return [...head.objects.values()].flatMap((object) => {
    const subject = nameOf(object);
    return imagesIn(object)
      .filter((image) => !known.has(image))
      .flatMap((image): Consequence[] => {
        const publisher = publisherOf(imageOf(image));
        const foreign = `runs ${image}: nothing that runs came from ${publisher} so far`;
        const moving = `${image} may be another program tomorrow, and there is no going back to today's`;
        return [
          ...(publishers.has(publisher)
            ? []
            : [{ fate: 'authority-widened', subject, because: foreign } as const]),
          ...(isMoving(imageOf(image))
            ? [{ fate: 'protection-dropped', subject, because: moving } as const]
            : []),
        ];
      });
  });
}

function imagesIn(object: KubernetesObject): string[] {
  return [...new Set(imagesOf(podTemplateOf(object) ?? {}).values())];
}
