// Visits every n-th exhibit of the museum and tells what became of each: a thread of `npm run museum`.
import { parentPort, workerData } from 'node:worker_threads';
import { tour } from '../lib/src/museum/tour.js';
import { DEFECTS } from '../lib/src/reference/defects/index.js';
import { VARIANTS } from '../lib/src/reference/variants/index.js';

const own = (all) => all.filter((_, k) => k % workerData.of === workerData.part);
const legal = [{ id: 'clean', change: {} }, ...VARIANTS];
await tour(own(DEFECTS), own(legal), (stop) => parentPort.postMessage(stop));
