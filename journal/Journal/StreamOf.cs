using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>Which stream a type of record belongs to.</summary>
internal static class StreamOf
{
    public static JournalStream Record<TRecord>()
        where TRecord : unmanaged
    {
        if (typeof(TRecord) == typeof(InboundEvent)) return JournalStream.Events;
        if (typeof(TRecord) == typeof(OutboundCommand)) return JournalStream.Commands;
        throw new ArgumentException($"{typeof(TRecord)} is not a journal record: use InboundEvent or OutboundCommand");
    }
}
