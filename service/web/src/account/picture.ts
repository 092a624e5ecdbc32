import type { PictureOffer, PictureTaken } from '../../../src/protocol/account.ts';
import { request } from '../lobby/api.ts';

/** The browser cannot read the file as a picture. */
export class UnreadablePicture extends Error {
  override readonly name = 'UnreadablePicture';
}

/** Side of the square that is posted, in pixels: the service shows smaller ones. */
const SIDE = 512;

const QUALITY = 0.9;

/**
 * Posts a picture; returns its name. Only the middle square leaves the device, made small and without what the camera
 * wrote beside it. @throws UnreadablePicture, RequestFailed
 */
export async function postPicture(file: File, progress: (share: number) => void): Promise<string> {
  const square = await squareOf(file);
  const { key, form } = await request<PictureOffer>('POST', '/api/me/picture/form', { type: square.type });
  await post(form, square, progress);
  return (await request<PictureTaken>('POST', '/api/me/picture', { key })).picture;
}

/** @throws RequestFailed */
export function removePicture(): Promise<null> {
  return request('DELETE', '/api/me/picture');
}

async function squareOf(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new UnreadablePicture();
  });
  const side = Math.min(bitmap.width, bitmap.height);
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  canvas.getContext('2d')!.drawImage(bitmap, left, top, side, side, 0, 0, SIDE, SIDE);
  bitmap.close();
  // A browser that cannot write WebP writes PNG.
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', QUALITY));
  if (blob === null) throw new UnreadablePicture();
  return blob;
}

/** `fetch` does not tell how far it is. */
function post(
  { url, fields }: PictureOffer['form'],
  file: Blob,
  progress: (share: number) => void,
): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', file);
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
    sending.onload = () =>
      sending.status < 300 ? resolve() : reject(new Error(`POST ${url}: ${sending.status}`));
    sending.onerror = () => reject(new Error(`POST ${url}: broken off`));
    sending.open('POST', url);
    sending.send(body);
  });
}
