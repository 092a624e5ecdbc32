import type { JSX } from 'preact';
import { pathOfPicture } from '../lobby/faces.ts';

/** What a portrait shows. */
export interface PortraitProps {
  readonly name: string;
  /** `null` without a picture. */
  readonly picture: string | null;
  /** @default 'small' */
  readonly size?: 'small' | 'large';
}

/** A player's picture; without one, the first letter of the name on a patch of land. The name stands beside it. */
export function Portrait({ name, picture, size = 'small' }: PortraitProps): JSX.Element {
  const [initial = ''] = name;
  return (
    <span class="portrait" aria-hidden="true">
      {picture === null ? initial.toUpperCase() : <img src={pathOfPicture(picture, size)} alt="" />}
    </span>
  );
}
