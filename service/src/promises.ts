/**
 * Days after which what others than the service keep is gone: the privacy page promises them to players, and a test holds
 * the platform to them. Pure data: nothing is imported.
 */
export const PROMISED_DAYS = {
  /** Lines of any log that an internet address may stand in, with older versions of their files. */
  logs: 91,
  /** A backup of the database, with its older versions. */
  backups: 395,
  /** A picture that its player has removed. */
  pictures: 7,
} as const;
