using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;

namespace OpenSQT.Lmax.Dashboard.Reports;

/// <summary>The two questions of whoever watches over processes; an empty list of reasons is a yes.</summary>
internal static class Health
{
    /// <summary>The engine publishes ten times a second; a machine that stalls for a moment is not dead.</summary>
    private const long PatienceNs = 5_000_000_000;

    /// <summary>Does the process work? If not, a restart may help.</summary>
    public static List<string> WhyNotLive(DashboardSources sources)
    {
        EngineSnapshot s = sources.Snapshots.Read();
        var reasons = new List<string>();
        if (sources.Machinery().HasFailed) reasons.Add("a stage has failed");
        if (s.TimeNs != 0 && s.Phase != EnginePhase.Stopped && sources.Clock.NowNs - s.TimeNs > PatienceNs)
            reasons.Add("the engine has published nothing for 5 seconds");
        return reasons;
    }

    /// <summary>Does it trade? If not, somebody should look.</summary>
    public static List<string> WhyNotReady(DashboardSources sources)
    {
        EngineSnapshot s = sources.Snapshots.Read();
        List<string> reasons = WhyNotLive(sources);
        if (s.Phase != EnginePhase.Trading) reasons.Add($"phase {s.Phase}");
        if (s.TradingState == TradingState.Halted) reasons.Add($"halted: {s.Causes}");
        if (!s.IsMarketStreamUp) reasons.Add("the market stream is down");
        if (!s.IsUserStreamUp) reasons.Add("the user stream is down");
        return reasons;
    }
}
