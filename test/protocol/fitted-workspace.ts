import { join } from 'node:path';
import { fitRequest } from '../../server/protocol/lsp.ts';
import { type Connected, type ConnectOptions, connect, uri } from './connected.ts';
import { type SmallWorkspace, smallWorkspace } from './small-workspace.ts';

export interface FittedWorkspace extends SmallWorkspace {
  readonly connected: Connected;
}

/** A small workspace with a detector, and a server that has loaded it. */
export async function fittedWorkspace(options: ConnectOptions = {}): Promise<FittedWorkspace> {
  const place = await smallWorkspace();
  const connected = await connect(place.root, options);
  await connected.client.sendRequest(fitRequest, {
    workspaceUri: uri(place.root),
    trainUri: uri(place.train),
    backboneUri: uri(join(place.root, 'tiny.onnx')),
  });
  return { ...place, connected };
}
