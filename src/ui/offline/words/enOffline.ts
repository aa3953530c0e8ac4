/** What is said about the page without a network, in English. Loaded with what keeps it. */
export const enOffline = {
  update: 'A new version of this page is here. It comes with the next start; your rankings and runs stay.',
};

export type OfflineWords = typeof enOffline;
