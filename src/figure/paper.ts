/** Colours on white paper, whatever theme the page wears: those of the light one (styles/tokens.css). */
export const PAPER = {
  page: '#ffffff',
  ink: '#1a1b1e',
  muted: '#5c6067',
  grid: '#e2e2dd',
  accent: '#c03f0c',
  shadow: '#e5b29d',
  cool: '#3d6485',
  band: '#e9f1e6',
  overlays: ['#1c66a8', '#27763a', '#7a3fa8', '#7a6200', '#ad2d6d'],
} as const;
