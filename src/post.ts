import { cleanUp } from './action/post.js';

await cleanUp();
