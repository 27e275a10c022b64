using Disruptor;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// First stage: every event is on record before anything is decided with it. A new epoch is also safe from the death
/// of the machine before it is applied, because its number must never be used twice.
/// </summary>
public sealed class JournalStage(JournalWriter<InboundEvent> journal) : IValueEventHandler<InboundEvent>
{
    public void OnEvent(ref InboundEvent data, long sequence, bool endOfBatch)
    {
        journal.Append(ref data);
        if (data.Kind == EventKind.EpochStarted) journal.MakeDurable();
    }
}
