using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>
/// Layer 2: five symbols, one minute, a mean of four candles at 100 with volume 10, three times is too much.
/// </summary>
public class VolumeBreakerTests
{
    private const long Minute = 60 * EngineDriver.Second;
    private const int Window = 4;
    private const int Symbols = 5;

    private long _openNs = 1_700_000_040 * EngineDriver.Second;

    [Fact]
    public void ShouldPullLiveBuysAndLeaveExitsWhenAllSymbolsFallOnVolume()
    {
        EngineDriver driver = Calm();
        driver.Fill(driver.Open.First(o => o.Id.Side == Side.Buy));
        driver.Advance(1_000);
        Assert.Contains(driver.Open, o => o.Id.Side == Side.Sell);

        Panic(driver, Symbols);

        Assert.Equal(TradingState.Reducing, driver.State.Gate.State);
        Assert.Equal(GateCause.VolumeBreaker, driver.State.Gate.Causes);
        Assert.All(driver.Open, o => Assert.Equal(Side.Sell, o.Id.Side));
        Assert.NotEmpty(driver.Open);
        Notice trip = driver.Notices.Single(n => n.Code == NoticeCode.BreakerTripped);
        Assert.Equal((5, 5, 0), (trip.A, trip.B, trip.C));
        Notice symbol = driver.Notices.First(n => n.Code == NoticeCode.BreakerSymbol);
        Assert.Equal((0, 4_000, 90_000_000), (symbol.A, symbol.B, symbol.C));
    }

    [Theory]
    [InlineData(0, 4, false)]
    [InlineData(0, 5, true)]
    [InlineData(3, 2, false)]
    [InlineData(3, 3, true)]
    [InlineData(99, 4, false)]
    [InlineData(99, 5, true)]
    public void ShouldTripAtTheThresholdClampedToTheList(int threshold, int abnormal, bool trips)
    {
        EngineDriver driver = Calm(d => d.Settings[SettingId.BreakerTriggerThreshold] = threshold);

        Panic(driver, abnormal);

        Assert.Equal(trips, driver.State.Gate.Has(GateCause.VolumeBreaker));
    }

    [Theory]
    [InlineData(90, 30, false)] // exactly three times the mean
    [InlineData(90, 31, true)]
    [InlineData(100, 40, false)] // exactly the mean close
    [InlineData(110, 40, false)]
    public void ShouldNeedBothALowCloseAndALargeVolume(long close, long volume, bool trips)
    {
        EngineDriver driver = Calm();

        for (int i = 0; i < Symbols; i++) Candle(driver, i, _openNs, close, volume);

        Assert.Equal(trips, driver.State.Gate.Has(GateCause.VolumeBreaker));
    }

    [Fact]
    public void ShouldCountASymbolWithoutDataAsAbnormalAndStartReduced()
    {
        EngineDriver driver = Driver();
        driver.Connect();
        for (int i = 0; i < Symbols - 1; i++) History(driver, i);
        driver.Quote(300_000);
        for (int i = 0; i < 100; i++) driver.Advance(100);
        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.False(driver.State.Gate.Has(GateCause.VolumeBreaker));

        Panic(driver, Symbols - 1);

        Assert.True(driver.State.Gate.Has(GateCause.VolumeBreaker));
        Notice silent = driver.Notices.Single(n => n.Code == NoticeCode.BreakerSymbolSilent);
        Assert.Equal((4, 0, 0), (silent.A, silent.B, silent.C));
    }

    [Fact]
    public void ShouldSendNoEntryAtAllWhenNoCandleEverCame()
    {
        EngineDriver driver = Driver().Start(300_000);

        Assert.Equal(EnginePhase.Trading, driver.Engine.Phase);
        Assert.True(driver.State.Gate.Has(GateCause.VolumeBreaker));
        Assert.Equal(0, driver.Sent(CommandKind.NewOrder));
    }

    [Fact]
    public void ShouldTripWhenNoCandleComesForTwoIntervals()
    {
        EngineDriver driver = Calm();
        for (int i = 0; i < 115; i++) Beat(driver, 1_000);
        Assert.False(driver.State.Gate.Has(GateCause.VolumeBreaker));

        for (int i = 0; i < 6; i++) Beat(driver, 1_000);

        Assert.True(driver.State.Gate.Has(GateCause.VolumeBreaker));
        Assert.Equal(5, driver.Notices.Single(n => n.Code == NoticeCode.BreakerTripped).C);
    }

