/** A container's image by the parts of its name. */
export interface Image {
  /** With its registry, which is Docker's where none is said: `docker.io/library/mongo`. */
  readonly repository: string;
  /** Empty where none is said. */
  readonly tag: string;
  /** Empty where none is said. */
  readonly digest: string;
}

/** Reads the name of an image as nodes do. */
export function imageOf(name: string): Image {
  const [, repository = name, tag = '', digest = ''] = /^(.*?)(?::([\w.-]+))?(?:@(.*))?$/.exec(name) ?? [];
  return { repository: whole(repository), tag, digest };
}

/** Registry and owner of an image: `quay.io/prometheus`. */
export function publisherOf({ repository }: Image): string {
  return repository.slice(0, repository.lastIndexOf('/'));
}

/** Whether the same name may be other bytes tomorrow: no digest, and a tag that is no version. */
export function isMoving({ tag, digest }: Image): boolean {
  return digest === '' && !/\d/.test(tag);
}

function whole(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  if (rest.length === 0) return `docker.io/library/${repository}`;
  return /[.:]|^localhost$/.test(first) ? repository : `docker.io/${repository}`;
}
