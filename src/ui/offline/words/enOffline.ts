/** What is said about the page without a network, in English. Loaded with what keeps it. */
export const enOffline = {
  update:
    'A new version of this page is here. It takes over once every tab of it is closed; your rankings and runs stay.',
};

export type OfflineWords = typeof enOffline;
