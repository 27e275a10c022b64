using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Gateways.Tests.Pipeline;

/// <summary>What readers see of the engine while its thread goes on.</summary>
public sealed class SnapshotCellTests
{
    private readonly EngineDriver _driver = new EngineDriver().Start(300_000);
    private readonly SnapshotCell _cell = new();

    [Fact]
    public void ShouldShowTheFiguresOfTheEngine()
    {
        VenueOrder nearest = _driver.Open.MaxBy(order => order.PriceTicks)!;
        _driver.Fill(nearest);
        _driver.Quote(nearest.PriceTicks - 50);

        _cell.Publish(_driver.Engine);

        EngineSnapshot s = _cell.Read();
        Assert.Equal(_driver.Engine.StateHash, s.StateHash);
        Assert.Equal(nearest.QtyLots, s.PositionLots);
        Assert.Equal(nearest.QtyLots * nearest.PriceTicks * 1000, s.HoldingsCostE8); // 0.01 × 0.001 = 1e-5
        long beforeFees = (s.ReferenceTicks - nearest.PriceTicks) * nearest.QtyLots * 1000;
        Assert.Equal(beforeFees, s.UnrealizedE8);
        long fee = EngineDriver.FeeE8(nearest.QtyLots * nearest.PriceTicks);
        Assert.Equal(beforeFees - fee, s.UnrealizedAfterFeesE8);
        Assert.True(s.IsMarketStreamUp && s.IsUserStreamUp);
        Assert.Equal(_driver.State.QuotedNs, s.QuotedNs);
    }

    [Fact]
    public void ShouldShowEveryFillOnceWithItsProfit()
    {
        VenueOrder buy = _driver.Open.MaxBy(order => order.PriceTicks)!;
        _driver.Fill(buy);
        _cell.Publish(_driver.Engine);
        Assert.Equal(buy.Id.Value, Assert.Single(_cell.ReadFills(after: 0)).ClOrdId);

        _driver.Quote(buy.PriceTicks + 10); // so that the exit leaves
        VenueOrder sell = _driver.OrderOf(buy.Id.Slot);
        _driver.Fill(sell);
        _cell.Publish(_driver.Engine);

        FillRecord fill = Assert.Single(_cell.ReadFills(after: 1));
        Assert.Equal((2, sell.Id.Value, sell.QtyLots), (fill.Number, fill.ClOrdId, fill.Lots));
        Assert.Equal((sell.PriceTicks - buy.PriceTicks) * sell.QtyLots, fill.GrossUnits);
        Assert.Equal(_cell.Read().RealizedE8, fill.GrossUnits * 1000 - fill.SettledFeeE8);
        Assert.Empty(_cell.ReadFills(after: 2));
    }

    [Fact]
    public void ShouldKeepTheLastFillsWhenThereAreMoreThanItCanHold()
    {
        const int fills = FillTape.Capacity + 10;
        VenueOrder buy = _driver.Open.MaxBy(order => order.PriceTicks)!;
        ExecutionReport report = _driver.Report(buy, ExecType.Trade);
        _cell.Publish(_driver.Engine);
        for (int i = 1; i <= fills; i++)
        {
            report.CumQtyLots = i;
            report.LastQtyLots = 1;
            report.LastPxTicks = buy.PriceTicks;
            var e = new InboundEvent();
            e.Begin<ExecutionReport>(EventKind.ExecutionReport, EventSource.UserGateway, 0, _driver.NowNs) = report;
            _driver.Engine.Apply(e);
        }

        _cell.Publish(_driver.Engine);

        FillRecord[] kept = _cell.ReadFills(after: 0);
        Assert.Equal(Enumerable.Range(11, FillTape.Capacity), kept.Select(fill => (int)fill.Number));
    }

    [Fact]
    public void ShouldCopyTheSlotsOnlyForSomebodyWhoLooks()
    {
        _cell.Publish(_driver.Engine);
        Assert.Empty(_cell.ReadSlots()); // the first look asks

        _cell.Publish(_driver.Engine);

        SlotRow[] rows = _cell.ReadSlots();
        Assert.Equal(_driver.Open.Select(order => order.Id.Slot).OrderDescending(), rows.Select(row => row.K));
        Assert.All(rows, row => Assert.Equal(_driver.Orders[row.ClOrdId].PriceTicks, row.OrderPriceTicks));
        Assert.Equal(rows.Length, _cell.Read().UsedSlots);
    }

    [Fact]
    public void ShouldAllocateNothingOnTheEnginesThread()
    {
        for (int i = 0; i < 100; i++) Publish();
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++) _cell.Publish(_driver.Engine);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Publish()
        {
            _cell.ReadSlots();
            _cell.Publish(_driver.Engine);
        }
    }

    [Fact]
    public async Task ShouldNeverShowHalfACopy()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        int torn = 0;
        long reads = 0;
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!end.IsCancellationRequested)
            {
                EngineSnapshot s = _cell.Read();
                if (s.TimeNs != 0 && s.OfferTicks != s.BidTicks + 1) Interlocked.Increment(ref torn);
                if (s.LastSequence != 0 && s.BidTicks != 290_000 + s.LastSequence % 1000)
                    Interlocked.Increment(ref torn);
                Interlocked.Increment(ref reads);
            }
        }, TaskCreationOptions.LongRunning))]; // threads of their own: the pool may have none left for us
        long sequence = 1_000_000;
        while (!end.IsCancellationRequested)
        {
            var e = new InboundEvent();
            ref BestBidOffer quote = ref e.Begin<BestBidOffer>(
                EventKind.BestBidOffer, EventSource.MarketGateway, 0, _driver.NowNs);
            e.Header.Sequence = ++sequence;
            quote.BidPriceTicks = 290_000 + sequence % 1000;
            quote.OfferPriceTicks = quote.BidPriceTicks + 1;
            _driver.Engine.Apply(e);
            _cell.Publish(_driver.Engine);
        }

        await Task.WhenAll(readers);
        Assert.Equal(0, torn);
        Assert.True(reads > 1000, $"only {reads} reads");
    }

    [Fact]
    public void ShouldHaveRoomForEveryReason() =>
        Assert.True((int)Enum.GetValues<Reason>().Max() < RejectCounts.Size);
}
