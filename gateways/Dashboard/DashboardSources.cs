using OpenSQT.Lmax.Dashboard.Live;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>Where the figures come from. All of it may be read by any thread without disturbing the engine's.</summary>
public sealed record DashboardSources
{
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public required SnapshotCell Snapshots { get; init; }
    public required LatencyGauge TickToOrder { get; init; }

    /// <summary>The clock that stamps the engine's events.</summary>
    public required MonotonicClock Clock { get; init; }
    public required NoticeBoard Notices { get; init; }
    public required Func<MachineryFigures> Machinery { get; init; }

    /// <summary>
    /// What an operator may ask for, by its word; the call puts it on record and tells whether the engine was seen to
    /// apply it.
    /// </summary>
    public required IReadOnlyDictionary<string, Func<Task<bool>>> Commands { get; init; }
}
