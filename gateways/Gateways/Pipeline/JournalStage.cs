using Disruptor;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// First stage: every event is on record before anything is decided with it. Whether it must also survive the death of
/// the machine is decided where orders leave (<see cref="DurabilityGate"/>), so that this thread waits for no disk.
/// </summary>
/// <param name="journal">Of events.</param>
/// <param name="placement">Of the thread when it is this stage's own; null = wherever the system puts it.</param>
public sealed class JournalStage(JournalWriter<InboundEvent> journal, ThreadPlacement? placement = null)
    : IValueEventHandler<InboundEvent>
{
    public void OnStart() => placement?.Apply();

    public void OnEvent(ref InboundEvent data, long sequence, bool endOfBatch) => journal.Append(ref data);
}