    [Theory]
    [InlineData(3, 2, false)]
    [InlineData(3, 3, true)]
    [InlineData(99, 4, false)]
    [InlineData(99, 5, true)]
    public void ShouldRecoverOnClosedCandlesOfEnoughSymbols(int threshold, int recovered, bool recovers)
    {
        EngineDriver driver = Calm(d => d.Settings[SettingId.BreakerRecoveryThreshold] = threshold);
        Panic(driver, Symbols);
        NextMinute(driver);
        for (int i = 0; i < Symbols; i++) Candle(driver, i, _openNs, 105, 12);
        Assert.True(driver.State.Gate.Has(GateCause.VolumeBreaker)); // open candles do not count

        for (int i = 0; i < recovered; i++) Candle(driver, i, _openNs, 105, 12, isClosed: true);

        Assert.Equal(!recovers, driver.State.Gate.Has(GateCause.VolumeBreaker));
        if (!recovers) return;
        driver.Advance(1_000);
        Assert.Contains(driver.Open, o => o.Id.Side == Side.Buy);
        Assert.Equal(recovered, driver.Notices.Single(n => n.Code == NoticeCode.BreakerRecovered).A);
    }

    [Fact]
    public void ShouldNotCountASilentSymbolAsRecovered()
    {
        EngineDriver driver = Calm(d => d.Settings[SettingId.BreakerRecoveryThreshold] = 5);
        for (int i = 0; i < Symbols; i++) Candle(driver, i, _openNs, 105, 12, isClosed: true);
        for (int i = 0; i < 125; i++) Beat(driver, 1_000);
        Assert.True(driver.State.Gate.Has(GateCause.VolumeBreaker));

        NextMinute(driver);
        for (int i = 0; i < Symbols - 1; i++) Candle(driver, i, _openNs, 110, 12, isClosed: true);
        Assert.True(driver.State.Gate.Has(GateCause.VolumeBreaker));

        Candle(driver, Symbols - 1, _openNs, 110, 12, isClosed: true);
        Assert.False(driver.State.Gate.Has(GateCause.VolumeBreaker));
    }

    [Fact]
    public void ShouldNotBeMovedByRepeatedOlderAndForeignCandles()
    {
        EngineDriver driver = Calm();
        for (int i = 0; i < Symbols; i++) Candle(driver, i, _openNs, 101, 5);
        ulong before = driver.State.Breaker.Hash();
        for (int i = 0; i < Symbols; i++)
        {
            for (int back = 1; back <= Window; back++)
                Candle(driver, i, _openNs - back * Minute, 50, 900, isClosed: true);
            Candle(driver, i, _openNs, 50, 4); // an older picture of the open candle
            Candle(driver, i, _openNs, 101, 5); // the same again
            Candle(driver, i, _openNs, 0, 900);
            Candle(driver, i, _openNs, 50, -1);
        }

        Candle(driver, Symbols, _openNs, 50, 900);
        driver.Send(EventKind.Kline, new Kline
        {
            IntervalNs = 3 * Minute,
            OpenTimeNs = _openNs,
            CloseE8 = 1,
            VolumeE8 = long.MaxValue,
        });

        Assert.Equal(before, driver.State.Breaker.Hash());
        Assert.False(driver.State.Gate.Has(GateCause.VolumeBreaker));
    }

    [Fact]
    public void ShouldCloseACandleWhoseEndWasMissed()
    {
        EngineDriver driver = Calm();
        for (int i = 0; i < Symbols; i++) Candle(driver, i, _openNs, 104, 10);
        NextMinute(driver);
        for (int i = 0; i < Symbols; i++) Candle(driver, i, _openNs, 100, 31);

        // Mean close is now 101, mean volume 10: below and above, so the missed candle was counted.
        Assert.True(driver.State.Gate.Has(GateCause.VolumeBreaker));
    }

    [Fact]
    public void ShouldStandTheLargestFigures()
    {
        EngineDriver driver = Calm();
        for (int minute = 0; minute < 2 * Window; minute++, NextMinute(driver))
        {
            for (int i = 0; i < Symbols; i++) Raw(driver, i, _openNs, long.MaxValue, long.MaxValue, isClosed: true);
        }

        for (int i = 0; i < Symbols; i++) Raw(driver, i, _openNs, long.MaxValue - 1, long.MaxValue, isClosed: false);

        Assert.False(driver.State.Gate.Has(GateCause.VolumeBreaker)); // not more than three times the mean
    }

