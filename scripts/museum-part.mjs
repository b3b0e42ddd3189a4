// Visits every n-th exhibit of the museum and tells what became of each: a thread of `npm run museum`.
import { parentPort, workerData } from 'node:worker_threads';
import { tour } from '../lib/src/museum/tour.js';
import { DEFECTS } from '../lib/src/reference/defects/index.js';
import { LEGAL } from '../lib/src/reference/variants/index.js';

const own = (all) => all.filter((_, k) => k % workerData.of === workerData.part);
await tour(own(DEFECTS), own(LEGAL), (stop) => parentPort.postMessage(stop));
