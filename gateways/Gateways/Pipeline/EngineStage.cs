using Disruptor;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// Second stage: the engine decides, its commands go on record, and then leave through the outbound ring. The one
/// thread that runs it owns the engine.
/// </summary>
public sealed class EngineStage(
    TradingEngine engine,
    JournalWriter<OutboundCommand> journal,
    ValueRingBuffer<OutboundCommand> outbound,
    SnapshotCell snapshots,
    ThreadPlacement placement) : IValueEventHandler<InboundEvent>
{
    public void OnStart() => placement.Apply();

    public void OnEvent(ref InboundEvent data, long sequence, bool endOfBatch)
    {
        engine.Apply(data);
        bool stopped = false;
        foreach (ref readonly OutboundCommand decided in engine.Commands)
        {
            OutboundCommand command = decided;
            journal.Append(ref command);
            if (command.Kind == CommandKind.StateHashMark) continue; // for the file only
            stopped |= command.Kind == CommandKind.EngineStopped;
            if (stopped) snapshots.Publish(engine); // whoever learns of the end must see the last figures
            Send(command);
        }

        if (data.Kind == EventKind.TimerFired || stopped) snapshots.Publish(engine);
    }

    private void Send(in OutboundCommand command)
    {
        long slot = outbound.Next();
        outbound[slot] = command;
        outbound.Publish(slot);
    }
}
