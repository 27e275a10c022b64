using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Dashboard.Live;

/// <summary>
/// Price and profit over one step of time; money and prices in 1e-8 quote. What is settled is the realized profit with
/// funding; with the unrealized part it makes the whole result.
/// </summary>
public readonly record struct HistoryPoint(
    long TimeMs, long LowE8, long HighE8, long LastE8, long SettledE8, long UnrealizedE8)
{
    public static HistoryPoint Of(long timeMs, in EngineSnapshot s, Instrument instrument)
    {
        long priceE8 = s.ReferenceTicks * instrument.TickSizeE8;
        return new HistoryPoint(timeMs, priceE8, priceE8, priceE8, s.RealizedE8 + s.FundingE8, s.UnrealizedAfterFeesE8);
    }

    /// <summary>This step with a later sample in it.</summary>
    public HistoryPoint With(in HistoryPoint later) => later with
    {
        TimeMs = TimeMs,
        LowE8 = Math.Min(LowE8, later.LowE8),
        HighE8 = Math.Max(HighE8, later.HighE8),
    };
}
