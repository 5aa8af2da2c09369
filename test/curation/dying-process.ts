import { openDecisions } from '../../server/curation/decisions/decisions.ts';
import { moveSystem } from '../../server/curation/decisions/move-file.ts';

// A process that acts and dies in mid-move: `node dying-process.ts ROOT PATH after|before`.
const [, , root = '', path = '', when = ''] = process.argv;
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
};
const decisions = await openDecisions({
  roots: [root],
  system: {
    async link(from, to) {
      if (when === 'before') die();
      await moveSystem.link(from, to);
      die();
    },
  },
});
await decisions.act({ kind: 'trash', paths: [path] });
