/** How far a training on the page is. Plain data. */
export type TrainingState =
  | { readonly is: 'idle' | 'opening' | 'stopped' | 'done' }
  | { readonly is: 'training' | 'testing'; readonly update: number; readonly updates: number }
  | { readonly is: 'failed'; readonly why: string };
