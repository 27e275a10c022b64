namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>How the pipeline is laid out on the machine.</summary>
public sealed record PipelineOptions
{
    /// <summary>From so many cores on, stages of their own are the default.</summary>
    public const int CoresForStages = 4;

    /// <summary>Slots of either ring, a power of two.</summary>
    public int RingSize { get; init; } = 16384;
    public WaitMode Wait { get; init; } = WaitMode.Yield;

    /// <summary>
    /// Journal, engine and execution each on a core of its own; needs <see cref="CoresForStages"/> to be any good.
    /// </summary>
    public bool Staged { get; init; }

    /// <summary>Core of the engine thread; null = the last one that this process may use.</summary>
    public int? Core { get; init; }

    /// <summary>Holds orders back until the disk has what they rest on; null = it never does.</summary>
    public DurabilityGate? Durability { get; init; }

    /// <summary>Gets a line for each thing that the machine did not permit.</summary>
    public Action<string> Complain { get; init; } = _ => { };

    /// <summary>Execution need not sleep between orders: nothing else wants its core.</summary>
    internal bool HasCoreForExecution => Staged && ThreadPlacement.AllowedCores().Count >= CoresForStages;

    /// <summary>
    /// The core that lies so many places before the engine's; null where the threads are not staged or the machine
    /// has too few cores to give one away.
    /// </summary>
    internal ThreadPlacement? PlacementBesideEngine(int places, string thread)
    {
        if (!HasCoreForExecution) return null;
        IReadOnlyList<int> allowed = ThreadPlacement.AllowedCores();
        int engine = Core ?? allowed[^1];
        int[] others = [.. allowed.Where(core => core != engine)];
        return new ThreadPlacement(others[^places], Complain, thread);
    }
}
