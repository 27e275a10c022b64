namespace OpenSQT.Lmax.Simulated.WarmUp;

/// <summary>What a rehearsal did.</summary>
/// <param name="Orders">Orders and cancels that were decided, signed, and answered by the venue in memory.</param>
/// <param name="Methods">Methods that the runtime has compiled meanwhile, each tier counted.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="IsSettled">The compiler had come to rest; false = the time was up before.</param>
public sealed record RehearsalResult(long Orders, long Methods, TimeSpan Elapsed, bool IsSettled);
