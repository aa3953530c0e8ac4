/** Words of comparison, samples and recorded run, in English. */
export const enViews = {
  /** A part of the page that comes when it is asked for. */
  notLoaded: (reason: string) =>
    `This part of the page could not be loaded. Everything else goes on, and your rankings are kept. Reload the page to try again. ${reason}`,
  recorded: {
    yours: 'Your run',
    watch: 'Watch the recorded run',
    badge: 'Recorded run',
    waiting: 'This is a recorded run. Yours starts when the model is ready.',
    here: 'This is a recorded run.',
    play: 'Play recording',
    pause: 'Pause recording',
    position: 'Iteration of the recording',
    missing: 'The recorded run could not be loaded.',
    facts: (model: string, adapter: string) => `${model} on ${adapter}`,
  },
  /** Runs laid over the curves, and those that are kept. */
  runs: {
    over: 'Runs laid over the curves',
    live: 'trains now',
    takeAway: (name: string) => `Take ${name} away from the curves`,
    notStored: (message: string) =>
      `This run could not be stored in this browser. Training goes on, it is tried again with the next iteration, and what was stored before is still there. ${message}`,
  },
};

/** The shape every language must have. */
export type ViewWords = typeof enViews;
