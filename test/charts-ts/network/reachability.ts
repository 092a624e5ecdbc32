import { CLOSED } from './parties.ts';
import {
  type Connection,
  type Direction,
  type Engine,
  type Party,
  type Policy,
  type Protocol,
  permits,
} from './policy.ts';

const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP'];

/** Asks whether one end of a connection permits it: its sender going out, or its receiver coming in. */
export interface Question {
  readonly direction: Direction;
  readonly connection: Connection;
}

/** The party that is asked. */
export function endOf({ direction, connection }: Question): Party {
  return direction === 'Egress' ? connection.from : connection.to;
}

/** Every connection between two parties, asked of each end that is in a closed namespace. */
export function questionsOf(parties: readonly Party[], ports: readonly number[]): readonly Question[] {
  return (['Egress', 'Ingress'] as const).flatMap((direction) =>
    parties.flatMap((from) =>
      parties
        .filter((to) => isClosed(direction === 'Egress' ? from : to))
        .flatMap((to) =>
          ports.flatMap((port) =>
            PROTOCOLS.map((protocol) => ({ direction, connection: { from, to, port, protocol } })),
          ),
        ),
    ),
  );
}

/** The permitted ones among the questions, as `Egress from > to protocol/port`. */
export function permitted(
  policies: readonly Policy[],
  engine: Engine,
  questions: readonly Question[],
): ReadonlySet<string> {
  return new Set(
    questions
      .filter(({ direction, connection }) => permits(direction, policies, engine, connection))
      .map(
        ({ direction, connection: { from, to, port, protocol } }) =>
          `${direction} ${from.name} > ${to.name} ${protocol}/${port}`,
      ),
  );
}

/** What a table of flows permits at each end that is in a closed namespace. */
export function permissionsOf(flows: readonly string[], parties: readonly Party[]): readonly string[] {
  const closed = new Set(parties.filter(isClosed).map((party) => party.name));
  return flows.flatMap((flow) => {
    const [from, to] = flow.split(/ > | /) as [string, string];
    return [...(closed.has(from) ? [`Egress ${flow}`] : []), ...(closed.has(to) ? [`Ingress ${flow}`] : [])];
  });
}

function isClosed(party: Party): boolean {
  return CLOSED.some((namespace) => namespace === party.pod?.namespace);
}
