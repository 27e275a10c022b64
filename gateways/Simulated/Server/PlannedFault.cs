namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>A fault for the next requests of a kind: skip some, then hit some.</summary>
public sealed record PlannedFault(RequestFault Fault)
{
    /// <summary>Requests left alone first.</summary>
    public int Skip { get; init; }

    /// <summary>Requests hit after those.</summary>
    public int Count { get; init; } = 1;

    /// <summary>For <see cref="RequestFault.DelayReply"/> and <see cref="RequestFault.DelayRequest"/>.</summary>
    public int DelayMs { get; init; }

    /// <summary>
    /// For <see cref="RequestFault.Reject"/> and <see cref="RequestFault.UnknownError"/>: the venue's (negative) code;
    /// 0 = −1000.
    /// </summary>
    public int Code { get; init; }
}
