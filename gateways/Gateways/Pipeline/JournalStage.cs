using Disruptor;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// First stage: every event is on record before anything is decided with it. Whether it must also survive the death of
/// the machine is decided where orders leave (<see cref="DurabilityGate"/>), so that this thread waits for no disk.
/// </summary>
public sealed class JournalStage(JournalWriter<InboundEvent> journal) : IValueEventHandler<InboundEvent>
{
    public void OnEvent(ref InboundEvent data, long sequence, bool endOfBatch) => journal.Append(ref data);
}
