/** The version of this program, as package.json has it (a test compares them): a receipt names who made the run. */
export const APP_VERSION = '0.1.0';
