import type { Upload } from '../uploads/uploads.ts';

/** Files that are at hand, most of them a few kilobytes. */
const MOST_FILES = 500;

/** A picture that was taken away elsewhere is not shown from here for longer. */
const KEPT_MS = 5 * 60 * 1000;

/** Keeps pictures at hand that are asked for again: two hundred players look at each other at once. */
export class Shelf {
  readonly #files = new Map<string, { readonly upload: Upload; readonly until: number }>();
  /** What is being fetched: whoever asks meanwhile waits for the same. */
  readonly #fetches = new Map<string, Promise<Upload | null>>();

  /** The file of a name, from the shelf or else as `fetch` finds it; `null` if it finds none. */
  async get(name: string, fetch: () => Promise<Upload | null>): Promise<Upload | null> {
    const kept = this.#files.get(name);
    if (kept !== undefined && performance.now() < kept.until) return kept.upload;
    return this.#fetches.get(name) ?? this.#fetch(name, fetch);
  }

  remove(name: string): void {
    this.#files.delete(name);
    this.#fetches.delete(name);
  }

  async #fetch(name: string, fetch: () => Promise<Upload | null>): Promise<Upload | null> {
    const fetched = fetch();
    this.#fetches.set(name, fetched);
    const upload = await fetched.catch((error: unknown) => {
      if (this.#fetches.get(name) === fetched) this.#fetches.delete(name);
      throw error;
    });
    // What was taken away meanwhile is not put back.
    if (this.#fetches.get(name) !== fetched) return upload;
    this.remove(name);
    if (upload !== null) this.#files.set(name, { upload, until: performance.now() + KEPT_MS });
    if (this.#files.size > MOST_FILES) this.#files.delete(this.#files.keys().next().value!);
    return upload;
  }
}
