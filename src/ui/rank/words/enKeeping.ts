/** What is said when rankings cannot be kept or read, in English. Part of en.ts. */

export const enKeeping = {
  /** What stands before the browser's own words. */
  trouble: {
    refused:
      'This browser does not let the page store your rankings: they last until you close it. Export them before you leave.',
    unread: 'The rankings of earlier visits could not be read yet. They are not lost; the page keeps trying.',
    unsaved:
      'Some rankings are not stored yet: they are kept here and written again. Export them before you leave.',
  },
  retry: 'Try again now',
  without: 'Go on without them',
  reading: 'Reading your rankings…',
};

export type KeepingWords = typeof enKeeping;
