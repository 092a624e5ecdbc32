import { type UploadForm, type Uploads, UploadsUnavailable } from './uploads.ts';

/**
 * Takes nothing: for a cluster without a bucket. Each of its processes would fill a disk of its own with what no other
 * could show, and what is gone with it.
 */
export class NoUploads implements Uploads {
  readonly isOpen = false;
  readonly origin = null;

  async form(): Promise<UploadForm> {
    throw new UploadsUnavailable('no bucket is configured: no pictures are taken');
  }

  async read(): Promise<null> {
    return null;
  }

  async keep(): Promise<void> {
    throw new UploadsUnavailable('no bucket is configured: no pictures are kept');
  }

  async remove(): Promise<void> {
    // There is nothing.
  }

  async close(): Promise<void> {
    // There is nothing.
  }
}
