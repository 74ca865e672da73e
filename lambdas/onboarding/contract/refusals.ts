/** Defines the reasons for which a raw file or a mapping is refused. Nothing has landed when one is thrown. */
import { RiskError } from '../../shared/errors.ts';

export type RawRefusal =
  | 'FileUnreadable'
  | 'EmptyFile'
  | 'NotATable'
  | 'UnsupportedFormat'
  | 'EncryptedFile'
  | 'SeveralTables'
  | 'HeaderNotFound'
  | 'DuplicateColumn'
  | 'TooManyColumns'
  | 'ArchiveUnsafe'
  | 'RawFileTooLarge'
  | 'RawFileChanged'
  | 'CorruptFile'
  | 'InvalidMapping'
  | 'MappingMismatch'
  | 'UndecidedQuestion'
  | 'OneClass'
  | 'MixedDates'
  | 'KeyNotUnique'
  | 'NothingToDeliver'
  /** The mapping of the inbox folder was never installed. */
  | 'NoMapping'
  /** The day has a delivery of another origin, which is never replaced. */
  | 'DayDelivered';

/** A raw file or its mapping is refused: one line that says what, where and how to mend it. A retry cannot help. */
export class RawFileRefused extends RiskError {
  readonly reason: RawRefusal;
  constructor(reason: RawRefusal, message: string) {
    super(`${reason}: ${message}`);
    this.reason = reason;
  }
}
