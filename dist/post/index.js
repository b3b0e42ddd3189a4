import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 300:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  n: () => (/* binding */ cleanUp)
});

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: ./src/servers/process/processes.js


/** Every process that can be seen, from /proc on Linux and from `ps` elsewhere. */
function listProcesses() {
    if (process.platform !== 'linux')
        return fromPs();
    return (0,external_node_fs_namespaceObject.readdirSync)('/proc')
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => fromProc(Number(name)) ?? []);
}
/** The row of one process; null where there is no such process. */
function processes_findProcess(pid) {
    if (process.platform === 'linux')
        return fromProc(pid);
    return fromPs(pid)[0] ?? null;
}
/** True where the process was started with `NAME=value` in its environment, as far as that can be read. */
function hasInEnvironment(pid, assignment) {
    if (process.platform === 'linux')
        return readText(`/proc/${pid}/environ`).split('\0').includes(assignment);
    return ps(['-E', '-ww', '-o', 'command=', '-p', String(pid)])
        .split(/\s+/)
        .includes(assignment);
}
function fromProc(pid) {
    const stat = readText(`/proc/${pid}/stat`);
    // The second field is the program's name in brackets, and may itself hold blanks and brackets.
    const [state, , group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTime = rest[16];
    if (!state || !startTime)
        return null;
    return { pid, group: Number(group), startTime, zombie: state === 'Z' || state === 'X' };
}
function fromPs(pid) {
    const which = pid === undefined ? ['-A'] : ['-p', String(pid)];
    return ps([...which, '-o', 'pid=,pgid=,stat=,lstart='])
        .split('\n')
        .flatMap((line) => {
        const [id, group, state, ...started] = line.trim().split(/\s+/);
        if (!id || !state)
            return [];
        return { pid: Number(id), group: Number(group), startTime: started.join(' '), zombie: state.startsWith('Z') };
    });
}
function ps(args) {
    try {
        // The format of lstart follows the locale.
        return (0,external_node_child_process_namespaceObject.execFileSync)('ps', args, {
            encoding: 'utf8',
            env: { PATH: process.env.PATH, LC_ALL: 'C' },
            stdio: ['ignore', 'pipe', 'ignore'],
        });
    }
    catch {
        return '';
    }
}
function readText(path) {
    try {
        return (0,external_node_fs_namespaceObject.readFileSync)(path, 'utf8');
    }
    catch {
        return '';
    }
}

;// CONCATENATED MODULE: ./src/servers/process/identity.js


/** The variable in the server's environment that holds the run's token. */
const TOKEN_VARIABLE = 'MLX_XPROTO_RUN';
/** The identity of a process that was just started, as leader of its own group, with the token in its environment. */
function identify(pid, token) {
    return { pid, startTime: findProcess(pid)?.startTime ?? '', token };
}
/** True while the process, or any process that it left behind, is alive. Zombies are not. */
function stillRuns(identity) {
    return remains(identity).length > 0;
}
/**
 * Ends the process with its group and whatever else carries its token: SIGTERM, then SIGKILL to what is left after
 * `grace` milliseconds. Touches nothing that is not proven to be ours. Resolves to false where nothing was running.
 */
async function killGroup(identity, grace = 3000) {
    if (!stillRuns(identity))
        return false;
    signalAll(identity, 'SIGTERM');
    if (await gone(identity, grace))
        return true;
    signalAll(identity, 'SIGKILL');
    await gone(identity, 2000);
    return true;
}
/** The living processes of this identity: the leader, the members of its group, and those that left the group. */
function remains(identity) {
    const living = listProcesses().filter((row) => !row.zombie && row.pid !== process.pid);
    const token = `${TOKEN_VARIABLE}=${identity.token}`;
    const marked = (row) => identity.token !== '' && hasInEnvironment(row.pid, token);
    const leader = processes_findProcess(identity.pid);
    const groupIsOurs = leader !== null && identity.startTime !== '' && leader.startTime === identity.startTime;
    const inGroup = (row) => row.group === identity.pid && (groupIsOurs || marked(row));
    // Elsewhere than on Linux every look at an environment is a process of its own: only the group is looked at.
    const strayed = (row) => process.platform === 'linux' && marked(row);
    return living.filter((row) => inGroup(row) || strayed(row));
}
function signalAll(identity, signal) {
    const targets = remains(identity).map((row) => (row.group === identity.pid ? -identity.pid : row.pid));
    for (const target of new Set(targets)) {
        try {
            process.kill(target, signal);
        }
        catch {
            // It ended in the meantime.
        }
    }
}
async function gone(identity, limit) {
    const end = Date.now() + limit;
    while (stillRuns(identity)) {
        if (Date.now() > end)
            return false;
        await (0,promises_namespaceObject.setTimeout)(100);
    }
    return true;
}

;// CONCATENATED MODULE: ./src/action/post.js

/**
 * The Action's post step: ends the server if main could not. Node built-ins only, never fails the job, and may run
 * twice. The identity's token proves that the process is ours: numbers are used again.
 */
async function cleanUp(env = process.env) {
    const saved = env.STATE_server;
    if (!saved)
        return;
    try {
        const ended = await killGroup(JSON.parse(saved));
        if (ended)
            process.stdout.write('The server was still running: it is stopped now.\n');
    }
    catch (error) {
        process.stdout.write(`The server could not be looked for: ${error instanceof Error ? error.message : error}\n`);
    }
}


/***/ }),

/***/ 152:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _action_post_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(300);

await (0,_action_post_js__WEBPACK_IMPORTED_MODULE_0__/* .cleanUp */ .n)();

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(152);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
