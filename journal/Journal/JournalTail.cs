namespace OpenSQT.Lmax.Journal;

/// <summary>Where a stream ends: what the next run continues from. All zero for an empty stream.</summary>
/// <param name="Sequence">Sequence of the last whole record.</param>
/// <param name="Crc">CRC32C of that record, the seed of the next one.</param>
/// <param name="TimeNs">Engine time of that record: time goes on from here.</param>
/// <param name="EngineLogicVersion">Logic version of the run that wrote the last segment; 0 if there is none.</param>
/// <param name="StrandedRecords">
/// Records found behind the end after the machine (not only the process) had died: pages that nobody synced reached
/// the disk out of order. They are not part of the journal. Worth a warning.
/// </param>
public readonly record struct JournalTail(
    long Sequence, uint Crc, long TimeNs, int EngineLogicVersion, long StrandedRecords);
