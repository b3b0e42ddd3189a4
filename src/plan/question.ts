import type { Conversation } from '../conversation.js';
import type { Golden } from '../golden/case.js';
import type { AnyReading } from '../protocols/index.js';
import type { Json } from '../protocols/protocol.js';
import type { Mode, ProtocolName, Purpose } from '../wire/exchange.js';

/** Why a question cannot be asked: what it is made from did not come. */
export interface NotAsked {
  notAsked: string;
}

/** What is asked: a conversation, and how its request differs from the usual one. */
export interface Question {
  conversation: Conversation;
  /** `option`: a server may refuse it with a 4xx. */
  purpose?: Purpose;
  /** Put behind the protocol's path. */
  path?: string;
  /** An empty value takes a header away. */
  headers?: Record<string, string>;
  /** Changes the rendered body. */
  body?(body: Json, protocol: ProtocolName): Json;
  /** Go away after this many bytes of the response. */
  abortAfter?: number;
}

/** What a variant is made from: the case, its conversation, and this cell's answers. */
export interface Source {
  golden: Golden;
  conversation: Conversation;
  /** The answer to the case itself, or to one of its variants. */
  answer(variant?: string): AnyReading | undefined;
  /**
   * The answer that a further turn tells on: this cell's own, with its own ids. In a control it is one and the same for
   * all cells, as ids may stand in the prompt, and the control asks whether equal requests have equal answers.
   */
  told(variant?: string): AnyReading | undefined;
}

/** A further question made from a golden case: the same but for one thing. Its case is `ID+NAME`. */
export interface Variant {
  name: string;
  about: string;
  protocols: readonly ProtocolName[];
  modes: readonly Mode[];
  /** True where it matters less, or takes long: asked only by `--profile strict`. */
  heavy: boolean;
  make(source: Source): Question | NotAsked;
}

export type Make = Variant['make'];
