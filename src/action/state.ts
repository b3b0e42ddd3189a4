import { saveState } from '@actions/core';
import type { ProcessIdentity } from '../servers/process/identity.js';

/** The name under which main leaves the server's process to post. */
export const SERVER_STATE = 'server';

/** Saves who was started, right after the start: post ends it should main be killed. */
export function saveServer(identity: ProcessIdentity): void {
  saveState(SERVER_STATE, JSON.stringify(identity));
}
