namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>The patience of a feed, in milliseconds.</summary>
public sealed record FeedTiming
{
    /// <summary>Without any frame for so long the connection counts as dead. We ping at a third of it.</summary>
    public int SilenceMs { get; init; } = 15_000;

    /// <summary>
    /// Without a frame that carries something for so long the stream counts as dead, although it answers pings
    /// (a wrong path is accepted and stays silent); 0 = not checked, for streams that are quiet by nature.
    /// </summary>
    public int StaleMs { get; init; }

    /// <summary>
    /// Age at which a second connection is opened to take over, for streams that must not have a gap.
    /// </summary>
    public long LifeMs { get; init; } = 23 * 60 * 60 * 1000;

    public int FirstBackOffMs { get; init; } = 100;
    public int MaxBackOffMs { get; init; } = 10_000;
}
