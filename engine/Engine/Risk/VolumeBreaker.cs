using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Risk;

/// <summary>
/// Stops entries while many markets at once fall on unusual volume. A symbol without data counts as falling and never
/// as recovered, so that silence trips too. Trips on the newest candle, open or not; recovers on closed ones only.
/// </summary>
public sealed class VolumeBreaker(EngineState s)
{
    /// <summary>Most symbols that can be monitored.</summary>
    public const int MaxSymbols = 32;

    private const int MaxWindow = 1000;
    private const int StaleIntervals = 2;

    private int Count => s.Breaker.Symbols.Length;

    /// <summary>The settings of this run are complete.</summary>
    public void OnSettingsEnd()
    {
        int symbols = (int)long.Clamp(s.Config[SettingId.BreakerSymbols], 0, MaxSymbols);
        int window = (int)long.Clamp(s.Config[SettingId.BreakerAverageWindow], 1, MaxWindow);
        s.Breaker.Restart(symbols, window);
        s.IsDirty |= s.Gate.Set(GateCause.VolumeBreaker, false);
    }

    public void Apply(in Kline kline)
    {
        if (kline.Symbol >= Count || kline.IntervalNs != s.Config[SettingId.BreakerIntervalNs]) return;
        s.Breaker.Symbols[kline.Symbol].Apply(kline, s.NowNs);
        Tick();
    }

    /// <summary>Compares; while nothing is traded there is nothing to stop.</summary>
    public void Tick()
    {
        if (Count == 0 || s.Phase != EnginePhase.Trading) return;
        long multiplierE3 = s.Config[SettingId.BreakerMultiplierE3];
        long patienceNs = StaleIntervals * s.Config[SettingId.BreakerIntervalNs];
        int abnormal = 0, silent = 0, recovered = 0;
        foreach (VolumeBreakerSymbol symbol in s.Breaker.Symbols)
        {
            bool isSilent = symbol.IsSilent(s.NowNs, patienceNs);
            if (isSilent) silent++;
            if (isSilent || symbol.IsAbnormal(multiplierE3)) abnormal++;
            if (!isSilent && symbol.IsRecovered(multiplierE3)) recovered++;
        }

        bool isDue = abnormal >= Threshold(SettingId.BreakerTriggerThreshold);
        if (isDue && !s.Breaker.IsTripped) Trip(abnormal, silent, patienceNs);
        else if (!isDue && s.Breaker.IsTripped && recovered >= Threshold(SettingId.BreakerRecoveryThreshold))
            Recover(recovered);
    }

    /// <summary>Of the symbols that are there; 0 or more than those mean all of them.</summary>
    private int Threshold(SettingId id)
    {
        long wanted = s.Config[id];
        return wanted <= 0 || wanted > Count ? Count : (int)wanted;
    }

    private void Trip(int abnormal, int silent, long patienceNs)
    {
        s.Breaker.TrippedNs = s.NowNs;
        s.Outbox.Notice(
            NoticeCode.BreakerTripped, abnormal, Threshold(SettingId.BreakerTriggerThreshold), silent);
        for (int i = 0; i < Count; i++)
        {
            VolumeBreakerSymbol symbol = s.Breaker.Symbols[i];
            if (symbol.IsSilent(s.NowNs, patienceNs))
                s.Outbox.Notice(NoticeCode.BreakerSymbolSilent, i, symbol.Closed, symbol.UpdatedNs);
            else
                s.Outbox.Notice(NoticeCode.BreakerSymbol, i, symbol.VolumeTimesE3, symbol.CloseOfMeanE8);
        }

        s.IsDirty |= s.Gate.Set(GateCause.VolumeBreaker, true);
    }

    private void Recover(int recovered)
    {
        s.Outbox.Notice(
            NoticeCode.BreakerRecovered, recovered, Threshold(SettingId.BreakerRecoveryThreshold),
            s.NowNs - s.Breaker.TrippedNs);
        s.Breaker.TrippedNs = 0;
        s.IsDirty |= s.Gate.Set(GateCause.VolumeBreaker, false);
    }
}
