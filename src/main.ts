import { act } from './action/act.js';

await act();
