using System.Globalization;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests.Scenarios;

/// <summary>
/// The engine and its naive twin under the same market and the same fills. After every event orders at the venue,
/// slots, books and the number of messages sent must be the same; the first difference fails with both sides.
/// An order fills when the other side of the market reaches its price; every third fill first gets only a half.
/// </summary>
internal sealed class Twin
{
    private const decimal Nanoseconds = 1_000_000_000;

    private readonly NaiveGrid _naive;
    private readonly long _sentBefore;
    private readonly bool _isWarm;
    private long _filled;
    private string _path = "";

    public Twin(NaiveSettings settings)
    {
        Driver = new EngineDriver(settings.Interval, (long)settings.OrderQuantity);
        Driver.Settings[SettingId.BuyWindowSize] = settings.BuyWindow;
        Driver.Settings[SettingId.SellWindowSize] = settings.SellWindow;
        Driver.Settings[SettingId.OrderCleanupThreshold] = settings.CleanupThreshold;
        Driver.Settings[SettingId.CleanupBatchSize] = settings.CleanupBatch;
        // The two layers that ask or clean on a clock of their own have tests of their own.
        Driver.Settings[SettingId.ReconcileIntervalNs] = 24 * 3600 * EngineDriver.Second;
        Driver.Settings[SettingId.OrderCleanupIntervalNs] = 24 * 3600 * EngineDriver.Second;
        Driver.WalletE8 = 1_000_000 * FixedPoint.One;
        Driver.Start(settings.Anchor);
        _naive = new NaiveGrid(settings);
        _naive.OnQuote(settings.Anchor, settings.Anchor + 1, Now);
        Bid = settings.Anchor;
        Stay(6000); // the start took tokens that the twin knows nothing of: now both buckets are full
        _sentBefore = Sent - _naive.Messages;
        _isWarm = true;
        Compare();
    }

    public EngineDriver Driver { get; }
    public long Bid { get; private set; }
    public int Events { get; private set; }

    private decimal Now => Driver.NowNs / Nanoseconds;
    private long Sent => Driver.Sent(CommandKind.NewOrder) + Driver.Sent(CommandKind.CancelOrder);

    /// <summary>Time passes, then the price is elsewhere, one tick of spread; then what it touches fills.</summary>
    public void Quote(long bid, long afterMs)
    {
        for (long left = afterMs; left > 0; left -= 100) Timer(long.Min(left, 100));
        Bid = bid;
        _path = string.Create(CultureInfo.InvariantCulture, $"quote {bid} at {Now}");
        Driver.Quote(bid);
        _naive.OnQuote(bid, bid + 1, Now);
        Compare();
        var done = new HashSet<ulong>();
        while (Driver.ReachedAt(bid).FirstOrDefault(o => !done.Contains(o.Id.Value)) is { } order)
        {
            bool isCut = ++_filled % 3 == 0 && order.LeavesLots > 1;
            if (isCut) done.Add(order.Id.Value);
            Fill(order, isCut ? order.LeavesLots / 2 : order.LeavesLots);
        }
    }

    /// <summary>The price stays, with a quote every 250 ms.</summary>
    public void Stay(long ms)
    {
        for (; ms > 0; ms -= 250) Quote(Bid, 250);
    }

    private void Timer(long ms)
    {
        Driver.NowNs += ms * EngineDriver.Millisecond;
        _path = string.Create(CultureInfo.InvariantCulture, $"timer at {Now}");
        Driver.Send(EventKind.TimerFired, new TimerFired());
        _naive.OnTimer(Now);
        Compare();
    }

    private void Fill(VenueOrder order, long lots)
    {
        _path = string.Create(CultureInfo.InvariantCulture, $"fill of {lots} of {order.Id} at {Now}");
        ExecutionReport report = Driver.Fill(order, lots);
        _naive.OnFill(order.Id.Slot, lots, report.FeeE8);
        Compare();
    }

    private void Compare()
    {
        if (!_isWarm) return;
        Events++;
        Equal("orders",
            Driver.Open.Select(o => (o.Id.Slot, o.Id.Side == Side.Buy, o.PriceTicks, o.QtyLots, o.CumLots)).Order(),
            _naive.Orders.Values.Select(o => (o.Slot, o.IsBuy, o.Price, o.Lots, o.Filled)));
        Equal("slots", OwnSlots(), _naive.Books.Holdings.Select(h => (h.Key, h.Value.Lots, h.Value.Cost, h.Value.Fee)));
        Audit.Books books = Driver.State.Books;
        Equal("cash, gross, fees, settled fees, round trips, messages",
            [books.CashUnits, books.GrossUnits, books.FeesE8, books.SettledFeesE8, books.RoundTrips,
                Sent - _sentBefore],
            [_naive.Books.Cash, _naive.Books.Gross, _naive.Books.Fees, _naive.Books.FeesOfSold,
                _naive.Books.RoundTrips, (long)_naive.Messages]);
        foreach (NaiveOrder order in _naive.Orders.Values)
            Assert.Equal(order.IsBuy ? SlotState.BuyLive : SlotState.SellLive, Driver.StateOf(order.Slot));
    }

    private IEnumerable<(int, long, long, long)> OwnSlots()
    {
        foreach ((int k, long lots) in Driver.Holdings())
        {
            Slot slot = Driver.State.Slots.Read(k);
            yield return (k, lots, slot.CostValue, slot.CostFeeE8);
        }
    }

    private static string WordOf(OutboundCommand command) => command.Kind switch
    {
        CommandKind.NewOrder => $"{(command.Read<NewOrder>().Side == Side.Buy ? 'B' : 'S')}"
            + new ClOrdId(command.Read<NewOrder>().ClOrdId).Slot,
        CommandKind.CancelOrder => $"X{new ClOrdId(command.Read<CancelOrder>().ClOrdId).Slot}",
        _ => "",
    };

    private void Equal<T>(string what, IEnumerable<T> engine, IEnumerable<T> naive)
    {
        List<T> ours = [.. engine], theirs = [.. naive];
        if (ours.SequenceEqual(theirs)) return;
        Assert.Fail($"{what} after event {Events}, {_path}:\nonly the engine: {string.Join(' ', ours.Except(theirs))}"
            + $"\nonly the rules: {string.Join(' ', theirs.Except(ours))}"
            + $"\nlast sent by the engine: {string.Join(' ', Driver.Commands.Select(WordOf).Where(w => w.Length > 0)
                .TakeLast(12))}\nlast sent by the rules: {string.Join(' ', _naive.Log.TakeLast(12))}");
    }
}
