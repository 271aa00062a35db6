/** What can happen to a key that somebody should know about. */
export enum KeyEventType {
  /** Deletion was scheduled: the key cannot be used any more, and is deleted after its waiting period. */
  DELETION_SCHEDULED = 'DeletionScheduled',
  /** A scheduled deletion was cancelled; the key is disabled now. */
  DELETION_CANCELLED = 'DeletionCancelled',
  /** The key was deleted: data that is still encrypted under it is unrecoverable. */
  DELETED = 'Deleted',
  /** The key was disabled: nothing under it can be read. */
  DISABLED = 'Disabled',
  /** The key policy was changed. */
  POLICY_CHANGED = 'PolicyChanged',
  /** A grant was created for a principal of another account, or by one. */
  EXTERNAL_GRANT = 'OutsideGrant',
  /** New key material was created, automatically or on demand. */
  ROTATED = 'Rotated',
  /** Automatic rotation was switched off. */
  ROTATION_DISABLED = 'RotationDisabled',
  /** Imported key material expired or was deleted: nothing under the key can be read until it is imported again. */
  KEY_MATERIAL_REMOVED = 'MaterialLost',
  /** A replica was created, or another Region became the primary. */
  MULTI_REGION_CHANGED = 'ReplicaChanged',
  /** An alias was pointed at another key, or deleted. */
  ALIAS_CHANGED = 'AliasChanged',
  /** Somebody tried to use the key while it waits for its deletion. */
  USED_WHILE_PENDING_DELETION = 'UsedWhilePendingDeletion',
  /** Use of the key was denied. */
  USE_DENIED = 'UseDenied',
}
