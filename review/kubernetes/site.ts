import type { Consequence } from '../consequence.ts';
import { isWithin } from '../network/address.ts';
import type { Platform } from '../platform.ts';
import { entrancesOf, NOBODY } from './entrance.ts';

/** What opens, ends or loses its protection of the addresses of the site. */
export function siteConsequences(base: Platform, head: Platform): Consequence[] {
  const [before, after] = [entrancesOf(base), entrancesOf(head)];
  const opened = before
    .filter(({ sources }) => sources.length > 0)
    .flatMap((was): Consequence[] => {
      const { address, ingress, backend, sources } = was;
      const now = after.filter((each) => each.address === address);
      const more = now
        .flatMap((each) => each.sources)
        .filter((source) => source !== NOBODY && !sources.some((other) => isWithin(source, other)));
      if (
        now.some((each) => each.sources.length > 0 && (was.isExact || !each.isExact)) &&
        more.length === 0
      ) {
        return [];
      }
      const because =
        more.length > 0
          ? `${address} of ${backend} was for ${sources.join(', ')} and is for ${more.join(', ')}, too`
          : `${address} of ${backend} was closed to the outside and is no longer${now.length > 0 ? ', below it' : ''}`;
      return [{ fate: 'access-opened', subject: ingress, because }];
    });
  const served = new Set(before.map(({ backend }) => backend));
  const entered = after
    .filter(({ sources, backend }) => sources.length === 0 && !served.has(backend))
    .map(({ address, ingress, backend }): Consequence => {
      return {
        fate: 'access-opened',
        subject: ingress,
        because: `${address} leads to ${backend}, which nobody outside reached`,
      };
    });
  const plain = after
    .filter(
      ({ tls, address, ingress }) =>
        !tls && before.some((was) => was.tls && (was.ingress === ingress || was.address === address)),
    )
    .map(({ address, ingress }): Consequence => {
      return { fate: 'protection-dropped', subject: ingress, because: `${address} is served without TLS` };
    });
  // An Ingress that is no longer declared goes on: nobody deletes it.
  const closed = before
    .filter(({ address, ingress, sources }) => {
      if (sources.length > 0) return false;
      const own = after.filter((each) => each.ingress === ingress);
      return own.length > 0 && !after.some((each) => each.address === address);
    })
    .map(({ address, ingress, backend }): Consequence => {
      return { fate: 'stopped', subject: ingress, because: `${address} leads to ${backend} no more` };
    });
  const narrowed = before
    .filter(({ sources }) => sources.length === 0)
    .flatMap(({ address, ingress }): Consequence[] => {
      const now = after.filter((each) => each.address === address);
      if (now.length === 0 || now.some(({ sources }) => sources.length === 0)) return [];
      const sources = [...new Set(now.flatMap((each) => each.sources))].join(', ');
      return [
        { fate: 'stopped', subject: ingress, because: `${address} was for everybody and is for ${sources}` },
      ];
    });
  const alone = before
    .filter(({ isExact, sources }) => !isExact && sources.length === 0)
    .flatMap(({ address, ingress }): Consequence[] => {
      const now = after.filter((each) => each.address === address);
      if (now.length === 0 || now.some(({ isExact }) => !isExact)) return [];
      return [
        { fate: 'stopped', subject: ingress, because: `${address} leads nowhere below itself any more` },
      ];
    });
  return [...opened, ...entered, ...plain, ...closed, ...narrowed, ...alone];
}
