namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>How the engine thread waits for the next event.</summary>
public enum WaitMode
{
    /// <summary>Looks about 100 times, then lets others run: quick, and safe on two cores.</summary>
    Yield,

    /// <summary>Never lets go of its core: only where that core has nothing else to do.</summary>
    Busy,

    /// <summary>Sleeps: half a core less, some 25 µs more.</summary>
    Block,
}
