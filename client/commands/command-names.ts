/** Every command of the palette, by its name after `grood.`; the manifest lists the same. */
export const commandNames = [
  'fit',
  'score',
  'rescoreChanged',
  'openGallery',
  'inspect',
  'nextUnusual',
  'previousUnusual',
  'quarantine',
  'relabel',
  'markFine',
  'trash',
  'undo',
  'emptyTrash',
  'exportResults',
  'exportDecisions',
  'chooseQuarantineFolder',
  'openInImagePreview',
  'showLog',
] as const;

export type CommandName = (typeof commandNames)[number];
