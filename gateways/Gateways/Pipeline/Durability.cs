namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>What must survive a power loss before an order leaves. The death of the process loses nothing.</summary>
public enum Durability
{
    /// <summary>Nothing waits for the disk.</summary>
    Process,

    /// <summary>A new epoch and every change of the trading state, before the first order behind it.</summary>
    Power,

    /// <summary>Everything that caused the order.</summary>
    Strict,
}
