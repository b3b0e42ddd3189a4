import type { Golden } from '../golden/case.js';
import { type AnyReading, read } from '../protocols/index.js';
import { absentProtocols } from '../verdict/absent.js';
import { lacksMetal } from '../verdict/platform.js';
import { type Cell, type Evidence, type Mode, PROTOCOLS, type ProtocolName } from '../wire/exchange.js';

/** A run's evidence, read and put in order for the judges. */
export interface RunView {
  /** What was planned: golden cases by id, and which questions were asked of each. */
  golden: Map<string, Golden>;
  knownModel: boolean;
  /** The protocols that were asked and are there. */
  protocols: ProtocolName[];
  /** The first exchange of each protocol that the server does not have; no other of its exchanges is judged. */
  absent: AnyReading[];
  /** All case names of the run, with their variants, in the order of the first exchange. */
  cases: string[];
  /** The judged takes, in order. */
  readings: AnyReading[];
  /** The judged take of one cell; undefined where it was not asked. */
  at(name: string, cell: Cell): AnyReading | undefined;
  /** The control's takes of one cell, in order: the judged take is not among them. */
  control(name: string, cell: Cell): AnyReading[];
}

/** Where the judges of plain and streamed answers look. */
export const cell = (protocol: ProtocolName, mode: Mode): Cell => ({ protocol, mode });

/** Reads every exchange once and orders it by case and cell. */
export function viewOf(evidence: Evidence, golden: Golden[]): RunView {
  const missing = absentProtocols(evidence.exchanges);
  const readings = evidence.exchanges
    .filter((exchange) => !missing.includes(exchange.protocol) && !lacksMetal(exchange))
    .map(read);
  const key = (name: string, { protocol, mode }: Cell) => `${name} ${protocol} ${mode}`;
  const byCell = new Map<string, AnyReading[]>();
  for (const reading of readings) {
    const place = key(reading.exchange.case, reading.exchange);
    byCell.set(place, [...(byCell.get(place) ?? []), reading]);
  }
  const takes = (name: string, at: Cell) => byCell.get(key(name, at)) ?? [];
  return {
    golden: new Map(golden.map((one) => [one.id, one])),
    knownModel: evidence.knownModel,
    protocols: PROTOCOLS.filter((protocol) => readings.some(({ exchange }) => exchange.protocol === protocol)),
    absent: missing.flatMap((protocol) => evidence.exchanges.find((one) => one.protocol === protocol) ?? []).map(read),
    cases: [...new Set(readings.map(({ exchange }) => exchange.case))],
    readings: readings.filter(({ exchange }) => exchange.take === 1),
    at: (name, at) => takes(name, at).find(({ exchange }) => exchange.take === 1),
    control: (name, at) => takes(name, at).filter(({ exchange }) => exchange.take > 1),
  };
}
