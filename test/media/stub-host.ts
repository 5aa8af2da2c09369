/// <reference lib="dom" />
/**
 * Stands in for the extension host, inside the page under test: answers from made-up results.
 * Sent to the browser as source, so it holds everything it needs.
 */
export interface StubOptions {
  readonly total: number;
  readonly ordinary: number;
  readonly isFailing?: boolean;
  readonly hasDetector?: boolean;
  readonly running?: { readonly done: number; readonly total: number | null };
  readonly isPartial?: boolean;
  /** Images before this one leave the list at the first act. */
  readonly leaving?: number;
  readonly kept?: unknown;
  readonly uri?: string;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the browser gets it in one piece
export function stubHost(options: StubOptions): void {
  const classes = ['stop', 'yield', 'no-entry', 'priority', 'parking', 'crossing', 'turn-left'];
  const decisions = new Map<string, string>();
  const log: { ask: string; params: never }[] = [];
  const kept: unknown = options.kept ?? null;
  const state = { threshold: 0.05, pending: 0, kept };
  Object.assign(window, { stub: { log, state, decisions } });
  const flagged = options.total - options.ordinary;
  const names = [
    'a-very-long-file-name-that-a-camera-made-of-time-and-place-2024-11-24T06-37-12.jpg',
    'صورة-الشارع-٠٤٣٦.jpg',
  ];
  const tileAt = (index: number) => {
    const folder = ['cam-3', 'cam-7', 'night/cam-1'][index % 3];
    const name = index < 2 ? names[index] : `${String(index).padStart(4, '0')}.jpg`;
    const grade = index >= flagged ? 'ordinary' : index < flagged / 4 ? 'very-unusual' : 'unusual';
    const p = grade === 'very-unusual' ? 0.0025 : Math.min(1, (index + 1) / (options.total + 1));
    const kind = classes[index % classes.length] ?? '';
    const uri = `file:///data/incoming/${folder}/${name}`;
    const word = { ordinary: 'Ordinary', unusual: 'Unusual', 'very-unusual': 'Very unusual' }[
      grade
    ];
    return {
      uri,
      relativePath: `${folder}/${name}`,
      grade,
      sentence: `${word}: looks most like ${kind}, but only 8 in 1,000 are this far from it.`,
      technical: `OOD, p = ${p.toPrecision(2)}, score 0.21, class ${kind}`,
      p,
      score: 1 - p,
      class: kind,
      modifiedMs: 1_700_000_000_000,
      decision: decisions.get(uri) ?? null,
    };
  };
  const counts = () => ({
    veryUnusual: Math.ceil(flagged / 4),
    unusual: flagged - Math.ceil(flagged / 4),
    ordinary: options.ordinary,
    unreadable: 0,
    decided: decisions.size,
  });
  const folder = () => ({
    uri: 'file:///data/incoming',
    scoredMs: Date.now() - 5000,
    counts: counts(),
    isPartial: options.isPartial ?? false,
    isStale: false,
  });
  const detector = {
    name: 'signs',
    uri: 'file:///data/detector.onnx',
    classes,
    images: 1600,
    backbone: 'bundled',
    sizePx: 224,
    prototype: 'synthetic',
    calibration: { kind: 'validation', count: 400 },
    device: 'ONNX Runtime · CPU',
    threshold: { view: 'combined', p: state.threshold },
    sentence: 'Learned 7 classes from 1,600 images.',
    warnings: [],
  };
  const workspace = () => ({
    detector: {
      detector: options.hasDetector === false ? null : detector,
      failure: null,
      configurationUri: null,
    },
    folders: options.total > 0 ? [folder()] : [],
    mostUnusual: [],
    running: options.running ?? null,
  });
  const edges = Array.from({ length: 41 }, (_, i) => (i * 2.6) / 40);
  const bell = (size: number) => edges.slice(1).map((x) => Math.round(size * Math.exp(-2.3 * x)));
  const left = () => (decisions.size > 0 ? (options.leaving ?? 0) : 0);
  const draw = async (seed: number, sizePx: number) => {
    const canvas = new OffscreenCanvas(sizePx, Math.round(sizePx * 0.8));
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.fillStyle = `hsl(${(seed * 47) % 360} 30% 42%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = `hsl(${(seed * 83) % 360} 80% 60%)`;
    context.beginPath();
    context.arc(sizePx / 2, sizePx * 0.4, sizePx * 0.26, 0, 7);
    context.fill();
    return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp' })).arrayBuffer());
  };
  const drawn = new Map<number, Promise<Uint8Array>>();
  const picture = (uri: string) => {
    const seed = [...uri].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 12;
    const made = drawn.get(seed) ?? draw(seed, 192);
    drawn.set(seed, made);
    return made;
  };
  const neighbours = () =>
    classes.slice(0, 5).map((name, i) => ({
      uri: `file:///train/${name}/${i}.png`,
      path: `${name}/${i}.png`,
      class: name,
      distance: 0.21 + i * 0.04,
    }));
  const indexOf = (uri: string) => {
    for (let i = 0; i < Math.min(options.total, 500); i++) if (tileAt(i).uri === uri) return i;
    return 0;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the stub answers every shape of request
  const answers: Record<string, (params: any) => unknown> = {
    ready: () => {
      if (options.uri) setTimeout(() => say({ kind: 'show', uri: options.uri }), 0);
      return { texts: {}, state: workspace(), folderUri: null };
    },
    page: (params) => {
      if (options.isFailing) throw new Error('store');
      let pool = options.total;
      if (params.grades && !params.grades.includes('ordinary')) pool = flagged;
      if (params.grades?.length === 1 && params.grades[0] === 'ordinary') pool = options.ordinary;
      if (params.text === 'nothing') pool = 0;
      if (params.pRange) pool = Math.min(pool, 12);
      const count = Math.max(0, Math.min(params.count, pool - params.offset));
      const third = Math.floor(pool / 3);
      const groups = ['cam-3', 'cam-7', 'night/cam-1'].map((path, i) => ({
        path,
        count: i < 2 ? third : pool - 2 * third,
      }));
      return {
        total: pool,
        tiles: Array.from({ length: count }, (_, i) => tileAt(params.offset + i + left())),
        counts: counts(),
        groups: params.isGrouped && pool > 3 ? groups : [],
      };
    },
    histogram: () => ({
      edges,
      folder: bell(options.total / 6).map((n, i) => n + (i > 24 ? Math.ceil(flagged / 18) : 0)),
      calibration: bell(66),
      threshold: { view: 'combined', p: state.threshold },
      smallestP: 0.0025,
    }),
    threshold: (params) => {
      if (params.isFinal) state.threshold = params.p;
      return {
        found: Math.round(flagged * (params.p / 0.05)),
        expectedByChance: Math.round(options.total * params.p),
        sentences: ['About as many as chance alone would flag: this folder looks ordinary.'],
      };
    },
    thumbnails: async ({ uris }) => {
      const all = await Promise.all(uris.map(picture));
      const bytes = new Uint8Array(all.reduce((sum, one) => sum + one.length, 0));
      let offset = 0;
      const places = all.map((one) => {
        bytes.set(one, offset);
        offset += one.length;
        return { offset: offset - one.length, length: one.length };
      });
      return { bytes: bytes.buffer, places };
    },
    picture: async ({ uri }) => ({
      bytes: (await draw(indexOf(uri), 800)).buffer,
      type: 'image/webp',
    }),
    explain: ({ uri }) => ({
      tile: tileAt(indexOf(uri)),
      record: { p: 0.008, pGrood: 0.01, pNeighbours: 0.12 },
      prototypeDistances: [...classes, 'OOD'].map((name, i) => ({
        name,
        distance: i === 7 ? 9.9 : 11.2 + i * 1.7,
      })),
      neighbours: neighbours(),
      lookalikes: neighbours().reverse(),
      calibration: {
        edges: Array.from({ length: 31 }, (_, i) => 0.05 + i / 100),
        counts: Array.from({ length: 30 }, (_, i) =>
          Math.round(40 * Math.exp(-(((i - 10) / 5) ** 2))),
        ),
        score: 0.33,
      },
      why: 'The gradient lies far from that of every training image.',
      facts: [
        { name: 'Size', value: '1,024 × 768' },
        { name: 'Format', value: 'JPEG, 212 KB' },
        { name: 'Path', value: uri },
      ],
      decision: null,
    }),
    act: ({ kind, uris }) => {
      for (const uri of uris) decisions.set(uri, kind);
      const made = uris.map((fromUri: string, id: number) => ({
        id,
        kind,
        fromUri,
        toUri: fromUri,
      }));
      return { decisions: made, failures: [], sentence: `Done with ${uris.length}.` };
    },
    undo: () => {
      decisions.clear();
      return { decisions: [], failures: [], sentence: 'Undone.' };
    },
    heatmap: () => ({
      rows: 7,
      columns: 7,
      values: Array.from({ length: 49 }, (_, i) =>
        Math.exp(-(((i % 7) - 3) ** 2) - (i / 7 - 3) ** 2),
      ),
    }),
    next: ({ uri, step }) => ({ uri: tileAt(Math.max(0, indexOf(uri) + step)).uri }),
    export: () => ({ sentence: 'Exported.' }),
    run: () => null,
    cancel: () => null,
  };
  const say = (data: unknown) => window.dispatchEvent(new MessageEvent('message', { data }));
  const answer = async (message: { ask: string; id: number; params: never }) => {
    log.push({ ask: message.ask, params: message.params });
    state.pending += 1;
    await new Promise((resolve) => setTimeout(resolve, 4));
    try {
      const result = await answers[message.ask]?.(message.params);
      say({ answer: message.id, ok: true, result });
    } catch {
      const failure = {
        kind: 'store',
        message: 'The results of incoming cannot be read.',
        hint: 'Free some space, then try again.',
      };
      say({ answer: message.id, ok: false, failure });
    }
    state.pending -= 1;
  };
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: never) => void answer(message),
      getState: () => state.kept,
      setState: (next: unknown) => {
        state.kept = next;
      },
    }),
  });
}
