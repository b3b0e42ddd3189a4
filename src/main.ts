import './node-version.js';
import { act } from './action/act.js';

await act();
