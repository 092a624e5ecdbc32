/** Pictures for the board, each fetched when it is first wanted. */
export class Album {
  readonly #images = new Map<string, HTMLImageElement>();

  /** `null` until it has come. */
  find(path: string): HTMLImageElement | null {
    const known = this.#images.get(path);
    if (known !== undefined) return known.complete && known.naturalWidth > 0 ? known : null;
    const image = new Image();
    image.src = path;
    this.#images.set(path, image);
    return null;
  }
}
