/** Cases that are no files, and what of them both the plan and the checks must know. */

/** The case whose answer shows sampling: many equally good ones, one at temperature 0. */
export const CALIBRATION = 'roll_dice';
/** What the calibration asks twice: at temperature 0, and, where that is not the same, close to it. */
export const CALIBRATED = {
  atZero: [CALIBRATION, `${CALIBRATION}+again`],
  nearZero: [`${CALIBRATION}+nearly_zero`, `${CALIBRATION}+nearly_zero_again`],
} as const;
/** Close enough to 0 that a sampler always takes the best token, and yet not 0. */
export const NEARLY_ZERO = 0.01;
export const TOGETHER = 'together';
export const RECOVERY = 'recovery';
export const MODELS = 'models';
export const HEAD = 'head';
export const CORS = 'cors';
export const BAD_REQUEST = 'bad_request';
/** What each of the concurrent requests must repeat; the others must not. */
export const NONCES = ['KILO-417', 'LIMA-928', 'MIKE-635', 'NOVA-284'];
