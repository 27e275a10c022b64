using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// The last published copy of the engine's figures. One thread writes and never waits; any thread reads and tries
/// again when it was overtaken (a sequence lock: an odd version means "being written").
/// </summary>
public sealed class SnapshotCell
{
    private EngineSnapshot _snapshot;
    private long _version;

    /// <summary>On the engine's thread.</summary>
    public void Publish(TradingEngine engine)
    {
        Volatile.Write(ref _version, _version + 1);
        Thread.MemoryBarrier(); // no field may be seen new while the version is seen even and old
        engine.CopyTo(ref _snapshot);
        Volatile.Write(ref _version, _version + 1);
    }

    public EngineSnapshot Read()
    {
        SpinWait spin = default;
        while (true)
        {
            long before = Volatile.Read(ref _version);
            EngineSnapshot copy = _snapshot;
            Thread.MemoryBarrier();
            if ((before & 1) == 0 && before == Volatile.Read(ref _version)) return copy;
            spin.SpinOnce();
        }
    }
}
