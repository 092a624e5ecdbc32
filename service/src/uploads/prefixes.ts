/**
 * First part of an object's key in the uploads bucket: what browsers post lands in the first, checked and re-encoded
 * pictures stay in the second. Pure data: nothing is imported.
 */
export const UPLOAD_PREFIXES = { incoming: 'incoming/', pictures: 'pictures/' } as const;
