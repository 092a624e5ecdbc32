/** What the browser remembers of a player. Storage may be forbidden: then the page itself does, for as long as it is open. */
const NAME = 'codeland.name';
const TAB = 'codeland.tab';
const SEAT = 'codeland.seat';

/** What no storage has taken. */
const unstored = new Map<string, string>();

function read(storage: () => Storage, key: string): string | null {
  try {
    return unstored.get(key) ?? storage().getItem(key);
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: string | null): void {
  unstored.delete(key);
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Forbidden or full.
    if (value !== null) unstored.set(key, value);
  }
}

const lasting = (): Storage => localStorage;
const ofThisTab = (): Storage => sessionStorage;

/** A setting that outlasts the tab. */
export function setting(key: string): { get(): string | null; set(value: string): void } {
  const full = `codeland.${key}`;
  return { get: () => read(lasting, full), set: (value) => write(lasting, full, value) };
}

/** The name that was used last. */
export function rememberedName(): string {
  return read(lasting, NAME) ?? '';
}

export function rememberName(name: string): void {
  write(lasting, NAME, name);
}

/** Tells the tabs of one browser apart, so that two of them can be two guests. */
export function tabId(): string {
  const known = read(ofThisTab, TAB);
  if (known !== null) return known;
  // Ready-made ids are for pages with TLS alone; in a network at home there may be none.
  const made = crypto.getRandomValues(new Uint32Array(4)).join('-');
  write(ofThisTab, TAB, made);
  return made;
}

/** The play code of the room in which this tab has a seat, so that a reload finds it again. */
export function rememberedSeat(): string | null {
  return read(ofThisTab, SEAT);
}

export function rememberSeat(code: string | null): void {
  write(ofThisTab, SEAT, code);
}
