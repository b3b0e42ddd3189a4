import { exhibits } from './exhibits.js';

exhibits(0, 2);
