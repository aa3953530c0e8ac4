/** The experiments' worker, behind comlink. experimentClient.ts starts and ends it. */
import { expose } from 'comlink';
import { ExperimentService } from './experimentService.ts';

expose(new ExperimentService({ gpu: navigator.gpu, readFile: (url, signal) => fetch(url, { signal }) }));
