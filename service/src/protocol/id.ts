/** The text of an id: room for 96 random bits at least, and for ids of other makers, such as UUIDs. */
export const ID = /^[\w-]{16,36}$/;
