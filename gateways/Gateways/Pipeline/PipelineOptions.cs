namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>How the pipeline is laid out on the machine.</summary>
public sealed record PipelineOptions
{
    /// <summary>Slots of either ring, a power of two.</summary>
    public int RingSize { get; init; } = 16384;
    public WaitMode Wait { get; init; } = WaitMode.Yield;

    /// <summary>Journal and engine on a thread each; needs four cores to be any good.</summary>
    public bool Staged { get; init; }

    /// <summary>Core of the engine thread; null = the last one that this process may use.</summary>
    public int? Core { get; init; }

    /// <summary>Holds orders back until the disk has what they rest on; null = it never does.</summary>
    public DurabilityGate? Durability { get; init; }

    /// <summary>Gets a line for each thing that the machine did not permit.</summary>
    public Action<string> Complain { get; init; } = _ => { };
}
