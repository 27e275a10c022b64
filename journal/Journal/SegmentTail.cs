using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>Finds where a stream ends, by reading its last segment.</summary>
internal static class SegmentTail
{
    /// <param name="last">The last segment of the stream.</param>
    /// <param name="bootId">The machine's present boot.</param>
    /// <param name="lastCause">Of a stream of commands: which event caused the last one; 0 = there is none.</param>
    /// <exception cref="JournalDamagedException">A record is not sound.</exception>
    public static unsafe JournalTail Find(SegmentFile last, Guid bootId, out long lastCause)
    {
        lastCause = 0;
        byte[] buffer = GC.AllocateUninitializedArray<byte>(SegmentCursor.BufferBytes, pinned: true);
        using SegmentCursor cursor = new(last, null, bootId, buffer);
        while (cursor.MoveNext()) lastCause = Unsafe.AsRef<OutboundCommand>(cursor.Record).CauseSequence;
        return new JournalTail(
            cursor.LastSequence, cursor.LastCrc, cursor.LastTimeNs, last.Header.EngineLogicVersion,
            cursor.StrandedRecords);
    }
}
