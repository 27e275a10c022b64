using BenchmarkDotNet.Attributes;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Perf.Scenes;

namespace OpenSQT.Lmax.Benchmarks;

/// <summary>The engine alone.</summary>
public class EngineBenchmarks
{
    private readonly EngineScene _scene = new();
    private readonly EngineScene _moving = new();
    private InboundEvent _quote;
    private EngineSnapshot _snapshot;
    private long _count;

    /// <summary>Within two lines of the grid.</summary>
    [Benchmark, Budget(0)]
    public void QuoteThatCausesNothing()
    {
        _scene.Prepare(ref _quote, ScriptedVenue.StartTicks + (++_count & 1));
        _scene.Engine.Apply(_quote);
    }

    /// <summary>To the next line and back, with what the venue answers.</summary>
    [Benchmark, Budget(0)]
    public void QuoteThatMovesTheWindow() =>
        _moving.Quote(ScriptedVenue.StartTicks + (++_count & 1) * ScriptedVenue.IntervalTicks);

    /// <summary>As ten times a second.</summary>
    [Benchmark, Budget(0)]
    public void Timer() => _scene.FireTimer();

    /// <summary>What the status and the page read.</summary>
    [Benchmark, Budget(0)]
    public void Snapshot() => _scene.Engine.CopyTo(ref _snapshot);

    [Benchmark, Budget(0)]
    public ulong StateHash() => _scene.Engine.StateHash;
}