    [Fact]
    public void ShouldDoNothingWhenSwitchedOff()
    {
        EngineDriver driver = Driver();
        driver.Settings[SettingId.BreakerSymbols] = 0;
        driver.Start(300_000);

        Panic(driver, Symbols);

        Assert.Equal(TradingState.Active, driver.State.Gate.State);
    }

    [Fact]
    public void ShouldBeginEveryRunWithoutTheCandlesOfTheLast()
    {
        EngineDriver driver = Calm();
        Panic(driver, Symbols);
        driver.Crash();
        Assert.True(driver.State.Gate.Has(GateCause.VolumeBreaker));

        driver.Connect();
        for (int i = 0; i < Symbols; i++) History(driver, i);
        driver.Quote(300_000);
        for (int i = 0; i < 100; i++) driver.Advance(100);

        Assert.Equal((EnginePhase.Trading, TradingState.Active), (driver.Engine.Phase, driver.State.Gate.State));
    }

    [Fact]
    public void ShouldAllocateNothingPerCandle()
    {
        EngineDriver driver = Calm();
        int from = driver.Events.Count;
        for (int minute = 0; minute < 20; minute++, NextMinute(driver))
        {
            for (int i = 0; i < Symbols; i++)
                Candle(driver, i, _openNs, 90 + minute % 20, 10 + 50 * (minute % 3), minute % 2 == 0);
        }

        InboundEvent[] recorded = [.. driver.Events.Skip(from)];
        var engine = new TradingEngine();
        foreach (InboundEvent e in driver.Events) engine.Apply(e);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ref InboundEvent e in recorded.AsSpan())
        {
            e.Header.Sequence += 1_000_000;
            if (e.Kind == EventKind.Kline) e.Payload<Kline>().OpenTimeNs += 100 * Minute;
            engine.Apply(e);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Contains(driver.Notices, n => n.Code == NoticeCode.BreakerRecovered);
    }

    private EngineDriver Calm(Action<EngineDriver>? settings = null)
    {
        EngineDriver driver = Driver();
        settings?.Invoke(driver);
        driver.Connect();
        for (int i = 0; i < Symbols; i++) History(driver, i);
        driver.Quote(300_000);
        for (int i = 0; i < 100 && driver.Engine.Phase != EnginePhase.Trading; i++) driver.Advance(100);
        driver.Advance(1_000);
        Assert.Equal((EnginePhase.Trading, TradingState.Active), (driver.Engine.Phase, driver.State.Gate.State));
        Assert.Contains(driver.Open, o => o.Id.Side == Side.Buy);
        return driver;
    }

    private static EngineDriver Driver()
    {
        var driver = new EngineDriver();
        driver.Settings[SettingId.BreakerSymbols] = Symbols;
        driver.Settings[SettingId.BreakerIntervalNs] = Minute;
        driver.Settings[SettingId.BreakerMultiplierE3] = 3_000;
        driver.Settings[SettingId.BreakerAverageWindow] = Window;
        driver.Settings[SettingId.BreakerRecoveryThreshold] = 3;
        return driver;
    }

    private void History(EngineDriver driver, int symbol)
    {
        for (int back = Window + 2; back > 0; back--)
            Candle(driver, symbol, _openNs - back * Minute, 100, 10, isClosed: true);
    }

    private void Panic(EngineDriver driver, int symbols)
    {
        for (int i = 0; i < symbols; i++) Candle(driver, i, _openNs, 90, 40);
    }

    private void NextMinute(EngineDriver driver)
    {
        _openNs += Minute;
        driver.NowNs += 30 * EngineDriver.Second;
        driver.Quote(300_000);
    }

    /// <summary>Time passes with quotes, but without candles.</summary>
    private static void Beat(EngineDriver driver, long milliseconds)
    {
        driver.Quote(300_000);
        driver.Advance(milliseconds);
    }

    private static void Candle(
        EngineDriver driver, int symbol, long openNs, long close, long volume, bool isClosed = false) =>
        Raw(driver, symbol, openNs, close * FixedPoint.One, volume * FixedPoint.One, isClosed);

    private static void Raw(EngineDriver driver, int symbol, long openNs, long closeE8, long volumeE8, bool isClosed) =>
        driver.Send(EventKind.Kline, new Kline
        {
            Symbol = (byte)symbol,
            IntervalNs = Minute,
            OpenTimeNs = openNs,
            OpenE8 = closeE8,
            HighE8 = closeE8,
            LowE8 = closeE8,
            CloseE8 = closeE8,
            VolumeE8 = volumeE8,
            IsClosed = isClosed ? (byte)1 : (byte)0,
        });
}
