using Disruptor;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// Both stages on one thread. On few cores this is far quicker than a thread per stage: a hop between two threads
/// that both want to run costs more than the whole work of either.
/// </summary>
public sealed class FusedHandler(JournalStage journal, EngineStage engine) : IValueEventHandler<InboundEvent>
{
    public void OnStart() => engine.OnStart();

    public void OnEvent(ref InboundEvent data, long sequence, bool endOfBatch)
    {
        journal.OnEvent(ref data, sequence, endOfBatch);
        engine.OnEvent(ref data, sequence, endOfBatch);
    }
}
