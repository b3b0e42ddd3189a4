import { exhibits } from './exhibits.js';

exhibits(1, 2);
