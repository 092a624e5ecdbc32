import type { Direction } from '../../game/index.ts';
import type { HostOrder } from './gathering.ts';

/**
 * What a gateway asks of a room's owner. The gateway fills in `person` and `who` from the socket's own seat, so no
 * client can speak for another. `connection` tells two sockets of one person apart: only the newest one's loss counts.
 */
export type Petition =
  | { readonly ask: 'sit'; readonly person: string; readonly name: string; readonly connection: string }
  | {
      readonly ask: 'turn';
      readonly person: string;
      readonly who: number;
      readonly first: number;
      readonly dirs: readonly Direction[];
    }
  | { readonly ask: 'lost'; readonly person: string; readonly connection: string }
  | { readonly ask: 'leave'; readonly person: string }
  | { readonly ask: 'host'; readonly person: string; readonly order: HostOrder };
