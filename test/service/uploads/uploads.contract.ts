import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPlayerId } from '../../../service/src/store/ids.ts';
import {
  drawIncomingKey,
  type KeptKey,
  type Upload,
  type UploadForm,
  type Uploads,
} from '../../../service/src/uploads/uploads.ts';

/** An adapter, and what its forms are sent to. */
export interface UploadsUnderTest {
  readonly uploads: Uploads;
  /** Address that a form's is relative to. */
  readonly site: string;
  /** The same adapter two minutes and a little later, as far as forms are concerned. */
  formOfThePast(key: `incoming/${string}`, type: string): Promise<UploadForm>;
  stop(): Promise<void>;
}

const MIB = 1024 * 1024;

/** Sends a form as a browser does, with changed fields where `changes` says so: `undefined` leaves one out. */
async function send(
  site: string,
  { url, fields }: UploadForm,
  file: Uint8Array | null,
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes }))
    if (value !== undefined) form.append(name, value);
  if (file !== null) form.append('file', new Blob([new Uint8Array(file)], { type: 'text/html' }), 'x.html');
  const response = await fetch(new URL(url, site), { method: 'POST', body: form });
  await response.arrayBuffer();
  return response.status;
}

const content = (upload: Upload | null): string | null =>
  upload && `${upload.type} ${Buffer.from(upload.bytes).toString('latin1')}`;

/** What every adapter of `Uploads` does. */
export function describeUploads(name: string, start: () => Promise<UploadsUnderTest>): void {
  describe(`uploads: ${name}`, () => {
    let under: UploadsUnderTest;
    let uploads: Uploads;
    beforeAll(async () => {
      under = await start();
      uploads = under.uploads;
    });
    afterAll(async () => {
      await under?.stop();
    });

    const player = newPlayerId();
    const bytes = Buffer.from('\x89PNG and so on', 'latin1');

    it('takes a file by a form, under its key and with its type, whatever the browser says of the file', async () => {
      const key = drawIncomingKey(player);
      const form = await uploads.form(key, 'image/png');
      expect(await send(under.site, form, bytes)).toBe(204);
      expect(content(await uploads.read(key))).toBe('image/png \x89PNG and so on');
    });

    it('takes a file of five mebibytes, and none that is a byte longer, or empty', async () => {
      const [key, other, third] = [drawIncomingKey(player), drawIncomingKey(player), drawIncomingKey(player)];
      expect(await send(under.site, await uploads.form(key, 'image/png'), new Uint8Array(5 * MIB))).toBe(204);
      const longer = new Uint8Array(5 * MIB + 1);
      expect(await send(under.site, await uploads.form(other, 'image/png'), longer)).toBeGreaterThanOrEqual(
        400,
      );
      expect(
        await send(under.site, await uploads.form(third, 'image/png'), new Uint8Array()),
      ).toBeGreaterThanOrEqual(400);
      expect((await uploads.read(key))?.bytes).toHaveLength(5_242_880);
      expect(await uploads.read(other)).toBeNull();
      expect(await uploads.read(third)).toBeNull();
    });

    const victim = drawIncomingKey(newPlayerId());
    it.each<[string, Readonly<Record<string, string | undefined>>]>([
      ['another key', { key: victim }],
      ['a key among the pictures that are shown', { key: 'pictures/mine.webp' }],
      ['another type', { 'Content-Type': 'text/html' }],
      ['a type that begins alike', { 'Content-Type': 'image/png+xml' }],
      ['no type', { 'Content-Type': undefined }],
      ['no key', { key: undefined }],
      ['a field more', { acl: 'public-read' }],
      ['a field more that redirects', { success_action_redirect: 'https://evil.example/' }],
    ])('refuses a form with %s', async (_, changes) => {
      const key = drawIncomingKey(player);
      const form = await uploads.form(key, 'image/png');
      expect(await send(under.site, form, bytes, changes)).toBeGreaterThanOrEqual(400);
      expect(await uploads.read(key)).toBeNull();
      expect(await uploads.read(victim)).toBeNull();
      expect(await uploads.read('pictures/mine.webp')).toBeNull();
    });

    it('refuses a form whose policy was rewritten, whose signature was, or that has none', async () => {
      const key = drawIncomingKey(player);
      const form = await uploads.form(key, 'image/png');
      const names = Object.keys(form.fields);
      const [policy, signature] = [/^policy$/i, /signature$/i].map((field) =>
        names.find((each) => field.test(each)),
      ) as [string, string];
      const rewritten = Buffer.from(form.fields[policy]!, 'base64')
        .toString()
        .replace(/image\/png/g, 'text/html');
      const changes: Readonly<Record<string, string | undefined>>[] = [
        { [policy]: Buffer.from(rewritten).toString('base64'), 'Content-Type': 'text/html' },
        { [policy]: Buffer.from(rewritten).toString('base64url'), 'Content-Type': 'text/html' },
        { [signature]: form.fields[signature]!.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')) },
        { [signature]: '' },
        { [signature]: undefined },
        { [policy]: undefined, [signature]: undefined },
      ];
      for (const change of changes)
        expect(
          await send(under.site, form, bytes, change),
          Object.keys(change).join(),
        ).toBeGreaterThanOrEqual(400);
      expect(await uploads.read(key)).toBeNull();
    });

    it('refuses a form without a file', async () => {
      const key = drawIncomingKey(player);
      expect(await send(under.site, await uploads.form(key, 'image/png'), null)).toBeGreaterThanOrEqual(400);
      expect(await uploads.read(key)).toBeNull();
    });

    it('refuses a form that has expired', async () => {
      const key = drawIncomingKey(player);
      const form = await under.formOfThePast(key, 'image/png');
      expect(await send(under.site, form, bytes)).toBe(403);
      expect(await uploads.read(key)).toBeNull();
    });

    it('keeps pictures beside what was posted, and replaces and removes either, also twice', async () => {
      const key: KeptKey = 'pictures/a.webp';
      await uploads.keep(key, { bytes: Buffer.from('one'), type: 'image/webp' });
      await uploads.keep(key, { bytes: Buffer.from('two'), type: 'image/webp' });
      expect(content(await uploads.read(key))).toBe('image/webp two');
      await uploads.remove(key);
      await uploads.remove(key);
      expect(await uploads.read(key)).toBeNull();
    });
  });
}
